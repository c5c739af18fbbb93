using System.Buffers.Text;
using System.Globalization;
using System.Numerics;
using System.Text;

namespace CryptoVault.Storage;

/// <summary>
/// The position after which a page ended, as an opaque text: the values of the last document's index entry, so that
/// documents written in between move nothing. It names its query by a fingerprint.
/// </summary>
internal static class ContinuationToken
{
    private const byte Version = 1;

    public static string Write(DocumentQuery query, IReadOnlyList<object> position)
    {
        using var buffer = new MemoryStream();
        using (var writer = new BinaryWriter(buffer, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(Version);
            writer.Write(Fingerprint(query));
            foreach (var value in position)
            {
                writer.Write(value is string);
                if (value is string text)
                {
                    writer.Write(text);
                }
                else
                {
                    writer.Write((long)value);
                }
            }
        }

        return Base64Url.EncodeToString(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
    }

    /// <exception cref="ArgumentException">The text is no continuation of this query.</exception>
    public static List<object> Read(DocumentQuery query, int values)
    {
        try
        {
            using var reader = new BinaryReader(new MemoryStream(Base64Url.DecodeFromChars(query.Continuation)), Encoding.UTF8);
            if (reader.ReadByte() != Version || reader.ReadUInt32() != Fingerprint(query))
            {
                throw new ArgumentException("The continuation belongs to another query.", nameof(query));
            }

            var position = new List<object>(values);
            for (var i = 0; i < values; i++)
            {
                position.Add(reader.ReadBoolean() ? reader.ReadString() : reader.ReadInt64());
            }

            return reader.BaseStream.Position == reader.BaseStream.Length
                ? position
                : throw new ArgumentException("The continuation is not one of this store.", nameof(query));
        }
        catch (Exception exception) when (exception is FormatException or IOException)
        {
            throw new ArgumentException("The continuation is not one of this store.", nameof(query), exception);
        }
    }

    public static string WriteSequence(long lsn) => lsn.ToString(CultureInfo.InvariantCulture);

    /// <exception cref="ArgumentException">The text is no continuation of a change feed.</exception>
    public static long ReadSequence(string? continuation) => continuation is null ? 0
        : long.TryParse(continuation, NumberStyles.None, CultureInfo.InvariantCulture, out var lsn) ? lsn
        : throw new ArgumentException("The continuation is not one of this store.", nameof(continuation));

    private static uint Fingerprint(DocumentQuery query)
    {
        var text = new StringBuilder();
        Append(query.Container);
        Append(query.Index);
        Append(query.Partition);
        text.Append(query.Descending ? 'd' : 'a');
        foreach (var value in query.Equal)
        {
            Append(value);
        }

        text.Append('|');
        Append(query.From);
        Append(query.To);
        var crc = 0u;
        foreach (var value in Encoding.UTF8.GetBytes(text.ToString()))
        {
            crc = BitOperations.Crc32C(crc, value);
        }

        return crc;

        void Append(object? value)
        {
            var written = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
            text.Append(value switch { null => 'n', string => 's', _ => 'i' }).Append(written.Length).Append(':').Append(written);
        }
    }
}
