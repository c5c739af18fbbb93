using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using CryptoVault.Security;

namespace CryptoVault.Adapters.Files;

/// <summary>
/// The service's keys in one file that only its owner can read (0600), the stand-in of a key vault on one machine. It is
/// read again when another process changed it, so a key that a command put in force is used by a running host at once.
/// </summary>
public sealed class ServiceKeysFile : IServiceKeys
{
    private const int KeyBytes = 32;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    private readonly Lock gate = new();
    private readonly string path;
    private readonly TimeProvider clock;
    private readonly IRandomness randomness;
    private volatile Known known;
    private long lookedAt;

    private ServiceKeysFile(string path, TimeProvider clock, IRandomness randomness)
    {
        this.path = path;
        this.clock = clock;
        this.randomness = randomness;
        known = Read();
        lookedAt = clock.GetTimestamp();
    }

    /// <summary>How long the file may be changed by another process without being noticed.</summary>
    public static TimeSpan Unnoticed { get; } = TimeSpan.FromSeconds(1);

    /// <summary>Reads the file, or makes it when there is none.</summary>
    /// <exception cref="InvalidDataException">The file is there but holds no such keys.</exception>
    public static ServiceKeysFile Open(string path, TimeProvider clock, IRandomness randomness)
    {
        ArgumentNullException.ThrowIfNull(clock);
        ArgumentNullException.ThrowIfNull(randomness);
        if (!File.Exists(path))
        {
            using var signing = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var content = new ServiceKeysContent([NewKey(clock, randomness)], [new StoredSealingKey(signing.ExportPkcs8PrivateKey(), clock.GetUtcNow())]);
            PrivateFile.WriteNew(path, JsonSerializer.SerializeToUtf8Bytes(content, ServiceKeysJson.Default.ServiceKeysContent));
        }

        return new ServiceKeysFile(path, clock, randomness);
    }

    /// <inheritdoc />
    public ValueTask<string> CurrentWrappingKeyAsync(CancellationToken cancellation = default) => new(Present().Current.KeyId);

    /// <inheritdoc />
    public ValueTask<WrappedKey> WrapAsync(ReadOnlyMemory<byte> key, string place, CancellationToken cancellation = default)
    {
        var current = Present().Current;
        var content = new byte[NonceBytes + TagBytes + key.Length];
        var nonce = content.AsSpan(0, NonceBytes);
        randomness.Fill(nonce);
        using var gcm = new AesGcm(current.Key, TagBytes);
        gcm.Encrypt(nonce, key.Span, content.AsSpan(NonceBytes + TagBytes), content.AsSpan(NonceBytes, TagBytes), Encoding.UTF8.GetBytes(place));
        return new(new WrappedKey(current.KeyId, Convert.ToBase64String(content)));
    }

    /// <inheritdoc />
    public ValueTask<byte[]> UnwrapAsync(WrappedKey wrapped, string place, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(wrapped);
        if (!Present().Wrapping.TryGetValue(wrapped.KeyId, out var wrapping) && !Reread().Wrapping.TryGetValue(wrapped.KeyId, out wrapping))
        {
            throw new ServiceKeysException($"The key-encryption key {wrapped.KeyId} is not in {path}.");
        }

        try
        {
            var content = Convert.FromBase64String(wrapped.Content);
            var key = new byte[content.Length - NonceBytes - TagBytes];
            using var gcm = new AesGcm(wrapping.Key, TagBytes);
            gcm.Decrypt(content.AsSpan(0, NonceBytes), content.AsSpan(NonceBytes + TagBytes), content.AsSpan(NonceBytes, TagBytes), key, Encoding.UTF8.GetBytes(place));
            return new(key);
        }
        catch (Exception exception) when (exception is CryptographicException or FormatException or OverflowException)
        {
            throw new ServiceKeysException("A wrapped key is damaged, or of another place.", exception);
        }
    }

    /// <inheritdoc />
    public ValueTask<string> RotateWrappingKeyAsync(CancellationToken cancellation = default)
    {
        lock (gate)
        {
            using var turn = TakeTurn();
            var content = ReadContent();
            var added = NewKey(clock, randomness);
            var changed = content with { WrappingKeys = [.. content.WrappingKeys, added] };
            PrivateFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(changed, ServiceKeysJson.Default.ServiceKeysContent));
            known = Read();
            return new(added.KeyId);
        }
    }

    /// <inheritdoc />
    public ValueTask<SealSignature> SignAsync(ReadOnlyMemory<byte> text, CancellationToken cancellation = default)
    {
        var key = Present().Sealing[^1];
        using var ecdsa = ECDsa.Create();
        ecdsa.ImportPkcs8PrivateKey(key.Key, out _);
        return new(new SealSignature(key.KeyId, Convert.ToBase64String(ecdsa.SignData(text.Span, HashAlgorithmName.SHA256))));
    }

    /// <inheritdoc />
    public ValueTask<bool> VerifyAsync(ReadOnlyMemory<byte> text, SealSignature signature, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(signature);
        var value = new byte[64];
        if (Present().Sealing.FirstOrDefault(key => key.KeyId == signature.KeyId) is not { } key
            || !Convert.TryFromBase64String(signature.Value, value, out var written) || written != value.Length)
        {
            return new(false);
        }

        using var ecdsa = ECDsa.Create();
        ecdsa.ImportPkcs8PrivateKey(key.Key, out _);
        return new(ecdsa.VerifyData(text.Span, value, HashAlgorithmName.SHA256));
    }

    private static StoredWrappingKey NewKey(TimeProvider clock, IRandomness randomness)
    {
        var key = new byte[KeyBytes];
        randomness.Fill(key);
        return new StoredWrappingKey(key, clock.GetUtcNow());
    }

    private Known Present()
    {
        if (clock.GetElapsedTime(Interlocked.Read(ref lookedAt)) < Unnoticed)
        {
            return known;
        }

        Interlocked.Exchange(ref lookedAt, clock.GetTimestamp());
        return File.GetLastWriteTimeUtc(path) == known.WrittenAt ? known : Reread();
    }

    private Known Reread()
    {
        lock (gate)
        {
            return known = Read();
        }
    }

    /// <summary>One process at a time changes the file.</summary>
    private FileStream TakeTurn()
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (attempt < 50)
            {
                Thread.Sleep(20);
            }
        }
    }

    private Known Read()
    {
        var writtenAt = File.GetLastWriteTimeUtc(path);
        var content = ReadContent();
        return new Known(
            content.WrappingKeys.ToFrozenDictionary(key => key.KeyId, StringComparer.Ordinal), content.WrappingKeys[^1], content.SealingKeys, writtenAt);
    }

    private ServiceKeysContent ReadContent()
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
            return JsonSerializer.Deserialize(stream, ServiceKeysJson.Default.ServiceKeysContent) is { WrappingKeys.Count: > 0, SealingKeys.Count: > 0 } content
                ? content
                : throw new InvalidDataException($"The service keys '{path}' lack a key.");
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"The service keys '{path}' are damaged: {exception.Message}", exception);
        }
    }

    private sealed record Known(
        FrozenDictionary<string, StoredWrappingKey> Wrapping, StoredWrappingKey Current, IReadOnlyList<StoredSealingKey> Sealing, DateTime WrittenAt);
}

internal sealed record ServiceKeysContent(IReadOnlyList<StoredWrappingKey> WrappingKeys, IReadOnlyList<StoredSealingKey> SealingKeys);

/// <summary>Keys are named by a hash of themselves: the same key has the same id everywhere.</summary>
internal sealed record StoredWrappingKey(byte[] Key, DateTimeOffset CreatedAt)
{
    [JsonIgnore]
    public string KeyId { get; } = "kek-" + Convert.ToHexStringLower(SHA256.HashData([.. "wrapping-key-id"u8, .. Key]).AsSpan(0, 8));
}

internal sealed record StoredSealingKey(byte[] Key, DateTimeOffset CreatedAt)
{
    [JsonIgnore]
    public string KeyId { get; } = "seal-" + Convert.ToHexStringLower(SHA256.HashData([.. "sealing-key-id"u8, .. Key]).AsSpan(0, 8));
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, WriteIndented = true)]
[JsonSerializable(typeof(ServiceKeysContent))]
internal sealed partial class ServiceKeysJson : JsonSerializerContext;
