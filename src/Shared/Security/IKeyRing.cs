using System.Security.Cryptography;

namespace CryptoVault.Security;

/// <summary>The service's own keys: the signing keys of access tokens and a server secret.</summary>
public interface IKeyRing
{
    /// <summary>The key that signs new tokens.</summary>
    SigningKey Current { get; }

    /// <summary>All keys whose tokens may still live, the current one among them.</summary>
    IReadOnlyList<SigningKey> SigningKeys { get; }

    /// <summary>Looks whether another process changed the keys: for a token whose key is not known. Cheap to call often.</summary>
    void Refresh()
    {
    }

    /// <summary>A 256-bit key for one purpose, derived from the server secret (HKDF-SHA256); the same after every start.</summary>
    byte[] Derive(string purpose);
}

/// <summary>Changes the key that signs access tokens while the service runs.</summary>
public interface ISigningKeyRotation
{
    /// <summary>Makes a new signing key. Older ones stay for as long as tokens that they signed may live.</summary>
    /// <param name="keepOld">How long keys that sign no more are kept; zero to have their tokens refused at once.</param>
    /// <returns>The new key.</returns>
    SigningKey Rotate(TimeSpan keepOld);
}

/// <summary>An ECDSA key on P-256.</summary>
/// <param name="KeyId">The <c>kid</c>: the RFC 7638 thumbprint of its public half.</param>
/// <param name="Parameters">The key, private half included.</param>
/// <param name="CreatedAt">When it was made.</param>
public sealed record SigningKey(string KeyId, ECParameters Parameters, DateTimeOffset CreatedAt)
{
    /// <summary>The key id of a public key: base64url of SHA-256 over its canonical JWK (RFC 7638).</summary>
    public static string ThumbprintOf(ECParameters key)
    {
        var jwk = $$"""{"crv":"P-256","kty":"EC","x":"{{Base64Url(key.Q.X)}}","y":"{{Base64Url(key.Q.Y)}}"}""";
        return Base64Url(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(jwk)));
    }

    /// <summary>The public half's coordinates in base64url, as a JWK has them.</summary>
    public (string X, string Y) PublicCoordinates => (Base64Url(Parameters.Q.X), Base64Url(Parameters.Q.Y));

    /// <summary>Says nothing of the key but its id.</summary>
    public override string ToString() => $"SigningKey {KeyId}";

    private static string Base64Url(byte[]? bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes ?? throw new ArgumentException("The key has no public half."));
}
