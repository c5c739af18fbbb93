using CryptoVault.Functions.Http.Tests.Hosting;

namespace CryptoVault.Functions.Http.Tests.Wallet;

public sealed class TravelRuleRouteTests
{
    private const string Route = "api/v1/wallet/withdrawals";

    [Fact]
    public async Task Request_OfACustomerInTheUnion_NeedsToSayWhoPaysWhom()
    {
        await using var host = await WalletHost.StartAsync();
        await host.OpenAccountAsync("ana");
        await host.FundAsync("1");
        await host.WithdrawAsync("0.001", status: 422);

        var told = Body("""{"wallet":"provider","providerName":"Bob VASP","originator":{"lastName":"Howard"},"beneficiary":{"companyName":"Acme"}}""");
        var taken = await host.SendAsync(201, "POST", Route, told, headers: ("Idempotency-Key", "told"));
        Assert.Equal("requested", taken.GetProperty("status").GetString());
    }

    [Theory]
    [InlineData("""{"wallet":"bank","originator":{"lastName":"Howard"},"beneficiary":{"lastName":"Clark"}}""", "/travelRule/wallet")]
    [InlineData("""{"wallet":"provider","originator":{"lastName":"Howard"},"beneficiary":{"lastName":"Clark"}}""", "/travelRule/providerName")]
    [InlineData("""{"wallet":"self_hosted","originator":{"lastName":"Howard"},"beneficiary":{}}""", "/travelRule/beneficiary")]
    [InlineData("""{"wallet":"self_hosted","originator":{"lastName":""},"beneficiary":{"lastName":"Clark"}}""", "/travelRule/originator/lastName")]
    [InlineData("""{"wallet":"self_hosted","originator":{"lastName":"Howard"},"beneficiary":{"lastName":"Clark","country":"XX"}}""", "/travelRule/beneficiary/country")]
    public async Task Request_WithWrongData_PointsAtThem(string travelRule, string pointer)
    {
        await using var host = await WalletHost.StartAsync();
        await host.OpenAccountAsync("ana");
        await host.FundAsync("1");
        var before = await host.DigestAsync();
        var problem = await (await host.Client.SendAsync("POST", Route, Body(travelRule), WalletHost.Ana, ("Idempotency-Key", "k"))).ProblemAsync(400, "VALIDATION_FAILED");

        Assert.Equal(pointer, problem.GetProperty("errors")[0].GetProperty("pointer").GetString());
        Assert.Equal(before, await host.DigestAsync());
    }

    private static string Body(string travelRule) =>
        $$"""{"asset":"BTC","network":"bitcoin","address":"{{WalletHost.Address}}","amount":"0.001","travelRule":{{travelRule}}}""";
}
