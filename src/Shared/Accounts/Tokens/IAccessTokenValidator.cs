using CryptoVault.Security;

namespace CryptoVault.Accounts.Tokens;

/// <summary>Verifies access tokens with the runtime's version of Microsoft.IdentityModel.</summary>
public interface IAccessTokenValidator
{
    /// <summary>
    /// Verifies signature, issuer, audience and times of a token whose header was found to be one of ours.
    /// </summary>
    /// <param name="token">The token.</param>
    /// <param name="key">The key that its header names.</param>
    /// <returns>Its claims, or null when it is not valid.</returns>
    ValueTask<AccessTokenClaims?> ValidateAsync(string token, SigningKey key);
}

/// <summary>What a verified token says.</summary>
/// <param name="UserId">The <c>sub</c>.</param>
/// <param name="SessionId">The <c>sid</c>.</param>
/// <param name="ExpiresAt">The <c>exp</c>.</param>
public sealed record AccessTokenClaims(string UserId, string SessionId, DateTimeOffset ExpiresAt);
