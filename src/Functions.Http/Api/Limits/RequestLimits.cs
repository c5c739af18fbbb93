using CryptoVault.Accounts.Access;
using CryptoVault.Functions.Http.Api.Access;
using CryptoVault.RateLimits;
using CryptoVault.Results;
using Microsoft.AspNetCore.Http;

namespace CryptoVault.Functions.Http.Api.Limits;

/// <summary>Charges requests to the limits of their callers, and says in the answer's headers how much is left.</summary>
internal sealed class RequestLimits(RateLimiter limiter, ClientAddresses addresses)
{
    /// <summary>
    /// Charges a request by its function's policy: per user where it is the user's limit, else per address. What an API key signed
    /// counts for the key first, so that a program that asks without end leaves its owner something.
    /// </summary>
    /// <returns>Why it is refused, or null.</returns>
    public Error? Charge(HttpContext http, FunctionPolicy policy, Caller? caller = null)
    {
        if (policy.Weight == 0)
        {
            return null;
        }

        if (caller?.ApiKeyId is { } apiKey && policy.Limit == RateLimitKind.User)
        {
            var ofKey = limiter.Take(RateLimitKind.ApiKey, RateKeys.OfUser(apiKey), policy.Weight);
            return Tell(http, ofKey.IsAdmitted && limiter.Take(RateLimitKind.User, RateKeys.OfUser(caller.UserId), policy.Weight) is { IsAdmitted: false } ofUser ? ofUser : ofKey);
        }

        var key = caller is null ? RateKeys.OfAddress(addresses.Of(http)) : RateKeys.OfUser(caller.UserId);
        return Charge(http, policy.Limit, key, policy.Weight);
    }

    /// <summary>Charges a request that is refused because nobody known sent it: trying tokens has its price.</summary>
    /// <returns>Why it is refused even more, or null.</returns>
    public Error? ChargeStranger(HttpContext http) =>
        Charge(http, RateLimitKind.Anonymous, RateKeys.OfAddress(addresses.Of(http)), 1);

    private RateLimitExceeded? Charge(HttpContext http, RateLimitKind kind, UInt128 key, int weight) => Tell(http, limiter.Take(kind, key, weight));

    private static RateLimitExceeded? Tell(HttpContext http, RateVerdict verdict)
    {
        var headers = http.Response.Headers;
        headers["RateLimit-Policy"] = verdict.Limit.Policy;
        headers["RateLimit"] = verdict.Header;
        return verdict.IsAdmitted ? null : new RateLimitExceeded(verdict);
    }
}
