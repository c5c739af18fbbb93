using System.Text.Json;
using CryptoVault.Functions.Http.Tests.Hosting;

namespace CryptoVault.Functions.Http.Tests.Wallet;

public sealed class PolicyRouteTests : IAsyncLifetime
{
    private const string Policies = "api/v1/compliance/policies";
    private const string Adam = "adam+admin";
    private const string Eve = "eve+admin";
    private const string Draft = """{"reason":"Bitcoin pauses.","rules":[{"name":"no-btc","outcome":"block","assets":["BTC"]},{"name":"rest","outcome":"approve","approvals":[{"roles":["treasury"]},{"roles":["compliance_officer"],"count":2}]}]}""";
    private WalletHost host = null!;

    public async Task InitializeAsync() => host = await WalletHost.StartAsync();

    public async Task DisposeAsync() => await host.DisposeAsync();

    [Fact]
    public async Task Policy_DraftedAndPublishedByTwo_IsInForceWithItsVersion()
    {
        Assert.Equal(0, (await host.SendAsync(200, "GET", Policies, token: WalletHost.Rita)).GetProperty("version").GetInt32());
        await host.SendAsync(200, "PUT", $"{Policies}/draft", Draft, Adam, ("If-Match", "\"0\""));
        await (await host.Client.SendAsync("POST", $"{Policies}/publish", """{"reason":"ok"}""", Adam, ("If-Match", "\"1\""))).ProblemAsync(403, "DRAFTER_CANNOT_PUBLISH");
        var published = await host.SendAsync(200, "POST", $"{Policies}/publish", """{"reason":"checked"}""", Eve, ("If-Match", "\"1\""));

        Assert.Equal((1, "eve"), (published.GetProperty("version").GetInt32(), published.GetProperty("versions")[0].GetProperty("published").GetProperty("by").GetString()));
        Assert.Equal("no-btc", (await host.SendAsync(200, "GET", $"{Policies}/versions/1", token: WalletHost.Rita)).GetProperty("rules")[0].GetProperty("name").GetString());
        await (await host.Client.SendAsync("GET", $"{Policies}/versions/7", token: WalletHost.Rita)).ProblemAsync(404, "POLICY_VERSION_NOT_FOUND");
    }

    [Fact]
    public async Task Change_WithoutOrWithAStaleRevision_IsRefused()
    {
        await (await host.Client.SendAsync("PUT", $"{Policies}/draft", Draft, Adam)).ProblemAsync(428, "PRECONDITION_REQUIRED");
        await host.SendAsync(200, "PUT", $"{Policies}/draft", Draft, Adam, ("If-Match", "\"0\""));
        await (await host.Client.SendAsync("POST", $"{Policies}/publish", """{"reason":"ok"}""", Eve, ("If-Match", "\"0\""))).ProblemAsync(412, "VERSION_MISMATCH");
        var discarded = await host.SendAsync(200, "POST", $"{Policies}/draft/discard", """{"reason":"no"}""", Adam, ("If-Match", "\"1\""));

        Assert.Equal((2, 0), (discarded.GetProperty("revision").GetInt32(), discarded.GetProperty("version").GetInt32()));
        Assert.False(discarded.TryGetProperty("draft", out _));
    }

    [Fact]
    public async Task Simulate_OfAWithdrawal_TellsTheRuleAndHowTheOthersStand()
    {
        await host.SendAsync(200, "PUT", $"{Policies}/draft", Draft, Adam, ("If-Match", "\"0\""));
        const string facts = """{"asset":"ETH","network":"ethereum","valueUsd":"500","kycLevel":2,"destination":"one_time","risk":10,"draft":DRAFT}""";
        var inForce = await host.SendAsync(200, "POST", $"{Policies}/simulate", facts.Replace("DRAFT", "false", StringComparison.Ordinal), WalletHost.Rita);
        var drafted = await host.SendAsync(200, "POST", $"{Policies}/simulate", facts.Replace("DRAFT", "true", StringComparison.Ordinal), WalletHost.Rita);

        Assert.Equal(("small-automatic", "allow"), (Text(inForce, "rule"), Text(inForce, "outcome")));
        Assert.Equal(("rest", "approve", 2), (Text(drafted, "rule"), Text(drafted, "outcome"), drafted.GetProperty("approvals").GetArrayLength()));
        Assert.Equal(["no", "yes"], drafted.GetProperty("rules").EnumerateArray().Select(rule => Text(rule, "match")));
    }

    [Fact]
    public async Task Draft_WithAWrongRule_PointsAtIt()
    {
        var problem = await (await host.Client.SendAsync(
            "PUT", $"{Policies}/draft", Draft.Replace("block", "perhaps", StringComparison.Ordinal), Adam, ("If-Match", "\"0\""))).ProblemAsync(400, "VALIDATION_FAILED");

        Assert.Equal("/rules/0/outcome", problem.GetProperty("errors")[0].GetProperty("pointer").GetString());
    }

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();
}
