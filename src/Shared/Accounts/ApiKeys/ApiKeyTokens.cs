using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using CryptoVault.Security;

namespace CryptoVault.Accounts.ApiKeys;

/// <summary>
/// The text that a program sends as <c>X-API-Key</c>: user and key under a seal of ours, so that it finds its partition
/// and a made-up one never reaches the store. It is no secret.
/// </summary>
public sealed class ApiKeyTokens(IKeyRing keys)
{
    private const int IdBytes = 16;
    private const int SealBytes = 16;
    private const int Bytes = (2 * IdBytes) + SealBytes;
    private const int TextLength = Bytes * 4 / 3;

    private readonly byte[] key = keys.Derive("api-key-seal-v1");

    /// <summary>The text of a key.</summary>
    public string Create(string userId, string keyId)
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        Guid.ParseExact(userId, "D").TryWriteBytes(bytes, bigEndian: true, out _);
        Guid.ParseExact(keyId, "D").TryWriteBytes(bytes[IdBytes..], bigEndian: true, out _);
        Seal(bytes[..(2 * IdBytes)], bytes[(2 * IdBytes)..]);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>User and key of a text that was made here; null of any other.</summary>
    public (string UserId, string KeyId)? Read(string text)
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        if (text.Length != TextLength || Base64Url.DecodeFromChars(text, bytes, out _, out var written) != OperationStatus.Done || written != Bytes)
        {
            return null;
        }

        Span<byte> expected = stackalloc byte[SealBytes];
        Seal(bytes[..(2 * IdBytes)], expected);
        return CryptographicOperations.FixedTimeEquals(bytes[(2 * IdBytes)..], expected)
            ? (new Guid(bytes[..IdBytes], bigEndian: true).ToString("D"), new Guid(bytes[IdBytes..(2 * IdBytes)], bigEndian: true).ToString("D"))
            : null;
    }

    private void Seal(ReadOnlySpan<byte> ids, Span<byte> seal)
    {
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, ids, mac);
        mac[..SealBytes].CopyTo(seal);
    }
}
