using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace CryptoVault.Audit.Chain;

/// <summary>
/// JSON in the one form that RFC 8785 (JSON Canonicalization Scheme) gives it, for the values that audit records have:
/// members in the order of their names' UTF-16 code units, no white space, shortest escapes, whole numbers.
/// </summary>
internal static class CanonicalJson
{
    /// <summary>The canonical bytes.</summary>
    /// <exception cref="FormatException">It holds a number that is not a whole one of at most 2^53.</exception>
    public static byte[] Of(JsonElement element)
    {
        var output = new ArrayBufferWriter<byte>(512);
        Write(element, output);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Appends the canonical bytes.</summary>
    public static void Write(JsonElement element, IBufferWriter<byte> output)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(element, output);
                break;
            case JsonValueKind.Array:
                WriteArray(element, output);
                break;
            case JsonValueKind.String:
                WriteText(element.GetString()!, output);
                break;
            case JsonValueKind.Number:
                WriteRaw(element.TryGetInt64(out var number) && Math.Abs(number) <= 1L << 53
                    ? number.ToString(CultureInfo.InvariantCulture)
                    : throw new FormatException($"{element.GetRawText()} is no whole number of at most 2^53."), output);
                break;
            default:
                WriteRaw(element.GetRawText(), output); // true, false, null
                break;
        }
    }

    /// <summary>Appends a text with its quotes.</summary>
    public static void WriteText(string text, IBufferWriter<byte> output)
    {
        var written = new StringBuilder(text.Length + 2).Append('"');
        foreach (var character in text)
        {
            _ = character switch
            {
                '"' => written.Append("\\\""),
                '\\' => written.Append("\\\\"),
                '\b' => written.Append("\\b"),
                '\f' => written.Append("\\f"),
                '\n' => written.Append("\\n"),
                '\r' => written.Append("\\r"),
                '\t' => written.Append("\\t"),
                < ' ' => written.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}"),
                _ => written.Append(character),
            };
        }

        WriteRaw(written.Append('"').ToString(), output);
    }

    /// <summary>Appends text as it is.</summary>
    public static void WriteRaw(string text, IBufferWriter<byte> output) => Encoding.UTF8.GetBytes(text, output);

    private static void WriteObject(JsonElement element, IBufferWriter<byte> output)
    {
        WriteRaw("{", output);
        var isFirst = true;
        foreach (var member in element.EnumerateObject().OrderBy(member => member.Name, StringComparer.Ordinal))
        {
            if (!isFirst)
            {
                WriteRaw(",", output);
            }

            isFirst = false;
            WriteText(member.Name, output);
            WriteRaw(":", output);
            Write(member.Value, output);
        }

        WriteRaw("}", output);
    }

    private static void WriteArray(JsonElement element, IBufferWriter<byte> output)
    {
        WriteRaw("[", output);
        var isFirst = true;
        foreach (var item in element.EnumerateArray())
        {
            if (!isFirst)
            {
                WriteRaw(",", output);
            }

            isFirst = false;
            Write(item, output);
        }

        WriteRaw("]", output);
    }
}
