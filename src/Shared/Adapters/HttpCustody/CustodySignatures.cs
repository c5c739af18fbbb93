using System.Security.Cryptography;
using System.Text;

namespace CryptoVault.Adapters.HttpCustody;

/// <summary>
/// How requests, answers and webhooks of the custody contract are signed: HMAC-SHA-256, lower-case hexadecimal digits, over
/// lines joined by line feeds. An answer's signature covers the request's, so that no old answer fits a new request.
/// </summary>
public static class CustodySignatures
{
    /// <summary>The header with the key's name.</summary>
    public const string KeyHeader = "X-Key-Id";

    /// <summary>The header with the time: milliseconds since 1970.</summary>
    public const string TimeHeader = "X-Timestamp";

    /// <summary>The header with the signature.</summary>
    public const string SignatureHeader = "X-Signature";

    /// <summary>The header by which a repetition is recognised.</summary>
    public const string IdempotencyHeader = "Idempotency-Key";

    /// <summary>The signature of a request.</summary>
    public static string OfRequest(string secret, string method, string pathAndQuery, string time, string idempotencyKey, ReadOnlySpan<byte> body) =>
        Sign(secret, $"{method}\n{pathAndQuery}\n{time}\n{idempotencyKey}\n{HashOf(body)}");

    /// <summary>The signature of an answer.</summary>
    public static string OfAnswer(string secret, string requestSignature, int status, ReadOnlySpan<byte> body) =>
        Sign(secret, $"{requestSignature}\n{status}\n{HashOf(body)}");

    /// <summary>The signature of a webhook.</summary>
    /// <param name="secret">The webhook's secret.</param>
    /// <param name="time">The time header.</param>
    /// <param name="id">The webhook's id: its idempotency key.</param>
    /// <param name="bodyHash">SHA-256 of the body, in lower-case hexadecimal digits.</param>
    public static string OfWebhook(string secret, string time, string id, string bodyHash) => Sign(secret, $"{time}\n{id}\n{bodyHash}");

    /// <summary>True when both are the same; takes as long whether they are or not.</summary>
    public static bool AreEqual(string expected, string? found) =>
        found is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(expected), Encoding.UTF8.GetBytes(found));

    private static string HashOf(ReadOnlySpan<byte> body) => Convert.ToHexStringLower(SHA256.HashData(body));

    private static string Sign(string secret, string text) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(text)));
}
