using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using CryptoVault.Blobs;
using CryptoVault.Ids;
using CryptoVault.Results;

namespace CryptoVault.Adapters.Files;

/// <summary>
/// Blobs as files of a folder: the blob <c>a/b.txt</c> is the file <c>container/a~/b.txt</c>, so that there may also be a
/// blob <c>a</c>. A blob is written into a file beside, flushed to the disk, and then
/// renamed into its place, so a crash leaves the old blob or the new one. Only the owner may read the files.
/// </summary>
public sealed class BlobFolder : IBlobStore
{
    private const int BufferBytes = 128 * 1024;

    private readonly string root;
    private readonly string temporary;
    private readonly IIds ids;
    private readonly TimeProvider clock;

    /// <summary>Opens the folder, makes it if there is none, and removes what a crash left half written.</summary>
    /// <exception cref="BlobStoreException">The folder cannot be used.</exception>
    public BlobFolder(string folder, IIds ids, TimeProvider clock)
    {
        root = Path.GetFullPath(folder);
        temporary = Path.Combine(root, ".writing");
        this.ids = ids;
        this.clock = clock;
        Guard(() =>
        {
            CreateFolder(temporary);
            var old = clock.GetUtcNow().UtcDateTime.AddDays(-1);
            foreach (var file in Directory.EnumerateFiles(temporary).Where(file => File.GetLastWriteTimeUtc(file) < old).ToList())
            {
                File.Delete(file);
            }

            return true;
        });
    }

    /// <inheritdoc />
    public async Task<Result<BlobProperties>> PutAsync(BlobKey key, Stream content, BlobOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        var writing = Path.Combine(temporary, ids.New());
        try
        {
            var written = await WriteAsync(key, writing, content, options, cancellation).ConfigureAwait(false);
            return written is null ? new BlobTooLarge(options.MaxBytes)
                : await PlaceAsync(key, writing, options.WriteOnce).ConfigureAwait(false) ? written
                : new BlobExists();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unavailable(exception);
        }
        finally
        {
            if (File.Exists(writing))
            {
                File.Delete(writing); // it was not put into its place
            }
        }
    }

    /// <inheritdoc />
    public async Task<BlobContent?> OpenAsync(BlobKey key, CancellationToken cancellation = default)
    {
        var file = OpenFile(key);
        if (file is null)
        {
            return null;
        }

        try
        {
            var blob = await PropertiesAsync(key, file, cancellation).ConfigureAwait(false);
            file.Position = 0;
            return new BlobContent(blob, new VerifiedStream(file, blob));
        }
        catch
        {
            await file.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc />
    public async Task<BlobProperties?> FindAsync(BlobKey key, CancellationToken cancellation = default)
    {
        await using var file = OpenFile(key);
        return file is null ? null : await PropertiesAsync(key, file, cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public Task<bool> DeleteAsync(BlobKey key, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        return Task.FromResult(Guard(() =>
        {
            var path = PathOf(key);
            if (!File.Exists(path))
            {
                return false;
            }

            File.Delete(path);
            DirectorySync.Flush(Path.GetDirectoryName(path)!);
            return true;
        }));
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<BlobProperties> ListAsync(string container, string prefix = "", [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        BlobKey.CheckContainer(container);
        BlobKey.CheckPrefix(prefix);
        var folder = Path.Combine(root, container);
        var names = Guard(() => Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                .Select(file => Path.GetRelativePath(folder, file).Replace($"~{Path.DirectorySeparatorChar}", "/", StringComparison.Ordinal))
                .Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
                .Order(StringComparer.Ordinal).ToList()
            : []);
        foreach (var name in names)
        {
            cancellation.ThrowIfCancellationRequested();
            if (await FindAsync(new BlobKey(container, name), cancellation).ConfigureAwait(false) is { } blob)
            {
                yield return blob;
            }
        }
    }

    private static BlobStoreException Unavailable(Exception exception) => new(BlobFailure.Unavailable, $"The blob folder cannot be used: {exception.Message}", exception);

    private static T Guard<T>(Func<T> act)
    {
        try
        {
            return act();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unavailable(exception);
        }
    }

    private static async ValueTask<BlobProperties> PropertiesAsync(BlobKey key, FileStream file, CancellationToken cancellation) =>
        await BlobTrailer.ReadAsync(file, cancellation).ConfigureAwait(false) is { } trailer ? trailer.For(key)
            : throw new BlobStoreException(BlobFailure.Damaged, $"The file of the blob {key} is damaged.");

    private static FileStreamOptions NewFile()
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0, Options = FileOptions.Asynchronous };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return options;
    }

    /// <summary>Makes a folder and all above it, each durably in the one above.</summary>
    private static void CreateFolder(string folder)
    {
        if (Directory.Exists(folder))
        {
            return;
        }

        var parent = Path.GetDirectoryName(folder)!;
        CreateFolder(parent);
        Directory.CreateDirectory(folder);
        DirectorySync.Flush(parent);
    }

    private string PathOf(BlobKey key) => Path.Combine(root, key.Container, key.Name.Replace("/", $"~{Path.DirectorySeparatorChar}", StringComparison.Ordinal));

    private FileStream? OpenFile(BlobKey key) => Guard<FileStream?>(() =>
    {
        try
        {
            return new FileStream(PathOf(key), new FileStreamOptions { Mode = FileMode.Open, Share = FileShare.Read | FileShare.Delete, BufferSize = 0, Options = FileOptions.Asynchronous });
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    });

    /// <summary>Writes content and trailer to the disk; null when the content is longer than allowed.</summary>
    private async Task<BlobProperties?> WriteAsync(BlobKey key, string path, Stream content, BlobOptions options, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var file = new FileStream(path, NewFile());
        var buffer = new byte[BufferBytes];
        long bytes = 0;
        int read;
        while ((read = await content.ReadAsync(buffer, cancellation).ConfigureAwait(false)) > 0)
        {
            bytes += read;
            if (bytes > options.MaxBytes)
            {
                return null;
            }

            hash.AppendData(buffer.AsSpan(0, read));
            await file.WriteAsync(buffer.AsMemory(0, read), cancellation).ConfigureAwait(false);
        }

        var now = DateTimeOffset.FromUnixTimeSeconds(clock.GetUtcNow().ToUnixTimeSeconds());
        var blob = new BlobProperties(key, bytes, Convert.ToHexStringLower(hash.GetHashAndReset()), options.ContentType, options.WriteOnce, now);
        await file.WriteAsync(BlobTrailer.Of(blob).Encode(), cancellation).ConfigureAwait(false);
        file.Flush(flushToDisk: true);
        return blob;
    }

    /// <summary>Renames the written file into its place; false when a blob is there that may not be written over.</summary>
    private async Task<bool> PlaceAsync(BlobKey key, string writing, bool writeOnce)
    {
        var path = PathOf(key);
        var folder = Path.GetDirectoryName(path)!;
        CreateFolder(folder);
        if (!FilePlacement.TryMove(writing, path))
        {
            if (writeOnce || await FindAsync(key).ConfigureAwait(false) is { WriteOnce: true })
            {
                return false;
            }

            File.Move(writing, path, overwrite: true);
        }

        DirectorySync.Flush(folder);
        return true;
    }
}
