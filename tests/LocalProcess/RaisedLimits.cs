using System.Globalization;

namespace CryptoVault.LocalProcess;

/// <summary>
/// The limits of hosts under test and under load. All requests come from one address, so the figures per address are
/// raised; tests also sign the same few people in again and again. Limits per user stay in load programs.
/// </summary>
internal static class RaisedLimits
{
    private const int PerAddress = 1_000_000;

    private static readonly string[] Names = ["Anonymous", "SignIn", "Registration", "SignInAccount"];

    /// <summary>What load programs print.</summary>
    public static string Description { get; } = string.Create(
        CultureInfo.InvariantCulture,
        $"Rate limits on; per address (one here) raised to {PerAddress:N0}/s for reads, sign-ins and registrations, and to {PerAddress:N0} streams; per user as configured (50/s, orders 100/s).");

    /// <summary>The environment of a host whose limits are not raised. The market maker would sign in within them.</summary>
    public static IReadOnlyDictionary<string, string> None { get; } = new Dictionary<string, string> { ["Demo__MarketMaker__Enabled"] = "false" };

    /// <summary>The variables with those that raise the limits per address.</summary>
    public static IReadOnlyDictionary<string, string> With(IReadOnlyDictionary<string, string> environment)
    {
        if (ReferenceEquals(environment, None))
        {
            return environment;
        }

        var all = new Dictionary<string, string>(environment);
        all.TryAdd("Streams__MaxPerAddress", $"{PerAddress}");
        all.TryAdd("Demo__MarketMaker__Enabled", "false"); // what rests in the book is what the test or the load program put there
        foreach (var name in Names)
        {
            all.TryAdd($"RateLimits__{name}__Tokens", $"{PerAddress}");
            all.TryAdd($"RateLimits__{name}__Period", "00:00:01");
            all.TryAdd($"RateLimits__{name}__Burst", $"{PerAddress}");
        }

        return all;
    }

    /// <summary>The variables with those that also raise the limits per user, for tests that ask much as one person.</summary>
    public static IReadOnlyDictionary<string, string> PerUser(IReadOnlyDictionary<string, string> environment)
    {
        var all = new Dictionary<string, string>(environment);
        foreach (var name in (string[])["User", "Orders", "SecondFactor", "ApiKey"])
        {
            all.TryAdd($"RateLimits__{name}__Tokens", "10000");
            all.TryAdd($"RateLimits__{name}__Period", "00:00:01");
            all.TryAdd($"RateLimits__{name}__Burst", "10000");
        }

        return all;
    }
}
