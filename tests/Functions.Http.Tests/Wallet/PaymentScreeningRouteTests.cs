using CryptoVault.Compliance.NameScreening;
using CryptoVault.Functions.Http.Tests.Hosting;
using CryptoVault.Wallets.Transfers;
using Microsoft.Extensions.DependencyInjection;
using static CryptoVault.Functions.Http.Tests.Wallet.PaymentPeople;

namespace CryptoVault.Functions.Http.Tests.Wallet;

/// <summary>Payments are screened like withdrawals; small ones are exempt from cool-offs and the behaviour score.</summary>
public sealed class PaymentScreeningRouteTests
{
    private const string Route = "api/v1/wallet/transfers";

    [Fact]
    public async Task Transfer_WithAListedNameInItsMemo_IsRefusedWithoutAReasonAndRecordedForCompliance()
    {
        await using var host = await StartAsync();
        var refused = await PayAsync(host, "0.0001", "k1", "from Vanterpool-Quill, Ludmil Oraxis");
        var problem = await refused.ProblemAsync(403, "TRANSFER_REFUSED");

        Assert.Equal("We cannot carry out this payment.", problem.GetProperty("detail").GetString());
        var record = Assert.Single(host.AuditsOf("transfer.refused"));
        Assert.Contains("shipped-sanctions-invented", record, StringComparison.Ordinal);
        Assert.DoesNotContain("Ludmil", record, StringComparison.OrdinalIgnoreCase);
        await NothingWasPaidAsync(host);
        Assert.Equal(201, (int)(await PayAsync(host, "0.0001", "k2", "from Ludmil")).StatusCode);
    }

    [Fact]
    public async Task Transfer_ToAListedUserName_IsRefusedLikeAnyOther()
    {
        await using var host = await StartAsync();
        await host.SendAsync(200, "PUT", "api/v1/me/user-name", """{"userName":"ludmil_vanterpool"}""", Ben);
        var problem = await (await PayAsync(host, "0.0001", "k1")).ProblemAsync(403, "TRANSFER_REFUSED");

        Assert.DoesNotContain("name", problem.GetProperty("detail").GetString(), StringComparison.OrdinalIgnoreCase);
        await NothingWasPaidAsync(host);
    }

    [Fact]
    public async Task Transfer_WhileNoListIsLoaded_WaitsAndChangesNothing()
    {
        var lists = NameLists.Of([]);
        await using var host = await StartAsync(services => services.AddSingleton<INameScreening>(new ListNameScreening(() => lists, TimeProvider.System)));
        var before = await host.DigestAsync();
        var problem = await (await PayAsync(host, "0.0001", "k1")).ProblemAsync(503, "SERVICE_UNAVAILABLE");
        Assert.DoesNotContain("list", problem.GetProperty("detail").GetString(), StringComparison.OrdinalIgnoreCase);
        Assert.Equal(before, await host.DigestAsync());

        lists = NameLists.Of([new("some", ["Somebody Else"])]);
        Assert.Equal(201, (int)(await PayAsync(host, "0.0001", "k1")).StatusCode);
        lists = NameLists.Of([]);
        Assert.Equal(201, (int)(await PayAsync(host, "0.0001", "k1")).StatusCode); // it is made, whatever can be screened now
    }

    [Fact]
    public async Task Transfer_ThatIsUnlikeThePayer_IsRefusedAndChangesNothing_AndASmallOneGoes()
    {
        await using var host = await StartAsync();
        host.Clock.Advance(TimeSpan.FromDays(200));
        await host.FundAsync("1", Ana);
        var before = await host.DigestAsync();

        // Dormant, money that just came in, to somebody new, just under the step-up.
        await (await PayAsync(host, "0.0095", "k1")).ProblemAsync(403, "TRANSFER_UNUSUAL");
        Assert.Equal(before, await host.DigestAsync());
        Assert.Equal(201, (int)(await PayAsync(host, "0.00099", "k2")).StatusCode); // 99 dollars: exempt
        Assert.Equal(201, (int)(await PayAsync(host, "0.0095", "k1")).StatusCode); // nobody new any more
    }

    [Fact]
    public async Task Transfer_WhileWithdrawalsAreBlocked_IsRefusedAndChangesNothing_AndASmallOneGoes()
    {
        await using var host = await StartAsync();
        await host.ChangeAsync(AnaId, profile => profile.WithWithdrawalsBlocked(host.Clock.GetUtcNow().AddHours(24)));
        var before = await host.DigestAsync();
        await (await PayAsync(host, "0.001", "k1")).ProblemAsync(403, "WITHDRAWALS_BLOCKED");
        Assert.Equal(before, await host.DigestAsync());

        Assert.Equal(201, (int)(await PayAsync(host, "0.00099", "k2")).StatusCode);
        host.Clock.Advance(TimeSpan.FromHours(24));
        Assert.Equal(201, (int)(await PayAsync(host, "0.001", "k1")).StatusCode);
    }

    [Fact]
    public async Task Transfer_Made_RecordsWhatDecided()
    {
        await using var host = await StartAsync();
        await host.PublishPolicyAsync("""{"name":"inside","outcome":"allow","destinations":["internal"],"fromUsd":"100"}""");
        await PayAsync(host, "0.00099", "small");
        await PayAsync(host, "0.001", "large");
        var made = await host.Get<ReadTransfers>().ListAsync(AnaId, 10, null);

        var checks = made.Items.Select(one => one.Checks!).OrderBy(one => one.Risk ?? -1).ToArray();
        Assert.Equal([("no-rule", 1, null), ("inside", 1, (int?)20)], checks.Select(one => (one.Rule, one.PolicyVersion, one.Risk)));
        Assert.All(checks, one => Assert.NotEmpty(one.NameListVersion));
    }

    [Fact]
    public async Task Limits_AfterAPayment_TellWhatIsLeftOfBoth()
    {
        await using var host = await StartAsync();
        await PayAsync(host, "0.01", "k1");
        var limits = await host.SendAsync(200, "GET", "api/v1/wallet/limits", token: Ana);

        Assert.Equal(
            [(24, "50000.00000000", "1000.00000000", "49000.00000000"), (720, "500000.00000000", "1000.00000000", "499000.00000000")],
            limits.GetProperty("transfers").EnumerateArray().Select(window => (
                window.GetProperty("hours").GetInt32(), window.GetProperty("maxUsd").GetString(), window.GetProperty("usedUsd").GetString(), window.GetProperty("leftUsd").GetString())));
        Assert.True(limits.GetProperty("transfers")[0].GetProperty("freeFrom").GetDateTimeOffset() > host.Clock.GetUtcNow().AddHours(24));
        Assert.Equal("0.00000000", limits.GetProperty("withdrawals")[0].GetProperty("usedUsd").GetString());
    }

    private static Task<WalletHost> StartAsync(Action<IServiceCollection>? replace = null) => WalletHost.StartAsync(replace).WithPayersAsync("1");

    private static Task<HttpResponseMessage> PayAsync(WalletHost host, string amount, string key, string memo = "m") => host.Client.SendAsync(
        "POST", Route, $$"""{"to":"{{BenId}}@example.com","asset":"BTC","amount":"{{amount}}","memo":"{{memo}}"}""", Ana, ("Idempotency-Key", key));

    private static async Task NothingWasPaidAsync(WalletHost host)
    {
        Assert.Equal("1.00000000", (await host.BalanceAsync(token: Ana)).GetProperty("available").GetString());
        Assert.Empty((await host.SendAsync(200, "GET", Route, token: Ana)).GetProperty("items").EnumerateArray());
        var limits = await host.SendAsync(200, "GET", "api/v1/wallet/limits", token: Ana);
        Assert.All(limits.GetProperty("transfers").EnumerateArray(), window => Assert.Equal("0.00000000", window.GetProperty("usedUsd").GetString()));
        Assert.DoesNotContain(host.Mails(), mail => mail.Template.StartsWith("transfer-", StringComparison.Ordinal));
    }
}
