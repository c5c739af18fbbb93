using System.Globalization;
using System.Text.Json.Nodes;
using CryptoVault.DemoPlayer.Client;
using CryptoVault.Load.Orders;

namespace CryptoVault.Load.Auth;

/// <summary>What signing in costs, how fast tokens are renewed and checked, and whether sign-ins slow orders down.</summary>
internal static class AuthRun
{
    public static async Task<int> RunAsync(LoadOptions options)
    {
        await using var host = await MeasuredHost.StartAsync(options, "--load-users", $"{options.Users}");
        using var api = new Api(host.Url);
        var users = await LoadUser.SignInAsync(api, host, options.Users);
        Console.WriteLine($"{users.Length} customers signed in.");

        var (ratio, signInMs, hashMs) = await HashCost.MeasureAsync(api, host, users);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"sign-in  {signInMs:F1} ms of the host's processor time, the hash alone {hashMs:F1} ms (medians)"));

        await Refreshes.MeasureAsync(host.EndPoint, users[..(users.Length / 2)], options.Connections, LoadOptions.WarmUpSeconds);
        var (refreshes, refreshLatencies) = await Refreshes.MeasureAsync(host.EndPoint, users[(users.Length / 2)..], options.Connections, options.Seconds);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"refresh  {refreshes:F0}/s, p95 {refreshLatencies.PercentileMs(95)} ms"));

        await ProfileReads.MeasureAsync(host.EndPoint, users, options.Connections, LoadOptions.WarmUpSeconds);
        var (reads, readLatencies, limited, readErrors) = await ProfileReads.MeasureAsync(host.EndPoint, users, options.Connections, options.Seconds);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"profile  {reads:F0}/s, p95 {readLatencies.PercentileMs(95)} ms, {limited} refused by the limit per user"));

        var flood = await new SignInFlood(api, host.EndPoint, users).MeasureAsync(options.Seconds);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"flood    orders p95 {flood.P95Ms:F1} ms without, {flood.FloodedP95Ms:F1} ms with 20 sign-ins/s offered, of which {flood.AcceptedPerSecond:F1}/s accepted and {flood.Busy} answered 503"));

        Figures.Print(
            ("signInToHashRatio", Math.Round(ratio, 3)), ("refreshPerSecond", Math.Round(refreshes)), ("refreshP95Ms", refreshLatencies.PercentileMs(95)),
            ("profileReadsPerSecond", Math.Round(reads)), ("profileReadP95Ms", readLatencies.PercentileMs(95)), ("signInsAcceptedPerSecond", Math.Round(flood.AcceptedPerSecond, 1)),
            ("orderP95RatioUnderSignIns", Math.Round(flood.P95Ratio, 2)), ("limited", limited), ("errors", JsonValue.Create(readErrors + flood.Errors)));
        return readErrors + flood.Errors == 0 ? 0 : 1;
    }
}
