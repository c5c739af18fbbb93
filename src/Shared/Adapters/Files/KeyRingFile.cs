using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using CryptoVault.Security;

namespace CryptoVault.Adapters.Files;

/// <summary>
/// A key ring in one file that only its owner can read (0600). It is made on the first start; two processes that
/// start at once agree on one file, because it is linked into place only when there is none.
/// </summary>
public sealed class KeyRingFile : IKeyRing
{
    private readonly byte[] serverSecret;

    private KeyRingFile(byte[] serverSecret, IReadOnlyList<SigningKey> keys)
    {
        this.serverSecret = serverSecret;
        SigningKeys = keys;
        Current = keys.MaxBy(key => key.CreatedAt)!;
    }

    /// <inheritdoc />
    public SigningKey Current { get; }

    /// <inheritdoc />
    public IReadOnlyList<SigningKey> SigningKeys { get; }

    /// <summary>Reads the file, or makes it when there is none.</summary>
    /// <exception cref="InvalidDataException">The file is there but is no key ring.</exception>
    public static KeyRingFile Open(string path, TimeProvider clock, IRandomness randomness)
    {
        if (!File.Exists(path))
        {
            Create(path, clock, randomness);
        }

        return Read(path);
    }

    /// <inheritdoc />
    public byte[] Derive(string purpose) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, serverSecret, 32, info: System.Text.Encoding.UTF8.GetBytes(purpose));

    private static KeyRingFile Read(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            var content = JsonSerializer.Deserialize(stream, KeyRingJson.Default.KeyRingContent);
            if (content is not { ServerSecret.Length: >= 32, SigningKeys.Count: > 0 })
            {
                throw new InvalidDataException($"The key ring '{path}' lacks its server secret or its signing keys.");
            }

            return new KeyRingFile(content.ServerSecret, [.. content.SigningKeys.Select(ToKey)]);
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

    private static void Create(string path, TimeProvider clock, IRandomness randomness)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var parameters = key.ExportParameters(includePrivateParameters: true);
        var secret = new byte[32];
        randomness.Fill(secret);
        var content = new KeyRingContent(secret, [new StoredSigningKey(parameters.D!, parameters.Q.X!, parameters.Q.Y!, clock.GetUtcNow())]);
        PrivateFile.WriteNew(path, JsonSerializer.SerializeToUtf8Bytes(content, KeyRingJson.Default.KeyRingContent));
    }
}

internal sealed record KeyRingContent(byte[] ServerSecret, IReadOnlyList<StoredSigningKey> SigningKeys);

internal sealed record StoredSigningKey(byte[] D, byte[] X, byte[] Y, DateTimeOffset CreatedAt);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, WriteIndented = true)]
[JsonSerializable(typeof(KeyRingContent))]
internal sealed partial class KeyRingJson : JsonSerializerContext;
