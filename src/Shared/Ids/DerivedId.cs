using System.Security.Cryptography;
using System.Text;

namespace CryptoVault.Ids;

/// <summary>
/// Ids that follow from what they stand for, so that doing it again, ever, meets the first time: UUIDs of version 8
/// (RFC 9562) over SHA-256.
/// </summary>
public static class DerivedId
{
    /// <summary>The id of the named thing.</summary>
    /// <param name="kind">The kind of thing.</param>
    /// <param name="parts">What tells it from all others of its kind.</param>
    public static string Of(string kind, params ReadOnlySpan<string> parts)
    {
        var text = new StringBuilder(kind);
        foreach (var part in parts)
        {
            // The length makes ("ab", "c") another name than ("a", "bc").
            text.Append('\n').Append(part.Length).Append(':').Append(part);
        }

        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())).AsSpan(0, 16);
        bytes[6] = (byte)((bytes[6] & 0x0f) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString("D");
    }
}
