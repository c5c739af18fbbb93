using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using CryptoVault.Security;

namespace CryptoVault.Accounts.Devices;

/// <summary>
/// What a device shows to be known again: an id under a seal of ours. It says nothing of whose device it is, so one
/// token serves all accounts that sign in on it; each account remembers the ids of its own devices.
/// </summary>
public sealed class DeviceTokens(IKeyRing keys)
{
    private const int IdBytes = 16;
    private const int SealBytes = 16;
    private const int Bytes = IdBytes + SealBytes;
    private const int TextLength = ((Bytes * 4) + 2) / 3;

    private readonly byte[] key = keys.Derive("device-token-v1");

    /// <summary>The token of a device.</summary>
    public string Create(string deviceId)
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        Guid.ParseExact(deviceId, "D").TryWriteBytes(bytes, bigEndian: true, out _);
        Seal(bytes[..IdBytes], bytes[IdBytes..]);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>The device whose token this is; null when it was not made here.</summary>
    public string? Read(string? token)
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        if (token is not { Length: TextLength } || Base64Url.DecodeFromChars(token, bytes, out _, out var written) != OperationStatus.Done || written != Bytes)
        {
            return null;
        }

        Span<byte> expected = stackalloc byte[SealBytes];
        Seal(bytes[..IdBytes], expected);
        return CryptographicOperations.FixedTimeEquals(bytes[IdBytes..], expected) ? new Guid(bytes[..IdBytes], bigEndian: true).ToString("D") : null;
    }

    private void Seal(ReadOnlySpan<byte> content, Span<byte> seal)
    {
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, content, mac);
        mac[..SealBytes].CopyTo(seal);
    }
}
