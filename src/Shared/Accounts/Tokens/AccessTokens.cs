using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CryptoVault.Ids;
using CryptoVault.Security;

namespace CryptoVault.Accounts.Tokens;

/// <summary>Issues access tokens: JWTs signed with ES256 (RFC 9068: <c>typ</c> is <c>at+jwt</c>).</summary>
public sealed class AccessTokens(IKeyRing keys, IIds ids, AccountOptions options) : IDisposable
{
    private readonly Lock signing = new();
    private Signer? signer;

    /// <summary>Issues a token.</summary>
    public string Issue(string userId, string sessionId, RoleSet roles, DateTimeOffset now)
    {
        var payload = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(payload, new JsonWriterOptions { SkipValidation = true }))
        {
            writer.WriteStartObject();
            writer.WriteString("iss", options.Issuer);
            writer.WriteString("aud", options.Audience);
            writer.WriteString("sub", userId);
            writer.WriteString("sid", sessionId);
            writer.WriteString("jti", ids.New());
            writer.WriteNumber("iat", now.ToUnixTimeSeconds());
            writer.WriteNumber("nbf", now.ToUnixTimeSeconds());
            writer.WriteNumber("exp", (now + options.AccessTokenLifetime).ToUnixTimeSeconds());
            writer.WriteStartArray("roles");
            foreach (var role in roles.ToNames())
            {
                writer.WriteStringValue(role);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        lock (signing)
        {
            if (signer?.KeyId != keys.Current.KeyId)
            {
                signer?.Dispose();
                signer = new Signer(keys.Current);
            }

            return signer.Sign(payload.WrittenSpan);
        }
    }

    /// <summary>The first segment of every token that a key signs. Tokens with any other header are none of ours.</summary>
    public static string HeaderOf(SigningKey key) =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes($$"""{"alg":"ES256","typ":"at+jwt","kid":"{{key.KeyId}}"}"""));

    /// <inheritdoc />
    public void Dispose() => signer?.Dispose();

    private sealed class Signer(SigningKey key) : IDisposable
    {
        private readonly ECDsa ecdsa = ECDsa.Create(key.Parameters);
        private readonly string header = HeaderOf(key);

        public string KeyId => key.KeyId;

        public string Sign(ReadOnlySpan<byte> payload)
        {
            var content = $"{header}.{Base64Url.EncodeToString(payload)}";
            var signature = ecdsa.SignData(Encoding.ASCII.GetBytes(content), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
            return $"{content}.{Base64Url.EncodeToString(signature)}";
        }

        public void Dispose() => ecdsa.Dispose();
    }
}
