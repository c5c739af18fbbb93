using System.Text.Json;
using CryptoVault.Functions.Http.Tests.Hosting;
using CryptoVault.Functions.Http.Tests.Wallet;

namespace CryptoVault.Functions.Http.Tests.Admin;

public sealed class AdjustmentRouteTests
{
    private const string Customer = "0198c0de-0000-7000-8000-00000000a0a0";
    private const string CustomerToken = Customer + "+customer+kyc2";
    private const string Tina = "tina+treasury";
    private const string Adam = "adam+admin";
    private const string Routes = "api/v1/admin/adjustments";

    [Fact]
    public async Task Adjustment_ProposedAndApproved_MovesTheMoneyAndShowsWhoDidIt()
    {
        await using var host = await StartAsync();

        var response = await host.Client.SendAsync("POST", Routes, Body("decrease"), Tina, ("Idempotency-Key", "k1"));
        var proposed = await response.JsonAsync();
        var id = proposed.GetProperty("id").GetString();
        Assert.Equal((201, $"/{Routes}/{id}", "\"1\""), ((int)response.StatusCode, response.Headers.Location!.OriginalString, response.Headers.ETag!.Tag));
        Assert.Equal(("0.40000000", "0.10000000"), await BalanceAsync(host));

        await RefusedAsync(host, 428, "PRECONDITION_REQUIRED", $"{Routes}/{id}/approve", Adam);
        await RefusedAsync(host, 412, "VERSION_MISMATCH", $"{Routes}/{id}/approve", Adam, ("If-Match", "\"2\""));
        await RefusedAsync(host, 403, "APPROVER_IS_PROPOSER", $"{Routes}/{id}/approve", Tina, ("If-Match", "\"1\""));
        await RefusedAsync(host, 403, "APPROVER_IS_BENEFICIARY", $"{Routes}/{id}/approve", Customer + "+treasury", ("If-Match", "\"1\""));
        Assert.Equal(("0.40000000", "0.10000000"), await BalanceAsync(host));

        var approved = await host.SendAsync(200, "POST", $"{Routes}/{id}/approve", """{"reason":"seen the ticket"}""", Adam, ("If-Match", "\"1\""));
        await host.BookAsync();

        Assert.Equal(("approved", "adam", "seen the ticket"), (
            Text(approved, "status"), Text(approved.GetProperty("decided"), "userId"), Text(approved.GetProperty("decided"), "reason")));
        Assert.Equal(("0.40000000", "0.00000000"), await BalanceAsync(host));
        await RefusedAsync(host, 409, "ADJUSTMENT_CLOSED", $"{Routes}/{id}/reject", Adam, ("If-Match", "\"2\""));

        var read = await host.Client.SendAsync("GET", $"{Routes}/{id}", null, "olga+auditor", ("If-None-Match", "\"2\""));
        Assert.Equal(304, (int)read.StatusCode);
        Assert.Equal(id, Text(Assert.Single(Items(await host.SendAsync(200, "GET", $"{Routes}?status=approved", token: Adam))), "id"));
        Assert.Empty(Items(await host.SendAsync(200, "GET", $"{Routes}?status=pending", token: Adam)));
        var kinds = Items(await host.SendAsync(200, "GET", "api/v1/wallet/entries", token: CustomerToken)).Select(entry => Text(entry, "kind")!).ToArray();
        Assert.Equal(["adjustment", "hold", "hold", "deposit"], kinds);
    }

    [Fact]
    public async Task Propose_SentAgain_GivesTheSame_AndOfMoreThanThereIsIsRefused()
    {
        await using var host = await StartAsync();
        var first = await host.SendAsync(201, "POST", Routes, Body("decrease"), Tina, ("Idempotency-Key", "k1"));
        var again = await host.SendAsync(201, "POST", Routes, Body("decrease"), Tina, ("Idempotency-Key", "k1"));
        Assert.Equal(Text(first, "id"), Text(again, "id"));
        var balance = await BalanceAsync(host);

        Assert.Equal("INSUFFICIENT_FUNDS", Text(await host.SendAsync(409, "POST", Routes, Body("decrease", "0.5"), Tina, ("Idempotency-Key", "k2")), "code"));
        Assert.Equal("IDEMPOTENCY_KEY_REUSED", Text(await host.SendAsync(422, "POST", Routes, Body("increase"), Tina, ("Idempotency-Key", "k1")), "code"));
        await host.SendAsync(403, "POST", Routes, Body("increase"), CustomerToken, ("Idempotency-Key", "k3"));
        Assert.Equal(balance, await BalanceAsync(host));
    }

    [Fact]
    public async Task Reconcile_AfterTheTimeToDecide_EndsTheProposalAndSaysSo()
    {
        await using var host = await StartAsync();
        var proposed = await host.SendAsync(201, "POST", Routes, Body("decrease"), Tina, ("Idempotency-Key", "k1"));
        host.Clock.Advance(TimeSpan.FromDays(4));

        var report = await host.SendAsync(200, "POST", "api/v1/admin/ledger/reconcile", token: Adam);

        Assert.Equal(["holds 1", "adjustments 1"], report.GetProperty("expired").EnumerateArray().Select(run => $"{Text(run, "what")} {run.GetProperty("expired")}"));
        Assert.Equal(("0.50000000", "0.00000000"), await BalanceAsync(host));
        var ended = await host.SendAsync(200, "GET", $"{Routes}/{Text(proposed, "id")}", token: Adam);
        Assert.Equal("expired", Text(ended, "status"));
        await RefusedAsync(host, 409, "ADJUSTMENT_CLOSED", $"{Routes}/{Text(proposed, "id")}/approve", Adam, ("If-Match", "\"2\""));
    }

    [Fact]
    public async Task Verify_AfterAPaperAdjustment_ShowsBothLedgersAndWhatCustodyHolds()
    {
        await using var host = await StartAsync();
        var proposed = await host.SendAsync(
            201, "POST", Routes, Body("increase").Replace("{\"", "{\"ledger\":\"paper\",\"", StringComparison.Ordinal), Tina, ("Idempotency-Key", "k1"));
        await host.SendAsync(200, "POST", $"{Routes}/{Text(proposed, "id")}/approve", """{"reason":"play money"}""", Adam, ("If-Match", "\"1\""));
        await host.BookAsync();

        var report = await host.SendAsync(200, "GET", "api/v1/admin/ledger/verify", token: Adam);

        Assert.True(report.GetProperty("isSound").GetBoolean(), report.ToString());
        Assert.Equal(["real 50000000", "paper 10000000"], report.GetProperty("assets").EnumerateArray().Select(one => $"{Text(one, "ledger")} {Text(one, "liabilities")}"));
        var custody = Assert.Single(report.GetProperty("custody").EnumerateArray());
        Assert.Equal(("BTC", "50000000", "balanced"), (Text(custody, "asset"), Text(custody, "custodian"), Text(custody, "state")));
        Assert.Equal(("0.50000000", "0.00000000"), await BalanceAsync(host));
    }

    private static async Task<WalletHost> StartAsync()
    {
        var host = await WalletHost.StartAsync();
        await host.OpenAccountAsync(Customer);
        await host.FundAsync("0.5", CustomerToken);
        await host.BookAsync();
        return host;
    }

    private static string Body(string direction, string amount = "0.1") =>
        $$"""{"userId":"{{Customer}}","asset":"BTC","amount":"{{amount}}","direction":"{{direction}}","kind":"revenue","reason":"a fee that was wrong","reference":"ticket 7"}""";

    private static async Task RefusedAsync(WalletHost host, int status, string code, string path, string token, params (string, string)[] headers) =>
        Assert.Equal(code, Text(await host.SendAsync(status, "POST", path, """{"reason":"why not"}""", token, headers), "code"));

    private static async Task<(string?, string?)> BalanceAsync(WalletHost host)
    {
        var balance = await host.BalanceAsync(token: CustomerToken);
        return (Text(balance, "available"), Text(balance, "held"));
    }

    private static IEnumerable<JsonElement> Items(JsonElement list) => list.GetProperty("items").EnumerateArray();

    private static string? Text(JsonElement element, string member) => element.GetProperty(member).GetString();
}
