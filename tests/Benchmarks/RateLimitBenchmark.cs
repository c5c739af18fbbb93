using System.Diagnostics;
using System.Globalization;
using System.Net;
using CryptoVault.RateLimits;

namespace CryptoVault.Benchmarks;

/// <summary>What the limiter costs per request: the key, the look-up, the bucket and the two headers, over many addresses.</summary>
internal static class RateLimitBenchmark
{
    private const int Rounds = 15;
    private const int Requests = 500_000;

    public static int Run()
    {
        var options = new RateLimitOptions { Anonymous = new RateLimitSetting { Tokens = 1_000_000, Period = TimeSpan.FromSeconds(1), Burst = 1_000_000 } };
        var one = Median(options, [IPAddress.Loopback]);
        var many = Median(options, [.. Enumerable.Range(0, 10_000).Select(i => new IPAddress([10, 0, (byte)(i >> 8), (byte)i]))]);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"one address {one:F3} us, 10,000 addresses {many:F3} us a request (medians of {Rounds} rounds)"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $$"""{"oneAddressMicroseconds":{{one:F3}},"manyAddressesMicroseconds":{{many:F3}}}"""));
        return 0;
    }

    private static double Median(RateLimitOptions options, IPAddress[] addresses)
    {
        var limiter = new RateLimiter(options, TimeProvider.System);
        var rounds = new List<double>();
        var headers = 0L;
        for (var round = 0; round < Rounds; round++)
        {
            var watch = Stopwatch.StartNew();
            for (var i = 0; i < Requests; i++)
            {
                var verdict = limiter.Take(RateLimitKind.Anonymous, RateKeys.OfAddress(addresses[i % addresses.Length]));
                headers += verdict.Header.Length + verdict.Limit.Policy.Length;
            }

            rounds.Add(watch.Elapsed.TotalMicroseconds / Requests);
        }

        return headers > 0 ? rounds.Order().ElementAt(Rounds / 2) : throw new InvalidOperationException("No headers.");
    }
}
