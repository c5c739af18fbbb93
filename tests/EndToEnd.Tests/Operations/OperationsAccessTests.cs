using System.Net;
using CryptoVault.EndToEnd.Tests.Hosting;
using CryptoVault.LocalProcess;

namespace CryptoVault.EndToEnd.Tests.Operations;

/// <summary>Where the operations page is, and where it is not.</summary>
public sealed class OperationsAccessTests
{
    [Fact]
    public async Task Page_OnAHostThatOthersReach_IsAbsent()
    {
        using var folder = new TemporaryFolder();
        await using var host = await LocalHosts.StartAsync(folder.Path, "--listen", "0.0.0.0", "--empty");

        await AssertAbsentAsync(host.Url);
    }

    [Fact]
    public async Task Page_OutsideOfDevelopment_IsAbsent()
    {
        using var folder = new TemporaryFolder();
        await using var host = await LocalHosts.StartAsync(folder.Path, new Dictionary<string, string> { ["Environment"] = "Production" }, "--empty");

        await AssertAbsentAsync(host.Url);
    }

    [Fact]
    public async Task Page_InDevelopmentOnThisMachine_IsThereWithAStrictPolicy()
    {
        using var folder = new TemporaryFolder();
        await using var host = await LocalHosts.StartAsync(folder.Path, "--empty");
        using var client = new HttpClient { BaseAddress = host.Url };

        Assert.Contains("/dev", await client.GetStringAsync(""), StringComparison.Ordinal);
        using var answer = await client.GetAsync("dev");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        Assert.StartsWith("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.DoesNotContain("<script", await answer.Content.ReadAsStringAsync(), StringComparison.OrdinalIgnoreCase);
    }

    private static async Task AssertAbsentAsync(Uri url)
    {
        using var client = new HttpClient { BaseAddress = url };
        Assert.DoesNotContain("/dev", await client.GetStringAsync(""), StringComparison.Ordinal);
        foreach (var path in new[] { "dev", "dev/functions", "dev/mails", "dev/logs", "dev/style.css", "dev/store-digest" })
        {
            using var answer = await client.GetAsync(path);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }

        using var action = await client.PostAsync("dev/timers/run", new FormUrlEncodedContent([]));
        Assert.Equal(HttpStatusCode.NotFound, action.StatusCode);
    }
}
