using System.Net;
using CryptoVault.Functions.Http.Tests.Api;
using CryptoVault.Functions.Http.Tests.Hosting;

namespace CryptoVault.Functions.Http.Tests.General;

public sealed class GeneralTests
{
    [Fact]
    public async Task Time_IsTheClocks()
    {
        await using var host = await SampleHost.StartAsync();

        var time = await (await host.Client.GetAsync("api/v1/time")).JsonAsync();

        var difference = host.Clock.GetUtcNow().ToUnixTimeMilliseconds() - time.GetProperty("epochMilliseconds").GetInt64();
        Assert.InRange(difference, 0, 60_000);
        Assert.Equal(time.GetProperty("epochMilliseconds").GetInt64(), time.GetProperty("time").GetDateTimeOffset().ToUnixTimeMilliseconds());
    }

    [Fact]
    public async Task Assets_ListScalesAndNetworksAndMayBeCached()
    {
        await using var host = await SampleHost.StartAsync();

        var response = await host.Client.GetAsync("api/v1/assets");

        var items = (await response.JsonAsync()).GetProperty("items").EnumerateArray().ToDictionary(item => item.GetProperty("code").GetString()!);
        Assert.Equal(18, items["ETH"].GetProperty("scale").GetInt32());
        Assert.Equal(2, items["USDT"].GetProperty("networks").GetArrayLength());
        Assert.Equal("0.00010000", items["BTC"].GetProperty("networks")[0].GetProperty("minWithdrawal").GetString());
        Assert.Equal("public, max-age=60", response.Headers.CacheControl?.ToString());
    }

    [Theory]
    [InlineData("127.0.0.1", "https", true)]
    [InlineData("127.0.0.1", "http", false)]
    [InlineData("10.0.0.1", "https", false)] // not from whom we trust
    public async Task Answer_ToAClientThatCameByTls_AsksForTlsFromNowOn(string trusted, string forwarded, bool asks)
    {
        await using var host = await HttpAppHost.StartAsync(new Dictionary<string, string?> { ["Http:TrustedProxies"] = trusted });

        var answer = await host.Client.SendAsync("GET", "api/v1/time", headers: ("X-Forwarded-Proto", forwarded));
        var refused = await host.Client.SendAsync("GET", "api/v1/me", headers: ("X-Forwarded-Proto", forwarded));

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Unauthorized), (answer.StatusCode, refused.StatusCode));
        foreach (var one in (HttpResponseMessage[])[answer, refused])
        {
            Assert.Equal(asks ? "max-age=31536000; includeSubDomains" : null, one.Headers.TryGetValues("Strict-Transport-Security", out var values) ? values.Single() : null);
        }
    }

    [Theory]
    [InlineData("api/v1/status", "open")]
    [InlineData("health/live", "live")]
    [InlineData("health/ready", "ready")]
    public async Task State_OfARunningHost_IsGood(string path, string status)
    {
        await using var host = await SampleHost.StartAsync();

        var response = await host.Client.GetAsync(path);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(status, (await response.JsonAsync()).GetProperty("status").GetString());
    }

    [Fact]
    public async Task Ready_WhenTheStoreIsClosed_IsUnavailable()
    {
        await using var host = await SampleHost.StartAsync();
        await host.Store.DisposeAsync();

        await (await host.Client.GetAsync("health/ready")).ProblemAsync(503, "SERVICE_UNAVAILABLE");
    }

    [Fact]
    public async Task Keys_HavePublicHalvesOnly()
    {
        await using var host = await SampleHost.StartAsync();

        var key = (await (await host.Client.GetAsync(".well-known/jwks.json")).JsonAsync()).GetProperty("keys")[0];

        Assert.Equal(["kty", "use", "crv", "alg", "kid", "x", "y"], key.EnumerateObject().Select(member => member.Name));
        Assert.Equal("ES256", key.GetProperty("alg").GetString());
    }
}
