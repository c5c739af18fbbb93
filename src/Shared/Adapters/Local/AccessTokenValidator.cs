using CryptoVault.Security;
using Microsoft.IdentityModel.JsonWebTokens;

namespace CryptoVault.Accounts.Tokens;

/// <summary>Verifies access tokens with Microsoft.IdentityModel 5.7.</summary>
public sealed class AccessTokenValidator(AccountOptions options, TimeProvider clock) : IAccessTokenValidator
{
    private readonly JsonWebTokenHandler handler = new();
    private readonly SecurityKeys keys = new();

    /// <inheritdoc />
    public ValueTask<AccessTokenClaims?> ValidateAsync(string token, SigningKey key)
    {
        var result = handler.ValidateToken(token, AccessTokenRules.For(options, clock, keys.Of(key)));
        return new(result.IsValid ? AccessTokenRules.ClaimsOf((JsonWebToken)result.SecurityToken) : null);
    }
}
