using System.Net;
using CryptoVault.Functions.Http.Tests.Hosting;
using static CryptoVault.Functions.Http.Tests.Wallet.PaymentPeople;

namespace CryptoVault.Functions.Http.Tests.Wallet;

/// <summary>Names by which customers are paid.</summary>
public sealed class UserNameRouteTests
{
    private const string Route = "api/v1/me/user-name";

    [Fact]
    public async Task Transfer_ByUserName_ReachesItsOwnerUnderAMaskedName()
    {
        await using var host = await StartAsync();
        var me = await ChooseAsync(host, "@Ben_Trader", Ben);
        Assert.Equal("ben_trader", me.GetProperty("userName").GetString());

        var preview = await host.SendAsync(200, "POST", "api/v1/wallet/transfers/preview", Transfer("ben_trader"), Ana);
        var made = await host.SendAsync(201, "POST", "api/v1/wallet/transfers", Transfer("@BEN_TRADER"), Ana, ("Idempotency-Key", "k1"));
        var again = await host.SendAsync(201, "POST", "api/v1/wallet/transfers", Transfer("@BEN_TRADER"), Ana, ("Idempotency-Key", "k1"));
        await host.BookAsync();

        Assert.Equal("@ben_trader (0***@e***)", preview.GetProperty("recipient").GetString());
        Assert.Equal(made.GetProperty("id").GetString(), again.GetProperty("id").GetString());
        Assert.Equal("0.00100000", (await host.BalanceAsync(token: Ben)).GetProperty("available").GetString());
        await RefusedAsync(host, "ben_trader", "TRANSFER_TO_SELF", Ben);
    }

    [Fact]
    public async Task UserName_OfSomebody_IsNobodyElsesNorIsOneThatLooksLikeIt()
    {
        await using var host = await StartAsync();
        await ChooseAsync(host, "paul_smith", Ben);
        var before = await host.DigestAsync();
        foreach (var alike in new[] { "paul_smith", "PaulSmith", "pau1_smith" })
        {
            await (await PutAsync(host, alike, Cem)).ProblemAsync(409, "USER_NAME_TAKEN");
            Assert.Equal(alike == "paul_smith" ? 200 : 422, (int)(await host.Client.SendAsync("POST", "api/v1/wallet/transfers/preview", Transfer(alike), Ana)).StatusCode);
        }

        Assert.Equal(before, await host.DigestAsync());
    }

    [Fact]
    public async Task UserName_GivenUp_IsNobodysAndStaysItsOwners()
    {
        await using var host = await StartAsync();
        await ChooseAsync(host, "ben_trader", Ben);
        Assert.Equal(HttpStatusCode.NoContent, (await host.Client.SendAsync("DELETE", Route, token: Ben)).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await host.Client.SendAsync("DELETE", Route, token: Ben)).StatusCode);

        await RefusedAsync(host, "ben_trader", "RECIPIENT_NOT_FOUND");
        await (await PutAsync(host, "ben_trader", Cem)).ProblemAsync(409, "USER_NAME_TAKEN");
        host.Clock.Advance(TimeSpan.FromDays(400));
        await (await PutAsync(host, "ben_trader", Cem)).ProblemAsync(409, "USER_NAME_TAKEN");
        await ChooseAsync(host, "ben_trader", Ben);
        await host.SendAsync(200, "POST", "api/v1/wallet/transfers/preview", Transfer("ben_trader"), Ana);
    }

    [Fact]
    public async Task UserName_ChangedWithinAMonth_IsRefusedAndLeavesTheFirst()
    {
        await using var host = await StartAsync();
        await ChooseAsync(host, "ben_trader", Ben);
        await ChooseAsync(host, "ben_trader", Ben); // the same name is no change
        await host.Client.SendAsync("DELETE", Route, token: Ben);
        host.Clock.Advance(TimeSpan.FromDays(30) - TimeSpan.FromMinutes(1));
        var before = await host.DigestAsync();
        await (await PutAsync(host, "benny", Ben)).ProblemAsync(409, "USER_NAME_TOO_NEW");
        Assert.Equal(before, await host.DigestAsync());

        host.Clock.Advance(TimeSpan.FromMinutes(2));
        await ChooseAsync(host, "benny", Ben);
        await host.SendAsync(200, "POST", "api/v1/wallet/transfers/preview", Transfer("benny"), Ana);
        await RefusedAsync(host, "ben_trader", "RECIPIENT_NOT_FOUND");
    }

    [Fact]
    public async Task UserName_ChosenByManyAtOnce_IsOnes()
    {
        await using var host = await StartAsync();
        var answers = await Task.WhenAll(new[] { Ana, Ben, Cem }.Select(token => PutAsync(host, "the_one", token)));

        var winner = Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.OK);
        Assert.All(answers.Where(answer => answer != winner), answer => Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode));
    }

    [Fact]
    public async Task Transfer_ToANameOfNobodyOrOfAFrozenAccount_AnswersAlike()
    {
        await using var host = await StartAsync();
        await ChooseAsync(host, "ben_trader", Ben);
        await host.FreezeAsync(BenId);
        var frozen = await RefusedAsync(host, "ben_trader", "RECIPIENT_NOT_FOUND");

        Assert.Equal(frozen, await RefusedAsync(host, "nobody_at_all", "RECIPIENT_NOT_FOUND"));
    }

    private static Task<WalletHost> StartAsync() => WalletHost.StartAsync().WithPayersAsync("1");

    private static Task<HttpResponseMessage> PutAsync(WalletHost host, string name, string token) =>
        host.Client.SendAsync("PUT", Route, $$"""{"userName":"{{name}}"}""", token);

    private static Task<System.Text.Json.JsonElement> ChooseAsync(WalletHost host, string name, string token) =>
        host.SendAsync(200, "PUT", Route, $$"""{"userName":"{{name}}"}""", token);

    private static async Task<string?> RefusedAsync(WalletHost host, string to, string code, string payer = Ana)
    {
        var problem = await (await host.Client.SendAsync("POST", "api/v1/wallet/transfers/preview", Transfer(to), payer)).ProblemAsync(422, code);
        return problem.GetProperty("detail").GetString();
    }

    private static string Transfer(string to) => $$"""{"to":"{{to}}","asset":"BTC","amount":"0.001"}""";
}
