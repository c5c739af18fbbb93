namespace CryptoVault.RateLimits;

/// <summary>Which limit a request counts against.</summary>
public enum RateLimitKind
{
    /// <summary>Requests of nobody in particular, per address; also requests whose sign-in is refused.</summary>
    Anonymous,
    /// <summary>Requests of a signed-in user.</summary>
    User,
    /// <summary>Placing and cancelling of orders, per user.</summary>
    Orders,
    /// <summary>Sign-ins and other tries of a secret, per address.</summary>
    SignIn,
    /// <summary>Sign-ins per account (or what could be one).</summary>
    SignInAccount,
    /// <summary>Registrations and mails asked for, per address.</summary>
    Registration,
    /// <summary>Resets of passwords, per account.</summary>
    Reset,
    /// <summary>Codes of second factors, per user.</summary>
    SecondFactor,
    /// <summary>Requests signed with one API key, besides its owner's limit, of which one key cannot take all.</summary>
    ApiKey,
}

/// <summary>A limit's figures.</summary>
public sealed record RateLimitSetting
{
    /// <summary>Tokens that flow in per <see cref="Period"/>.</summary>
    public int Tokens { get; init; }

    /// <summary>The time in which they do.</summary>
    public TimeSpan Period { get; init; }

    /// <summary>Most tokens at a time.</summary>
    public int Burst { get; init; }
}

/// <summary>All limits; configuration section <c>RateLimits</c>.</summary>
public sealed record RateLimitOptions
{
    /// <summary>See <see cref="RateLimitKind.Anonymous"/>.</summary>
    public RateLimitSetting Anonymous { get; init; } = Of(50, TimeSpan.FromSeconds(1), 200);

    /// <summary>See <see cref="RateLimitKind.User"/>.</summary>
    public RateLimitSetting User { get; init; } = Of(50, TimeSpan.FromSeconds(1), 100);

    /// <summary>See <see cref="RateLimitKind.Orders"/>.</summary>
    public RateLimitSetting Orders { get; init; } = Of(100, TimeSpan.FromSeconds(1), 300);

    /// <summary>See <see cref="RateLimitKind.SignIn"/>.</summary>
    public RateLimitSetting SignIn { get; init; } = Of(10, TimeSpan.FromMinutes(1), 10);

    /// <summary>See <see cref="RateLimitKind.SignInAccount"/>.</summary>
    public RateLimitSetting SignInAccount { get; init; } = Of(5, TimeSpan.FromMinutes(1), 5);

    /// <summary>See <see cref="RateLimitKind.Registration"/>.</summary>
    public RateLimitSetting Registration { get; init; } = Of(5, TimeSpan.FromMinutes(1), 5);

    /// <summary>See <see cref="RateLimitKind.Reset"/>.</summary>
    public RateLimitSetting Reset { get; init; } = Of(3, TimeSpan.FromHours(1), 3);

    /// <summary>See <see cref="RateLimitKind.SecondFactor"/>.</summary>
    public RateLimitSetting SecondFactor { get; init; } = Of(5, TimeSpan.FromMinutes(1), 5);

    /// <summary>See <see cref="RateLimitKind.ApiKey"/>.</summary>
    public RateLimitSetting ApiKey { get; init; } = Of(40, TimeSpan.FromSeconds(1), 80);

    /// <summary>Most keys (addresses, users) that are remembered per limit; beyond it those with full buckets are forgotten, then all.</summary>
    public int MostKeys { get; init; } = 200_000;

    /// <summary>The limits in the order of <see cref="RateLimitKind"/>.</summary>
    internal IReadOnlyList<RateLimit> ToLimits() =>
    [
        new("anonymous", Anonymous), new("user", User), new("orders", Orders), new("sign-in", SignIn),
        new("sign-in-account", SignInAccount), new("registration", Registration), new("reset", Reset), new("second-factor", SecondFactor),
        new("api-key", ApiKey),
    ];

    private static RateLimitSetting Of(int tokens, TimeSpan period, int burst) => new() { Tokens = tokens, Period = period, Burst = burst };
}
