using System.Security.Cryptography;

namespace CryptoVault.Adapters.AzureBlobs;

/// <summary>
/// Content read to its end before it is sent, because its checksum goes ahead of it and a try may be repeated: small ones in
/// memory, larger ones in a file that nobody else can read and that vanishes when it is closed.
/// </summary>
internal sealed class SpooledContent : IAsyncDisposable
{
    private const int MemoryBytes = 1024 * 1024;
    private const int BufferBytes = 128 * 1024;

    private SpooledContent(Stream stream, long bytes, string sha256)
    {
        Stream = stream;
        Bytes = bytes;
        Sha256 = sha256;
    }

    public Stream Stream { get; }

    public long Bytes { get; }

    public string Sha256 { get; }

    /// <summary>Reads the content; null when it is longer than allowed.</summary>
    public static async Task<SpooledContent?> ReadAsync(Stream content, long maxBytes, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Stream spool = new MemoryStream();
        try
        {
            var buffer = new byte[BufferBytes];
            int read;
            while ((read = await content.ReadAsync(buffer, cancellation).ConfigureAwait(false)) > 0)
            {
                if (spool.Length + read > maxBytes)
                {
                    await spool.DisposeAsync().ConfigureAwait(false);
                    return null;
                }

                spool = await RoomForAsync(spool, read, cancellation).ConfigureAwait(false);
                hash.AppendData(buffer.AsSpan(0, read));
                await spool.WriteAsync(buffer.AsMemory(0, read), cancellation).ConfigureAwait(false);
            }

            return new SpooledContent(spool, spool.Length, Convert.ToHexStringLower(hash.GetHashAndReset()));
        }
        catch
        {
            await spool.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public ValueTask DisposeAsync() => Stream.DisposeAsync();

    private static async Task<Stream> RoomForAsync(Stream spool, int more, CancellationToken cancellation)
    {
        if (spool is not MemoryStream memory || memory.Length + more <= MemoryBytes)
        {
            return spool;
        }

        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.None, Options = FileOptions.Asynchronous | FileOptions.DeleteOnClose,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        var file = new FileStream(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), options);
        memory.Position = 0;
        await memory.CopyToAsync(file, cancellation).ConfigureAwait(false);
        await memory.DisposeAsync().ConfigureAwait(false);
        return file;
    }
}
