using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace CryptoVault.Adapters.Sqlite;

/// <summary>
/// A CRC-32C over a stored document and its place. SQLite has no page checksums: this is how a page that the disk
/// returned wrong is noticed instead of answered.
/// </summary>
internal static class DocumentSum
{
    public static uint Of(string partition, string id, long lsn, long expires, ReadOnlySpan<byte> body)
    {
        var crc = BitOperations.Crc32C(~0u, (ulong)lsn);
        crc = BitOperations.Crc32C(crc, (ulong)expires);
        crc = Add(crc, partition);
        crc = Add(crc, id);
        return ~Add(crc, body);
    }

    private static uint Add(uint crc, string text)
    {
        Span<byte> buffer = stackalloc byte[1536 + 8];
        var length = Encoding.UTF8.GetBytes(text, buffer);
        return Add(BitOperations.Crc32C(crc, (uint)length), buffer[..length]);
    }

    private static uint Add(uint crc, ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length >= sizeof(ulong))
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }

        foreach (var value in bytes)
        {
            crc = BitOperations.Crc32C(crc, value);
        }

        return crc;
    }
}
