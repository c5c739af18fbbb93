using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace CryptoVault.Security;

/// <summary>
/// Secrets that must be read again (a second factor's, an API key's), encrypted at rest: AES-256-GCM under a key derived
/// from the key ring for one purpose, bound to the place where the secret lies, so that one moved elsewhere does not open.
/// </summary>
public sealed class SecretBox(IKeyRing keys, IRandomness randomness, string purpose)
{
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const byte Version = 1;

    private readonly byte[] key = keys.Derive($"secret-box-v1:{purpose}");

    /// <summary>Encrypts a secret for a place (a user's id, a key's id).</summary>
    public string Seal(ReadOnlySpan<byte> secret, string place)
    {
        var sealedBytes = new byte[1 + NonceBytes + TagBytes + secret.Length];
        sealedBytes[0] = Version;
        var nonce = sealedBytes.AsSpan(1, NonceBytes);
        randomness.Fill(nonce);
        using var gcm = new AesGcm(key, TagBytes);
        gcm.Encrypt(nonce, secret, sealedBytes.AsSpan(1 + NonceBytes + TagBytes), sealedBytes.AsSpan(1 + NonceBytes, TagBytes), Encoding.UTF8.GetBytes(place));
        return Base64Url.EncodeToString(sealedBytes);
    }

    /// <summary>Decrypts it.</summary>
    /// <exception cref="CryptographicException">It was sealed elsewhere, for another place, or is damaged.</exception>
    public byte[] Open(string sealedSecret, string place)
    {
        var bytes = Base64Url.DecodeFromChars(sealedSecret);
        if (bytes.Length < 1 + NonceBytes + TagBytes || bytes[0] != Version)
        {
            throw new CryptographicException("This is no sealed secret of a known version.");
        }

        var secret = new byte[bytes.Length - 1 - NonceBytes - TagBytes];
        using var gcm = new AesGcm(key, TagBytes);
        gcm.Decrypt(
            bytes.AsSpan(1, NonceBytes), bytes.AsSpan(1 + NonceBytes + TagBytes), bytes.AsSpan(1 + NonceBytes, TagBytes), secret, Encoding.UTF8.GetBytes(place));
        return secret;
    }
}
