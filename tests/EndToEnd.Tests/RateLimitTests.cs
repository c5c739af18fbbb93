using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using CryptoVault.DemoPlayer.Client;
using CryptoVault.EndToEnd.Tests.Hosting;
using CryptoVault.LocalProcess;

namespace CryptoVault.EndToEnd.Tests;

/// <summary>The limits of a host with no settings, as the specification has them.</summary>
public sealed class RateLimitTests
{
    private const int MostTries = 100;

    [Fact]
    public async Task SignIn_TenTimesAMinuteFromOneAddress_IsLimitedAndReadsGoOn()
    {
        using var folder = new TemporaryFolder();
        await using var host = await LocalHosts.StartWithDefaultLimitsAsync(folder.Path);
        using var client = new HttpClient { BaseAddress = host.Url };
        var statuses = new List<HttpStatusCode>();
        var watch = Stopwatch.StartNew();
        while (!statuses.Contains(HttpStatusCode.TooManyRequests) && statuses.Count < MostTries)
        {
            using var answer = await client.PostAsJsonAsync("api/v1/auth/login", new { email = $"nobody-{statuses.Count}@example.com", password = "wrong-Horse-7" });
            statuses.Add(answer.StatusCode);
            Assert.Equal("\"sign-in\";q=10;w=60", answer.Headers.GetValues("RateLimit-Policy").Single());
        }

        var comeBack = (int)(watch.Elapsed.TotalSeconds / 6); // ten a minute, one by one
        using var read = await client.GetAsync(new Uri("api/v1/time", UriKind.Relative));

        Assert.InRange(statuses.Count(status => status == HttpStatusCode.Unauthorized), 10, 10 + comeBack);
        Assert.Equal(HttpStatusCode.TooManyRequests, statuses[^1]);
        Assert.Equal(HttpStatusCode.OK, read.StatusCode);
        Assert.Equal("\"anonymous\";q=200;w=4", read.Headers.GetValues("RateLimit-Policy").Single());
        await host.Process.StopAsync();
    }

    [Fact]
    public async Task Reads_FasterThanTheirLimit_AreRefusedWithAWaitAfterWhichTheyAreServed()
    {
        using var folder = new TemporaryFolder();
        await using var host = await LocalHosts.StartWithDefaultLimitsAsync(folder.Path);
        using var client = new HttpClient { BaseAddress = host.Url };
        HttpResponseMessage? refused = null;
        var served = 0;
        for (var i = 0; i < 20_000 && refused is null; i++)
        {
            var answer = await client.GetAsync(new Uri("api/v1/time", UriKind.Relative));
            if (answer.StatusCode == HttpStatusCode.TooManyRequests)
            {
                refused = answer;
                continue;
            }

            served++;
            answer.Dispose();
        }

        Assert.NotNull(refused);
        Assert.True(served >= 200, $"{served} served");
        Assert.Equal(TimeSpan.FromSeconds(1), refused.Headers.RetryAfter!.Delta);
        using var api = new Api(host.Url); // waits as long as it is told
        (await api.GetAsync("api/v1/time")).Expect(200);
        refused.Dispose();
        await host.Process.StopAsync();
    }
}
