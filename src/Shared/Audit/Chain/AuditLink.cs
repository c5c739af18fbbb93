using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;

namespace CryptoVault.Audit.Chain;

/// <summary>How a record is bound to the one before it.</summary>
internal static class AuditLink
{
    /// <summary>What stands before the very first record of a stream.</summary>
    public const string Genesis = "0000000000000000000000000000000000000000000000000000000000000000";

    /// <summary>SHA-256 over the canonical JSON of place, record and previous hash, as 64 hexadecimal digits.</summary>
    public static string HashOf(string stream, string day, long sequence, string previous, JsonElement record)
    {
        var text = new ArrayBufferWriter<byte>(1024);
        CanonicalJson.WriteRaw("{\"day\":", text);
        CanonicalJson.WriteText(day, text);
        CanonicalJson.WriteRaw(",\"previous\":", text);
        CanonicalJson.WriteText(previous, text);
        CanonicalJson.WriteRaw(",\"record\":", text);
        CanonicalJson.Write(record, text);
        CanonicalJson.WriteRaw($",\"sequence\":{sequence},\"stream\":", text);
        CanonicalJson.WriteText(stream, text);
        CanonicalJson.WriteRaw("}", text);
        return Convert.ToHexStringLower(SHA256.HashData(text.WrittenSpan));
    }
}
