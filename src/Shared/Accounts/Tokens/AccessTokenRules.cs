using System.Collections.Concurrent;
using System.Security.Cryptography;
using CryptoVault.Security;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace CryptoVault.Accounts.Tokens;

/// <summary>What a token must be, in words that both versions of Microsoft.IdentityModel understand.</summary>
internal static class AccessTokenRules
{
    /// <summary>How far the clocks of two instances may be apart.</summary>
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromSeconds(5);

    public static TokenValidationParameters For(AccountOptions options, TimeProvider clock, SecurityKey key) => new()
    {
        ValidIssuer = options.Issuer,
        ValidAudience = options.Audience,
        IssuerSigningKey = key,
        RequireSignedTokens = true,
        RequireExpirationTime = true,
        LifetimeValidator = (notBefore, expires, _, _) => IsNow(notBefore, expires, clock.GetUtcNow().UtcDateTime),
    };

    /// <summary>The claims, or null when one of them is missing or no id.</summary>
    public static AccessTokenClaims? ClaimsOf(JsonWebToken token) =>
        token.TryGetPayloadValue<string>("sid", out var session) && Guid.TryParseExact(session, "D", out _) && Guid.TryParseExact(token.Subject, "D", out _)
            ? new AccessTokenClaims(token.Subject, session, new DateTimeOffset(token.ValidTo, TimeSpan.Zero))
            : null;

    private static bool IsNow(DateTime? notBefore, DateTime? expires, DateTime now) =>
        expires is { } end && now < end && (notBefore is not { } start || start <= now + ClockTolerance);
}

/// <summary>Signing keys as Microsoft.IdentityModel takes them, made once per key.</summary>
internal sealed class SecurityKeys
{
    private readonly ConcurrentDictionary<string, SecurityKey> known = new(StringComparer.Ordinal);

    public SecurityKey Of(SigningKey key) => known.GetOrAdd(
        key.KeyId,
        static (_, made) => new ECDsaSecurityKey(ECDsa.Create(new ECParameters { Curve = made.Parameters.Curve, Q = made.Parameters.Q })) { KeyId = made.KeyId },
        key);
}
