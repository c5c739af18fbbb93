using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CryptoVault.Orders;

/// <summary>Order ids as numbers: the order book compares and hashes 128 bits, not text.</summary>
internal static class OrderKey
{
    /// <summary>The number of an order id; false when the text is no UUID in its canonical form.</summary>
    public static bool TryParse(string? orderId, out UInt128 key)
    {
        key = 0;
        if (!Guid.TryParseExact(orderId, "D", out var uuid))
        {
            return false;
        }

        key = Of(uuid);
        return true;
    }

    /// <summary>The number of a stored order id.</summary>
    public static UInt128 Parse(string orderId) => Of(Guid.ParseExact(orderId, "D"));

    /// <summary>The order id of a number.</summary>
    public static string Format(UInt128 key)
    {
        Span<byte> bytes = stackalloc byte[16];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt128BigEndian(bytes, key);
        return new Guid(bytes, bigEndian: true).ToString("D", CultureInfo.InvariantCulture);
    }

    /// <summary>
    /// The id of an order with a client order id: it follows from user and client order id, so that the same client
    /// order id meets the same document, for ever. A UUID of version 8 (RFC 9562, 5.8: by name, SHA-256).
    /// </summary>
    public static string OfClientOrder(string userId, string clientOrderId) => Named("order", userId, clientOrderId);

    /// <summary>The id of a list with a client id of its own.</summary>
    public static string OfClientList(string userId, string clientListId) => Named("order-list", userId, clientListId);

    private static string Named(string kind, string userId, string clientId)
    {
        Span<byte> digest = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{kind}\n{userId}\n{clientId}"), digest);
        digest[6] = (byte)((digest[6] & 0x0F) | 0x80);
        digest[8] = (byte)((digest[8] & 0x3F) | 0x80);
        return new Guid(digest[..16], bigEndian: true).ToString("D", CultureInfo.InvariantCulture);
    }

    private static UInt128 Of(Guid uuid)
    {
        Span<byte> bytes = stackalloc byte[16];
        uuid.TryWriteBytes(bytes, bigEndian: true, out _);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }
}
