using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using CryptoVault.Blobs;
using CryptoVault.Results;
using CryptoVault.Security;

namespace CryptoVault.Simulation.World;

/// <summary>Blobs in memory, which no weather touches.</summary>
internal sealed class SimBlobs : IBlobStore
{
    private readonly SortedDictionary<string, (byte[] Content, BlobProperties Properties)> blobs = new(StringComparer.Ordinal);

    public async Task<Result<BlobProperties>> PutAsync(BlobKey key, Stream content, BlobOptions options, CancellationToken cancellation = default)
    {
        if (options.WriteOnce && blobs.ContainsKey($"{key}"))
        {
            return new BlobExists();
        }

        var bytes = new MemoryStream();
        await content.CopyToAsync(bytes, cancellation);
        var blob = bytes.ToArray();
        var properties = new BlobProperties(key, blob.Length, Convert.ToHexStringLower(SHA256.HashData(blob)), options.ContentType, options.WriteOnce, DateTimeOffset.UnixEpoch);
        blobs[$"{key}"] = (blob, properties);
        return properties;
    }

    public Task<BlobContent?> OpenAsync(BlobKey key, CancellationToken cancellation = default) =>
        Task.FromResult(blobs.TryGetValue($"{key}", out var blob) ? new BlobContent(blob.Properties, new MemoryStream(blob.Content)) : null);

    public Task<BlobProperties?> FindAsync(BlobKey key, CancellationToken cancellation = default) =>
        Task.FromResult(blobs.TryGetValue($"{key}", out var blob) ? blob.Properties : null);

    public Task<bool> DeleteAsync(BlobKey key, CancellationToken cancellation = default) => Task.FromResult(blobs.Remove($"{key}"));

    public async IAsyncEnumerable<BlobProperties> ListAsync(string container, string prefix = "", [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        await Task.CompletedTask;
        foreach (var blob in blobs.Values.Where(blob => blob.Properties.Key.Container == container && blob.Properties.Key.Name.StartsWith(prefix, StringComparison.Ordinal)).ToArray())
        {
            yield return blob.Properties;
        }
    }
}

/// <summary>Keys that are the same in every run, so that equal seeds write equal bytes.</summary>
internal sealed class SimServiceKeys : IServiceKeys
{
    private static readonly byte[] Key = SHA256.HashData("simulation"u8);

    public ValueTask<string> CurrentWrappingKeyAsync(CancellationToken cancellation = default) => new("simulated");

    public ValueTask<WrappedKey> WrapAsync(ReadOnlyMemory<byte> key, string place, CancellationToken cancellation = default) =>
        new(new WrappedKey("simulated", Convert.ToBase64String(key.Span)));

    public ValueTask<byte[]> UnwrapAsync(WrappedKey wrapped, string place, CancellationToken cancellation = default) => new(Convert.FromBase64String(wrapped.Content));

    public ValueTask<string> RotateWrappingKeyAsync(CancellationToken cancellation = default) => new("simulated");

    public ValueTask<SealSignature> SignAsync(ReadOnlyMemory<byte> text, CancellationToken cancellation = default) =>
        new(new SealSignature("simulated", Convert.ToBase64String(HMACSHA256.HashData(Key, text.Span))));

    public async ValueTask<bool> VerifyAsync(ReadOnlyMemory<byte> text, SealSignature signature, CancellationToken cancellation = default) =>
        signature == await SignAsync(text, cancellation);
}
