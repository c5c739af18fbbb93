using System.Security.Claims;
using CryptoVault.Accounts;
using CryptoVault.Accounts.Access;
using CryptoVault.Results;
using CryptoVault.Storage;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;

namespace CryptoVault.Functions.Http.Azure;

/// <summary>
/// On Azure, staff also sign in with Microsoft Entra ID: its token proves who somebody is, by tenant and object id. Which of our
/// staff records that is, is configured (<c>EntraId:Staff:{object id}</c>, the user id); what they may do stands in the record.
/// The record is read for each request, so a role that is taken is gone with the next one.
/// </summary>
internal sealed class EntraAccessCheck(
    AccessCheck own, IOptionsMonitor<JwtBearerOptions> bearer, IDocumentStore store, IConfiguration configuration, AccountOptions options, TimeProvider clock) : IAccessCheck
{
    /// <summary>The name of the authentication scheme that Microsoft.Identity.Web configures.</summary>
    public const string Scheme = "Entra";

    /// <summary>The configuration section.</summary>
    public const string Section = "EntraId";

    private const string ObjectId = "oid";
    private const string Methods = "amr";
    private const string MultipleFactors = "mfa";

    private readonly JsonWebTokenHandler handler = new() { MapInboundClaims = false };

    public async ValueTask<Result<Caller>> CheckAsync(string accessToken, bool fresh, CancellationToken cancellation)
    {
        var caller = await own.CheckAsync(accessToken, fresh, cancellation);
        return caller.IsSuccess || caller.Error is not InvalidToken ? caller : await CheckEntraAsync(accessToken, cancellation);
    }

    private async Task<Result<Caller>> CheckEntraAsync(string accessToken, CancellationToken cancellation)
    {
        var scheme = bearer.Get(Scheme);
        if (scheme.ConfigurationManager is null)
        {
            return new InvalidToken();
        }

        var published = await scheme.ConfigurationManager.GetConfigurationAsync(cancellation);
        var parameters = scheme.TokenValidationParameters.Clone(); // audience, issuer and tenant as Microsoft.Identity.Web checks them
        parameters.IssuerSigningKeys = published.SigningKeys;
        var result = await handler.ValidateTokenAsync(accessToken, parameters);
        if (!result.IsValid || result.ClaimsIdentity.FindFirst(ObjectId) is not { } person || configuration[$"{Section}:Staff:{person.Value}"] is not { } userId)
        {
            return new InvalidToken();
        }

        var profile = await store.FindAsync<ProfileDocument>(AccountPartitions.OfUser(userId), ProfileDocument.DocumentId, cancellation);
        return profile is { Status: AccountStatus.Active } && profile.RoleSet.IsStaff
            ? CallerOf(profile, result.ClaimsIdentity, (JsonWebToken)result.SecurityToken)
            : new InvalidToken();
    }

    private Caller CallerOf(ProfileDocument profile, ClaimsIdentity identity, JsonWebToken token)
    {
        var issuedAt = new DateTimeOffset(token.IssuedAt, TimeSpan.Zero);
        var isProved = identity.FindAll(Methods).Any(method => method.Value == MultipleFactors) && issuedAt <= clock.GetUtcNow();
        return new Caller(profile.UserId, $"entra:{token.Id}", profile.RoleSet, profile.KycLevel)
        {
            HasSecondFactor = true, // Entra's conditional access asks for it; without its claim nothing of staff's opens
            SecondFactorAt = isProved ? issuedAt : null,
            StepUpUntil = isProved ? issuedAt + options.StepUpLifetime : null,
        };
    }
}
