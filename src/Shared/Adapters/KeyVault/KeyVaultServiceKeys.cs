using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using CryptoVault.Security;

namespace CryptoVault.Adapters.KeyVault;

/// <summary>
/// The service's keys in Azure Key Vault, by its REST interface (version 7.4): wrapKey, unwrapKey, sign, verify and rotate of
/// https://learn.microsoft.com/rest/api/keyvault/keys. Private halves never leave the vault. A key's id is its versioned
/// address, so what lies under an older version is unwrapped by that version.
/// </summary>
public sealed class KeyVaultServiceKeys(KeyVaultClient client, KeyVaultOptions options, TimeProvider clock) : IServiceKeys
{
    private const string Wrapping = "RSA-OAEP-256";
    private const string Signing = "ES256";
    private const int PlaceBytes = 16;

    private volatile Versions? versions;

    /// <inheritdoc />
    public async ValueTask<string> CurrentWrappingKeyAsync(CancellationToken cancellation = default) => (await VersionsAsync(cancellation)).Wrapping;

    /// <inheritdoc />
    public async ValueTask<WrappedKey> WrapAsync(ReadOnlyMemory<byte> key, string place, CancellationToken cancellation = default)
    {
        // RSA-OAEP binds to nothing besides the key; so what is wrapped begins with a hash of its place.
        var current = await CurrentWrappingKeyAsync(cancellation);
        byte[] bound = [.. HashOf(place), .. key.Span];
        var answer = await client.PostAsync(current, "wrapkey", new KeyOperation(Wrapping, Base64Url.EncodeToString(bound), null), KeyVaultJson.Default.KeyOperationResult, cancellation);
        return new WrappedKey(answer.KeyId ?? current, answer.Value);
    }

    /// <inheritdoc />
    public async ValueTask<byte[]> UnwrapAsync(WrappedKey wrapped, string place, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(wrapped);
        CheckIsOurs(wrapped.KeyId, options.WrappingKey);
        var answer = await client.PostAsync(wrapped.KeyId, "unwrapkey", new KeyOperation(Wrapping, wrapped.Content, null), KeyVaultJson.Default.KeyOperationResult, cancellation);
        var bound = Base64Url.DecodeFromChars(answer.Value);
        return bound.Length > PlaceBytes && CryptographicOperations.FixedTimeEquals(bound.AsSpan(0, PlaceBytes), HashOf(place))
            ? bound[PlaceBytes..]
            : throw new ServiceKeysException("A wrapped key is of another place.");
    }

    /// <inheritdoc />
    public async ValueTask<string> RotateWrappingKeyAsync(CancellationToken cancellation = default)
    {
        var rotated = await client.PostAsync(KeyOf(options.WrappingKey), "rotate", null, KeyVaultJson.Default.KeyBundle, cancellation);
        versions = null;
        return rotated.Key.KeyId;
    }

    /// <inheritdoc />
    public async ValueTask<SealSignature> SignAsync(ReadOnlyMemory<byte> text, CancellationToken cancellation = default)
    {
        var current = (await VersionsAsync(cancellation)).Sealing;
        var digest = Base64Url.EncodeToString(SHA256.HashData(text.Span));
        var answer = await client.PostAsync(current, "sign", new KeyOperation(Signing, digest, null), KeyVaultJson.Default.KeyOperationResult, cancellation);
        return new SealSignature(answer.KeyId ?? current, Convert.ToBase64String(Base64Url.DecodeFromChars(answer.Value)));
    }

    /// <inheritdoc />
    public async ValueTask<bool> VerifyAsync(ReadOnlyMemory<byte> text, SealSignature signature, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(signature);
        var value = new byte[64];
        if (!IsOurs(signature.KeyId, options.SealingKey) || !Convert.TryFromBase64String(signature.Value, value, out var written) || written != value.Length)
        {
            return false;
        }

        var operation = new KeyOperation(Signing, Base64Url.EncodeToString(value), Base64Url.EncodeToString(SHA256.HashData(text.Span)));
        return (await client.PostAsync(signature.KeyId, "verify", operation, KeyVaultJson.Default.KeyVerifyResult, cancellation)).Value;
    }

    private static byte[] HashOf(string place) => SHA256.HashData(Encoding.UTF8.GetBytes(place))[..PlaceBytes];

    private string KeyOf(string name) => $"{options.Vault.GetLeftPart(UriPartial.Authority)}/keys/{name}";

    /// <summary>An address in the store must not lead the service's credential anywhere else.</summary>
    private bool IsOurs(string keyId, string name)
    {
        var prefix = KeyOf(name) + "/";
        return keyId.StartsWith(prefix, StringComparison.Ordinal) && keyId.Length > prefix.Length && keyId.AsSpan(prefix.Length).IndexOfAnyExcept(VersionCharacters) < 0;
    }

    private static System.Buffers.SearchValues<char> VersionCharacters { get; } = System.Buffers.SearchValues.Create("0123456789abcdefABCDEF");

    private void CheckIsOurs(string keyId, string name)
    {
        if (!IsOurs(keyId, name))
        {
            throw new ServiceKeysException($"'{keyId}' is no version of the key {name} of the configured vault.");
        }
    }

    private async ValueTask<Versions> VersionsAsync(CancellationToken cancellation)
    {
        if (versions is { } known && clock.GetElapsedTime(known.ReadAt) < options.VersionMemory)
        {
            return known;
        }

        var readAt = clock.GetTimestamp();
        var wrapping = await client.GetAsync(KeyOf(options.WrappingKey), KeyVaultJson.Default.KeyBundle, cancellation);
        var sealing = await client.GetAsync(KeyOf(options.SealingKey), KeyVaultJson.Default.KeyBundle, cancellation);
        return versions = new Versions(wrapping.Key.KeyId, sealing.Key.KeyId, readAt);
    }

    private sealed record Versions(string Wrapping, string Sealing, long ReadAt);
}

internal sealed record KeyOperation(
    [property: JsonPropertyName("alg")] string Algorithm, [property: JsonPropertyName("value")] string Value, [property: JsonPropertyName("digest")] string? Digest);

internal sealed record KeyOperationResult([property: JsonPropertyName("kid")] string? KeyId, [property: JsonPropertyName("value")] string Value);

internal sealed record KeyVerifyResult([property: JsonPropertyName("value")] bool Value);

internal sealed record KeyBundle([property: JsonPropertyName("key")] KeyBundleKey Key);

internal sealed record KeyBundleKey([property: JsonPropertyName("kid")] string KeyId);

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(KeyOperation))]
[JsonSerializable(typeof(KeyOperationResult))]
[JsonSerializable(typeof(KeyVerifyResult))]
[JsonSerializable(typeof(KeyBundle))]
internal sealed partial class KeyVaultJson : JsonSerializerContext;
