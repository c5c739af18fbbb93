using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CryptoVault.Accounts.ApiKeys;

/// <summary>
/// A request signed as Binance's REST documentation has it ("SIGNED endpoint security"): the parameters
/// <c>timestamp</c> (milliseconds), <c>recvWindow</c> (milliseconds, 5000 without, 60000 at most) and, last,
/// <c>signature</c>, over the query string before it and the body, as they are sent.
/// </summary>
/// <param name="Payload">What is signed.</param>
/// <param name="Signature">The signature as sent, percent-decoded.</param>
/// <param name="Timestamp">When the client made it.</param>
/// <param name="Window">How long it is good.</param>
public sealed record SignedRequest(byte[] Payload, string Signature, long Timestamp, TimeSpan Window)
{
    /// <summary>The parameters that belong to the signature and not to the route.</summary>
    public static readonly IReadOnlyList<string> Parameters = ["timestamp", "recvWindow", "signature"];

    /// <summary>The longest window.</summary>
    public static readonly TimeSpan LongestWindow = TimeSpan.FromSeconds(60);

    private const string SignatureParameter = "signature=";
    private static readonly TimeSpan UsualWindow = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Ahead = TimeSpan.FromSeconds(1);

    /// <summary>Reads a request; null when it is not signed like this.</summary>
    /// <param name="query">The query string without its question mark, as sent.</param>
    /// <param name="body">The body as sent.</param>
    public static SignedRequest? Read(string query, ReadOnlySpan<byte> body)
    {
        var at = query.StartsWith(SignatureParameter, StringComparison.Ordinal) ? 0 : query.LastIndexOf("&" + SignatureParameter, StringComparison.Ordinal);
        if (at < 0)
        {
            return null;
        }

        var signed = query[..at];
        var signature = Uri.UnescapeDataString(query[(at + SignatureParameter.Length + (at == 0 ? 0 : 1))..]);
        if (signature.Contains('&', StringComparison.Ordinal) || NumberOf(signed, "timestamp") is not { } timestamp)
        {
            return null;
        }

        var window = signed.Contains("recvWindow=", StringComparison.Ordinal) ? NumberOf(signed, "recvWindow") : (long)UsualWindow.TotalMilliseconds;
        return window is >= 1 && window <= (long)LongestWindow.TotalMilliseconds
            ? new SignedRequest([.. Encoding.UTF8.GetBytes(signed), .. body], signature, timestamp, TimeSpan.FromMilliseconds(window.Value))
            : null;
    }

    /// <summary>True when the server's time is within the request's window.</summary>
    public bool IsTimely(DateTimeOffset now)
    {
        var time = now.ToUnixTimeMilliseconds();
        return Timestamp < time + Ahead.TotalMilliseconds && time - Timestamp <= Window.TotalMilliseconds;
    }

    /// <summary>The HMAC-SHA256 signature of a payload, in hexadecimal digits.</summary>
    public static string Sign(ReadOnlySpan<byte> payload, string secret) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.ASCII.GetBytes(secret), payload));

    /// <summary>True when the signature is that of the secret.</summary>
    public bool IsSignedWith(byte[] secret)
    {
        Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
        Span<byte> sent = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(secret, Payload, expected);
        return Signature.Length == sent.Length * 2
            && Convert.FromHexString(Signature, sent, out _, out var written) == System.Buffers.OperationStatus.Done
            && written == sent.Length
            && CryptographicOperations.FixedTimeEquals(expected, sent);
    }

    /// <summary>True when the signature is that of the owner of the public key.</summary>
    public bool IsSignedBy(byte[] publicKey)
    {
        Span<byte> signature = stackalloc byte[Ed25519.SignatureBytes];
        return Convert.TryFromBase64String(Signature, signature, out var written) && written == signature.Length && Ed25519.Verify(publicKey, Payload, signature);
    }

    private static long? NumberOf(string query, string name)
    {
        long? number = null;
        foreach (var parameter in query.Split('&'))
        {
            if (!parameter.StartsWith(name + "=", StringComparison.Ordinal))
            {
                continue;
            }

            if (number is not null || !long.TryParse(parameter.AsSpan(name.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var value))
            {
                return null; // twice, or no number
            }

            number = value;
        }

        return number;
    }
}
