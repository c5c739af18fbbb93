using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using CryptoVault.Security;

namespace CryptoVault.Adapters.Files;

/// <summary>
/// A key ring in one file that only its owner can read (0600). It is made on the first start; two processes that
/// start at once agree on one file, because it is linked into place only when there is none. Signing keys are changed
/// by whoever holds the file's lock; others notice within a second, or when they meet a token of a key that they lack.
/// </summary>
public sealed class KeyRingFile : IKeyRing, ISigningKeyRotation
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private readonly string path;
    private readonly TimeProvider clock;
    private volatile State state;
    private long lookedAt;

    private KeyRingFile(string path, TimeProvider clock)
    {
        this.path = path;
        this.clock = clock;
        state = Read(path);
        lookedAt = clock.GetTimestamp();
    }

    /// <inheritdoc />
    public SigningKey Current
    {
        get
        {
            Refresh();
            return state.Current;
        }
    }

    /// <inheritdoc />
    public IReadOnlyList<SigningKey> SigningKeys => state.Keys;

    /// <summary>Reads the file, or makes it when there is none.</summary>
    /// <exception cref="InvalidDataException">The file is there but is no key ring.</exception>
    public static KeyRingFile Open(string path, TimeProvider clock, IRandomness randomness)
    {
        if (!File.Exists(path))
        {
            Create(path, clock, randomness);
        }

        return new KeyRingFile(path, clock);
    }

    /// <inheritdoc />
    public void Refresh()
    {
        var before = Interlocked.Read(ref lookedAt);
        if (clock.GetElapsedTime(before) < LookEvery || Interlocked.CompareExchange(ref lookedAt, clock.GetTimestamp(), before) != before)
        {
            return;
        }

        lock (gate)
        {
            if (File.GetLastWriteTimeUtc(path) != state.WrittenAt)
            {
                state = Read(path);
            }
        }
    }

    /// <inheritdoc />
    public SigningKey Rotate(TimeSpan keepOld)
    {
        lock (gate)
        {
            using var held = new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            var now = clock.GetUtcNow();
            var content = ReadContent(path);
            var made = NewKey(now);
            var kept = content.SigningKeys.Where((_, i) => EndOf(content.SigningKeys, i, now) + keepOld > now);
            PrivateFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(content with { SigningKeys = [.. kept, made] }, KeyRingJson.Default.KeyRingContent));
            state = Read(path);
            return state.Current;
        }
    }

    /// <inheritdoc />
    public byte[] Derive(string purpose) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, state.ServerSecret, 32, info: System.Text.Encoding.UTF8.GetBytes(purpose));

    /// <summary>When a key stopped signing: when the next one was made.</summary>
    private static DateTimeOffset EndOf(IReadOnlyList<StoredSigningKey> keys, int index, DateTimeOffset now) => index + 1 < keys.Count ? keys[index + 1].CreatedAt : now;

    private static State Read(string path)
    {
        var writtenAt = File.GetLastWriteTimeUtc(path);
        var content = ReadContent(path);
        SigningKey[] keys = [.. content.SigningKeys.Select(ToKey)];
        return new State(content.ServerSecret, keys, keys[^1], writtenAt);
    }

    private static KeyRingContent ReadContent(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            return JsonSerializer.Deserialize(stream, KeyRingJson.Default.KeyRingContent) is { ServerSecret.Length: >= 32, SigningKeys.Count: > 0 } content
                ? content
                : throw new InvalidDataException($"The key ring '{path}' lacks its server secret or its signing keys.");
        }
        catch (Exception exception) when (exception is JsonException or CryptographicException)
        {
            throw new InvalidDataException($"The key ring '{path}' is damaged: {exception.Message}", exception);
        }
    }

    private static SigningKey ToKey(StoredSigningKey stored)
    {
        var parameters = new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            D = stored.D,
            Q = new ECPoint { X = stored.X, Y = stored.Y },
        };
        parameters.Validate();
        return new SigningKey(SigningKey.ThumbprintOf(parameters), parameters, stored.CreatedAt);
    }

    private static StoredSigningKey NewKey(DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var parameters = key.ExportParameters(includePrivateParameters: true);
        return new StoredSigningKey(parameters.D!, parameters.Q.X!, parameters.Q.Y!, now);
    }

    private static void Create(string path, TimeProvider clock, IRandomness randomness)
    {
        var secret = new byte[32];
        randomness.Fill(secret);
        PrivateFile.WriteNew(path, JsonSerializer.SerializeToUtf8Bytes(new KeyRingContent(secret, [NewKey(clock.GetUtcNow())]), KeyRingJson.Default.KeyRingContent));
    }

    private sealed record State(byte[] ServerSecret, IReadOnlyList<SigningKey> Keys, SigningKey Current, DateTime WrittenAt);
}

internal sealed record KeyRingContent(byte[] ServerSecret, IReadOnlyList<StoredSigningKey> SigningKeys);

internal sealed record StoredSigningKey(byte[] D, byte[] X, byte[] Y, DateTimeOffset CreatedAt);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, WriteIndented = true)]
[JsonSerializable(typeof(KeyRingContent))]
internal sealed partial class KeyRingJson : JsonSerializerContext;
