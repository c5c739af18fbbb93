using CryptoVault.Results;

namespace CryptoVault.RateLimits;

/// <summary>Too many requests of late (429); <c>Retry-After</c> tells when the next may come.</summary>
public sealed record RateLimitExceeded : Error
{
    /// <summary>Creates the error of a verdict that does not admit.</summary>
    public RateLimitExceeded(RateVerdict verdict)
        : base(ErrorKind.TooManyRequests, "RATE_LIMITED", $"Too many requests: the limit '{verdict.Limit.Name}' is used up for the moment.") =>
        RetryAfter = verdict.RetryAfter;
}
