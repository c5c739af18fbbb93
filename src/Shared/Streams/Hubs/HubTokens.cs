using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace CryptoVault.Streams;

/// <summary>Tokens that let clients into hubs: JWTs with HMAC-SHA256 (RFC 7519, HS256), as Azure SignalR Service wants them.</summary>
public static class HubTokens
{
    private const int LongestToken = 2048;
    private static readonly string Header = Base64Url.EncodeToString("""{"alg":"HS256","typ":"JWT"}"""u8);

    /// <summary>Signs a token.</summary>
    /// <param name="key">The key.</param>
    /// <param name="audience">Where it is good.</param>
    /// <param name="expires">Until when.</param>
    /// <param name="claims">What else it says; null values are left out.</param>
    public static string Sign(byte[] key, string audience, DateTimeOffset expires, params ReadOnlySpan<(string Name, string? Value)> claims)
    {
        using var payload = new MemoryStream();
        using (var json = new Utf8JsonWriter(payload))
        {
            json.WriteStartObject();
            json.WriteString("aud", audience);
            json.WriteNumber("exp", expires.ToUnixTimeSeconds());
            foreach (var (name, value) in claims)
            {
                if (value is not null)
                {
                    json.WriteString(name, value);
                }
            }

            json.WriteEndObject();
        }

        var content = $"{Header}.{Base64Url.EncodeToString(payload.ToArray())}";
        return $"{content}.{Base64Url.EncodeToString(HMACSHA256.HashData(key, Encoding.ASCII.GetBytes(content)))}";
    }

    /// <summary>Who holds a stream by a token that <see cref="Sign"/> made for a <see cref="StreamClient"/>; null when it is not good.</summary>
    /// <param name="token">The token as sent.</param>
    /// <param name="key">The key.</param>
    /// <param name="audience">Where it must be good.</param>
    /// <param name="now">When it must be good; null when its time does not matter.</param>
    internal static StreamClient? Read(string? token, byte[] key, string audience, DateTimeOffset? now)
    {
        if (token is null || token.Length > LongestToken || token.Split('.') is not [var header, var payload, var signature] || header != Header)
        {
            return null;
        }

        try
        {
            var expected = HMACSHA256.HashData(key, Encoding.ASCII.GetBytes($"{header}.{payload}"));
            if (!CryptographicOperations.FixedTimeEquals(expected, Base64Url.DecodeFromChars(signature)))
            {
                return null;
            }

            var claims = JsonElement.Parse(Base64Url.DecodeFromChars(payload));
            return Text(claims, "aud") == audience && (now is null || now.Value.ToUnixTimeSeconds() < claims.GetProperty("exp").GetInt64())
                ? new StreamClient(UInt128.Parse(Text(claims, "adr")!, CultureInfo.InvariantCulture), Text(claims, "sub"), Text(claims, "sid"))
                : null;
        }
        catch (FormatException)
        {
            return null; // no base64url: nobody's token
        }
    }

    /// <summary>A token for a client of a hub in this process.</summary>
    internal static string Of(StreamClient client, byte[] key, string audience, DateTimeOffset expires) => Sign(
        key, audience, expires, ("sub", client.UserId), ("sid", client.SessionId), ("adr", client.Address.ToString(CultureInfo.InvariantCulture)));

    private static string? Text(JsonElement claims, string name) => claims.TryGetProperty(name, out var value) ? value.GetString() : null;
}
