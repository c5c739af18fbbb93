using CryptoVault.Security;
using Microsoft.IdentityModel.JsonWebTokens;

namespace CryptoVault.Accounts.Tokens;

/// <summary>Verifies access tokens with Microsoft.IdentityModel 8.</summary>
public sealed class AccessTokenValidator(AccountOptions options, TimeProvider clock) : IAccessTokenValidator
{
    private readonly JsonWebTokenHandler handler = new();
    private readonly SecurityKeys keys = new();

    /// <inheritdoc />
    public async ValueTask<AccessTokenClaims?> ValidateAsync(string token, SigningKey key)
    {
        var result = await handler.ValidateTokenAsync(token, AccessTokenRules.For(options, clock, keys.Of(key)));
        return result.IsValid ? AccessTokenRules.ClaimsOf((JsonWebToken)result.SecurityToken) : null;
    }
}
