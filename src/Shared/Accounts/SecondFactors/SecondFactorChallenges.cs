using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using CryptoVault.Security;

namespace CryptoVault.Accounts.SecondFactors;

/// <summary>
/// What a client holds between the two steps of a sign-in: whose password was right, when, and a stamp of that
/// password, under a seal of ours. It opens nothing by itself, and nothing of it is stored.
/// </summary>
public sealed class SecondFactorChallenges(IKeyRing keys)
{
    /// <summary>How long the second step may take.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    private const int IdBytes = 16;
    private const int StampAt = IdBytes + sizeof(long);
    private const int StampBytes = 8;
    private const int SealAt = StampAt + StampBytes;
    private const int SealBytes = 16;
    private const int Bytes = SealAt + SealBytes;
    private const int TextLength = ((Bytes * 4) + 2) / 3;

    private readonly byte[] key = keys.Derive("second-factor-challenge-v1");

    /// <summary>A challenge for a user whose password was right.</summary>
    public string Create(string userId, string passwordHash, DateTimeOffset now)
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        Guid.ParseExact(userId, "D").TryWriteBytes(bytes, bigEndian: true, out _);
        BinaryPrimitives.WriteInt64BigEndian(bytes[IdBytes..], now.UtcTicks);
        StampOf(passwordHash).CopyTo(bytes[StampAt..]);
        Seal(bytes[..SealAt], bytes[SealAt..]);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Whose challenge it is; null when it was not made here or is too old.</summary>
    public string? UserOf(string challenge, DateTimeOffset now)
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        Span<byte> expected = stackalloc byte[SealBytes];
        if (!TryDecode(challenge, bytes))
        {
            return null;
        }

        Seal(bytes[..SealAt], expected);
        var madeAt = BinaryPrimitives.ReadInt64BigEndian(bytes[IdBytes..]);
        return CryptographicOperations.FixedTimeEquals(bytes[SealAt..], expected) && now.UtcTicks - madeAt < Lifetime.Ticks
            ? new Guid(bytes[..IdBytes], bigEndian: true).ToString("D")
            : null;
    }

    /// <summary>True when the password is still the one that was right.</summary>
    public static bool IsOf(string challenge, string passwordHash)
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        return TryDecode(challenge, bytes) && bytes.Slice(StampAt, StampBytes).SequenceEqual(StampOf(passwordHash));
    }

    private static bool TryDecode(string challenge, Span<byte> bytes) =>
        challenge.Length == TextLength && Base64Url.DecodeFromChars(challenge, bytes, out _, out var written) == OperationStatus.Done && written == Bytes;

    private static byte[] StampOf(string passwordHash) => SHA256.HashData(Encoding.UTF8.GetBytes(passwordHash))[..StampBytes];

    private void Seal(ReadOnlySpan<byte> content, Span<byte> seal)
    {
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, content, mac);
        mac[..SealBytes].CopyTo(seal);
    }
}
