using System.Globalization;
using System.Text.Json.Nodes;
using CryptoVault.DemoPlayer.Client;
using CryptoVault.EndToEnd.Tests.Hosting;

namespace CryptoVault.EndToEnd.Tests;

/// <summary>Customers pay each other, over HTTP against a real host.</summary>
public sealed class TransferTests
{
    [Fact]
    public async Task Transfer_ToAnotherCustomer_ArrivesOnceHoweverOftenItIsAsked()
    {
        await using var pair = await HostPair.StartAsync();
        var (ana, ben) = (await BalanceAsync(pair, "ana"), await BalanceAsync(pair, "ben"));

        var preview = (await PostAsync(pair, 0, "api/v1/wallet/transfers/preview", "25.5", "ana")).Expect(200);
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(host => PostAsync(pair, host, "api/v1/wallet/transfers", "25.5", "ana")));

        Assert.Equal(("b***@demo.cryptovault.test", "25.50000000", "0.00000000"), (preview["recipient"], preview["amount"], preview["fee"]));
        Assert.All(answers, answer => Assert.Equal(201, answer.Status));
        Assert.Single(answers.Select(answer => answer["id"]).Distinct());
        await pair.EventuallyAsync(async () => await BalanceAsync(pair, "ben") == ben + 25.5m, "ben's money");
        Assert.Equal(ana - 25.5m, await BalanceAsync(pair, "ana"));
        var listed = (await pair.Api(1).GetAsync("api/v1/wallet/transfers", pair.TokenOf("ana"))).Expect(200);
        Assert.Equal("lunch", Assert.Single(listed.Items).TextOf("memo"));
        var found = (await pair.Api(0).GetAsync($"api/v1/wallet/transfers/{answers[0]["id"]}", pair.TokenOf("ana"))).Expect(200);
        Assert.Equal((listed.Items.Single().TextOf("id"), "25.50000000"), (found["id"], found["amount"]));
        Assert.Equal("TRANSFER_NOT_FOUND", (await pair.Api(0).GetAsync($"api/v1/wallet/transfers/{found["id"]}", pair.TokenOf("ben"))).Expect(404).Code);
        var report = (await pair.Api(0).GetAsync("api/v1/admin/ledger/verify", pair.TokenOf("adam"))).Expect(200);
        Assert.True(report.Body.GetProperty("isSound").GetBoolean(), report.Text);
    }

    [Fact]
    public async Task Transfer_WithTheKeyOfAnother_IsRefusedAndMovesNothing()
    {
        await using var pair = await HostPair.StartAsync();
        (await PostAsync(pair, 0, "api/v1/wallet/transfers", "1", "ana")).Expect(201);
        await pair.EventuallyAsync(async () => (await BalanceAsync(pair, "ana")) > 0, "a balance");
        var before = await BalanceAsync(pair, "ana");

        var answer = await PostAsync(pair, 0, "api/v1/wallet/transfers", "2", "ana");

        Assert.Equal((422, "IDEMPOTENCY_KEY_REUSED"), (answer.Status, answer.Code));
        Assert.Equal(before, await BalanceAsync(pair, "ana"));
    }

    private static Task<Answer> PostAsync(HostPair pair, int host, string route, string amount, string payer) => pair.Api(host).PostAsync(
        route,
        new JsonObject { ["to"] = DefaultHost.EmailOf("ben"), ["asset"] = "USDT", ["amount"] = amount, ["memo"] = "lunch" },
        pair.TokenOf(payer),
        route.EndsWith("preview", StringComparison.Ordinal) ? [] : [("Idempotency-Key", "lunch-1")]);

    private static async Task<decimal> BalanceAsync(HostPair pair, string owner)
    {
        var balances = (await pair.Api(0).GetAsync("api/v1/wallet/balances", pair.TokenOf(owner))).Expect(200);
        return balances.Items.Where(one => one.TextOf("asset") == "USDT").Sum(one => decimal.Parse(one.TextOf("total"), CultureInfo.InvariantCulture));
    }
}
