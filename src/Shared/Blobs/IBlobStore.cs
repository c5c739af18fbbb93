using CryptoVault.Results;

namespace CryptoVault.Blobs;

/// <summary>
/// The port for what is too large for a document: uploads, archives, reports. A blob is there wholly or not at all; every
/// blob has a SHA-256 that is checked whenever it is read; a blob written once stays as it is until it is deleted.
/// </summary>
public interface IBlobStore
{
    /// <summary>Writes a blob from a stream, in place of an older one unless that was written once.</summary>
    /// <param name="key">Where.</param>
    /// <param name="content">The bytes, read to their end.</param>
    /// <param name="options">Media type, write-once flag, limit.</param>
    /// <param name="cancellation">Until the writing is done; afterwards the outcome is told.</param>
    /// <returns>What was written; <see cref="BlobExists"/> or <see cref="BlobTooLarge"/>, and then nothing is changed.</returns>
    /// <exception cref="BlobStoreException">The store cannot write now.</exception>
    Task<Result<BlobProperties>> PutAsync(BlobKey key, Stream content, BlobOptions options, CancellationToken cancellation = default);

    /// <summary>Opens a blob, or answers null when there is none. The end of its stream is reached only if its checksum holds.</summary>
    /// <exception cref="BlobStoreException">The store cannot answer now.</exception>
    Task<BlobContent?> OpenAsync(BlobKey key, CancellationToken cancellation = default);

    /// <summary>What is known of a blob, or null when there is none.</summary>
    /// <exception cref="BlobStoreException">The store cannot answer now.</exception>
    Task<BlobProperties?> FindAsync(BlobKey key, CancellationToken cancellation = default);

    /// <summary>Deletes a blob; false when there is none.</summary>
    /// <exception cref="BlobStoreException">The store cannot write now.</exception>
    Task<bool> DeleteAsync(BlobKey key, CancellationToken cancellation = default);

    /// <summary>Lists the blobs of a container whose names begin so, in the ordinal order of their names.</summary>
    /// <exception cref="BlobStoreException">The store cannot answer now.</exception>
    IAsyncEnumerable<BlobProperties> ListAsync(string container, string prefix = "", CancellationToken cancellation = default);
}

/// <summary>How a blob is written.</summary>
public sealed record BlobOptions
{
    /// <summary>The media type: 1 to 128 characters of printable ASCII.</summary>
    public string ContentType { get; init; } = "application/octet-stream";

    /// <summary>True: refused if there is a blob of that name, and never written over.</summary>
    public bool WriteOnce { get; init; }

    /// <summary>Most bytes; a longer stream is refused. At most <see cref="Limit"/>.</summary>
    public long MaxBytes { get; init; } = 64L * 1024 * 1024;

    /// <summary>The largest that any blob may be.</summary>
    public const long Limit = 4L * 1024 * 1024 * 1024;

    /// <summary>Throws when an option is out of its bounds.</summary>
    /// <exception cref="ArgumentException">It is.</exception>
    public void Check()
    {
        if (ContentType.Length is 0 or > 128 || ContentType.Any(character => character is < ' ' or > '~'))
        {
            throw new ArgumentException($"'{ContentType}' is no media type.", nameof(ContentType));
        }

        if (MaxBytes is < 0 or > Limit)
        {
            throw new ArgumentException($"A blob has 0 to {Limit} bytes, not {MaxBytes}.", nameof(MaxBytes));
        }
    }
}

/// <summary>What is known of a blob.</summary>
/// <param name="Key">Where it is.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">Its checksum, 64 lower-case hexadecimal digits.</param>
/// <param name="ContentType">Its media type.</param>
/// <param name="WriteOnce">True when it may not be written over.</param>
/// <param name="WrittenAt">When it was written, to the second.</param>
public sealed record BlobProperties(BlobKey Key, long Bytes, string Sha256, string ContentType, bool WriteOnce, DateTimeOffset WrittenAt);

/// <summary>An open blob; dispose it.</summary>
public sealed class BlobContent(BlobProperties properties, Stream content) : IAsyncDisposable
{
    /// <summary>What is known of it.</summary>
    public BlobProperties Properties => properties;

    /// <summary>
    /// Its bytes, once, from the beginning. The last of them are given only after all were found to match the checksum;
    /// else reading throws <see cref="BlobStoreException"/>.
    /// </summary>
    public Stream Content => content;

    /// <inheritdoc />
    public ValueTask DisposeAsync() => content.DisposeAsync();
}

/// <summary>There is a blob of that name that may not be written over.</summary>
public sealed record BlobExists() : ConflictError("BLOB_EXISTS", "This file exists and cannot be replaced.");

/// <summary>The content is longer than allowed.</summary>
public sealed record BlobTooLarge(long MaxBytes) : Error(ErrorKind.TooLarge, "FILE_TOO_LARGE", $"The file may have at most {MaxBytes} bytes.");

/// <summary>Why a blob store failed.</summary>
public enum BlobFailure
{
    /// <summary>It cannot be reached, or cannot write; trying again may help.</summary>
    Unavailable,
    /// <summary>What is stored is not what was written.</summary>
    Damaged,
}

/// <summary>The blob store could not do its work: unreachable, full, damaged.</summary>
public sealed class BlobStoreException(BlobFailure failure, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Why.</summary>
    public BlobFailure Failure => failure;
}
