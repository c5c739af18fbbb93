using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace CryptoVault.RateLimits;

/// <summary>Whom a limit counts for, as a number: small, without allocations, and of a fixed size.</summary>
public static class RateKeys
{
    private const int LongestOnStack = 256;

    /// <summary>An IPv4 address, or the network (/64) of an IPv6 address, of which one customer has all.</summary>
    public static UInt128 OfAddress(IPAddress? address)
    {
        if (address is null)
        {
            return 0;
        }

        Span<byte> bytes = stackalloc byte[16];
        if (!address.TryWriteBytes(bytes, out var length))
        {
            return 0;
        }

        if (length == 4)
        {
            return BinaryPrimitives.ReadUInt32BigEndian(bytes);
        }

        return address.AddressFamily == AddressFamily.InterNetworkV6 && address.IsIPv4MappedToIPv6
            ? BinaryPrimitives.ReadUInt32BigEndian(bytes[12..])
            : new UInt128(BinaryPrimitives.ReadUInt64BigEndian(bytes), 1);
    }

    /// <summary>A user's id.</summary>
    public static UInt128 OfUser(string userId)
    {
        Span<byte> bytes = stackalloc byte[16];
        return Guid.TryParseExact(userId, "D", out var id) && id.TryWriteBytes(bytes)
            ? BinaryPrimitives.ReadUInt128BigEndian(bytes)
            : OfText(userId);
    }

    /// <summary>Any text, by the beginning of its SHA-256.</summary>
    public static UInt128 OfText(string text)
    {
        Span<byte> utf8 = stackalloc byte[LongestOnStack];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        if (Encoding.UTF8.TryGetBytes(text, utf8, out var length))
        {
            SHA256.HashData(utf8[..length], hash);
        }
        else
        {
            SHA256.HashData(Encoding.UTF8.GetBytes(text), hash);
        }

        return BinaryPrimitives.ReadUInt128BigEndian(hash);
    }
}
