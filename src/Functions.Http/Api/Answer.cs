using Microsoft.AspNetCore.Http;

namespace CryptoVault.Functions.Http.Api;

/// <summary>How a success is answered: its status and headers.</summary>
/// <param name="Status">The HTTP status, 200 to 299.</param>
internal sealed record Answer(int Status)
{
    /// <summary>Where the thing is to be found.</summary>
    public string? Location { get; init; }

    /// <summary>The version of what is answered, without quotes; a GET that names it in If-None-Match gets 304.</summary>
    public string? ETag { get; init; }

    /// <summary>May the answer be cached; without it, it may not.</summary>
    public string? CacheControl { get; init; }

    public Answer At(string location) => this with { Location = location };

    public Answer WithETag(string etag) => this with { ETag = etag };

    /// <summary>Lets everybody keep the answer for some seconds (0: keep, but ask each time).</summary>
    public Answer Cached(int seconds) => this with { CacheControl = seconds == 0 ? "public, no-cache" : $"public, max-age={seconds}" };
}

/// <summary>The usual answers.</summary>
internal static class Answers
{
    public static readonly Answer Ok = new(StatusCodes.Status200OK);
    public static readonly Answer Created = new(StatusCodes.Status201Created);
    public static readonly Answer Accepted = new(StatusCodes.Status202Accepted);
    public static readonly Answer NoContent = new(StatusCodes.Status204NoContent);
}
