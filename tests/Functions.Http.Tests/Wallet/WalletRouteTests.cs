using CryptoVault.Functions.Http.Tests.Hosting;

namespace CryptoVault.Functions.Http.Tests.Wallet;

public sealed class WalletRouteTests
{
    [Fact]
    public async Task Faucet_ThenReads_ShowTheMoneyAndWhereItCameFrom()
    {
        await using var host = await WalletHost.StartAsync();
        var sent = await host.FundAsync("0.5");
        await host.BookAsync();

        var deposit = (await host.SendAsync(200, "GET", "api/v1/wallet/deposits")).GetProperty("items")[0];
        Assert.Equal(sent.GetProperty("depositId").GetString(), deposit.GetProperty("id").GetString());
        Assert.Equal(("credited", "0.50000000", 3, 3), (
            deposit.GetProperty("status").GetString(), deposit.GetProperty("amount").GetString(),
            deposit.GetProperty("confirmations").GetInt32(), deposit.GetProperty("requiredConfirmations").GetInt32()));

        var address = await host.SendAsync(200, "POST", "api/v1/wallet/deposit-addresses", """{"asset":"BTC","network":"bitcoin"}""");
        Assert.Equal(deposit.GetProperty("address").GetString(), address.GetProperty("address").GetString());

        var balance = await host.BalanceAsync();
        Assert.Equal(("0.50000000", "0.00000000", "0.50000000"), (
            balance.GetProperty("available").GetString(), balance.GetProperty("held").GetString(), balance.GetProperty("total").GetString()));

        var entry = Assert.Single((await host.SendAsync(200, "GET", "api/v1/wallet/entries?asset=BTC")).GetProperty("items").EnumerateArray());
        Assert.Equal(("deposit", "available", "0.50000000"), (
            entry.GetProperty("kind").GetString(), entry.GetProperty("account").GetString(), entry.GetProperty("amount").GetString()));
        Assert.Equal("deposit", entry.GetProperty("reference").GetProperty("type").GetString());
    }

    [Fact]
    public async Task Lists_InPages_GiveEverythingOnceAndOnlyOnesOwn()
    {
        await using var host = await WalletHost.StartAsync();
        for (var i = 0; i < 5; i++)
        {
            await host.FundAsync($"0.{i + 1}");
        }

        foreach (var list in new[] { "deposits", "entries" })
        {
            var seen = new List<string>();
            string? cursor = null;
            do
            {
                var page = await host.SendAsync(200, "GET", $"api/v1/wallet/{list}?limit=2{(cursor is null ? "" : $"&cursor={cursor}")}");
                seen.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString()!));
                cursor = page.GetProperty("nextCursor").GetString();
            }
            while (cursor is not null);

            Assert.Equal(5, seen.Count);
            Assert.Equal(5, seen.Distinct().Count());
            Assert.Empty((await host.SendAsync(200, "GET", $"api/v1/wallet/{list}", token: WalletHost.Ben)).GetProperty("items").EnumerateArray());
        }
    }

    [Fact]
    public async Task Lists_WithFilters_GiveOnlyWhatMatches()
    {
        await using var host = await WalletHost.StartAsync();
        await host.FundAsync("0.5");
        await host.WithdrawAsync("0.1");

        foreach (var (list, counts) in new[] { ("deposits?status=credited", 1), ("deposits?status=pending", 0), ("deposits?asset=ETH", 0), ("deposits?network=bitcoin&asset=BTC", 1),
            ("withdrawals?status=requested", 1), ("withdrawals?status=manual_review", 0), ("withdrawals?network=tron", 0), ("withdrawals?to=2001-01-01T00:00:00Z", 0),
            ("entries?kind=deposit", 1), ("entries?kind=hold&asset=BTC", 2), ("entries?kind=trade", 0), ("entries?from=2001-01-01T00:00:00Z", 3) })
        {
            var found = await host.SendAsync(200, "GET", $"api/v1/wallet/{list}");
            Assert.True(counts == found.GetProperty("items").GetArrayLength(), $"{list}: {found}");
        }
    }

    [Fact]
    public async Task Entries_AsCsv_AreAllOfThemOldestFirst()
    {
        await using var host = await WalletHost.StartAsync();
        await host.FundAsync("0.5");
        await host.WithdrawAsync("0.1");
        var answer = await host.Client.SendAsync("GET", "api/v1/wallet/entries?format=csv", token: WalletHost.Ana);
        var lines = (await answer.Content.ReadAsStringAsync()).Split("\r\n");

        Assert.Equal("text/csv", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("entries.csv", answer.Content.Headers.ContentDisposition?.FileName?.Trim('"'));
        Assert.Equal("time,kind,asset,account,amount,balance,reference_type,reference_id,id", lines[0]);
        Assert.Equal(
            ["deposit,BTC,available,0.50000000,0.50000000,deposit", "hold,BTC,available,-0.10002000,0.39998000,withdrawal", "hold,BTC,held,0.10002000,0.10002000,withdrawal"],
            lines[1..4].Select(line => string.Join(',', line.Split(',')[1..7])));
        Assert.Equal(["", ""], [lines[4], lines.ElementAtOrDefault(5) ?? ""]);

        var byHeader = await host.Client.SendAsync("GET", "api/v1/wallet/entries?kind=deposit", null, WalletHost.Ana, ("Accept", "text/csv"));
        Assert.Equal(3, (await byHeader.Content.ReadAsStringAsync()).Split("\r\n").Length);
    }

    [Fact]
    public async Task Quote_ThenRequest_HoldsWhatWasQuoted()
    {
        await using var host = await WalletHost.StartAsync();
        await host.FundAsync("0.5");
        var open = await host.SendAsync(200, "POST", "api/v1/wallet/withdrawals/quote", """{"asset":"BTC","network":"bitcoin"}""");
        var quote = await host.SendAsync(200, "POST", "api/v1/wallet/withdrawals/quote", """{"asset":"BTC","network":"bitcoin","amount":"0.1"}""");
        var dear = await host.SendAsync(200, "POST", "api/v1/wallet/withdrawals/quote", """{"asset":"BTC","network":"bitcoin","amount":"5"}""");
        await host.WithdrawAsync("0.1");

        Assert.Equal(("0.49998000", false), (open.GetProperty("maxWithdrawable").GetString(), open.TryGetProperty("total", out _)));
        Assert.Equal((8, true, false), (quote.GetProperty("precision").GetInt32(), quote.GetProperty("isPossible").GetBoolean(), dear.GetProperty("isPossible").GetBoolean()));
        Assert.Equal((await host.BalanceAsync()).GetProperty("held").GetString(), quote.GetProperty("total").GetString());
    }

    [Fact]
    public async Task DepositAddress_WithAnAmount_HasItsPaymentLinkAndQrCode()
    {
        await using var host = await WalletHost.StartAsync();
        var plain = await host.SendAsync(200, "POST", "api/v1/wallet/deposit-addresses", """{"asset":"ETH","network":"ethereum"}""");
        var asking = await host.SendAsync(200, "POST", "api/v1/wallet/deposit-addresses", """{"asset":"ETH","network":"ethereum","amount":"1.5"}""");
        var address = plain.GetProperty("address").GetString();

        Assert.Equal(($"ethereum:{address}@1", $"ethereum:{address}@1?value=1500000000000000000"), (
            plain.GetProperty("paymentUri").GetString(), asking.GetProperty("paymentUri").GetString()));
        Assert.StartsWith("<svg ", plain.GetProperty("qrCodeSvg").GetString(), StringComparison.Ordinal);
        Assert.NotEqual(plain.GetProperty("qrCodeSvg").GetString(), asking.GetProperty("qrCodeSvg").GetString());
    }

    [Fact]
    public async Task Verify_AfterDepositsAndAWithdrawal_IsSound()
    {
        await using var host = await WalletHost.StartAsync();
        await host.FundAsync("0.5");
        await host.WithdrawAsync("0.1");
        await host.BookAsync();
        var report = await host.SendAsync(200, "GET", "api/v1/admin/ledger/verify", token: "otto+auditor");

        Assert.True(report.GetProperty("isSound").GetBoolean(), report.ToString());
        Assert.Equal(1, report.GetProperty("openHolds").GetInt32());
        Assert.Equal("50000000", report.GetProperty("assets")[0].GetProperty("custody").GetString());
    }

    [Theory]
    [InlineData("GET", "api/v1/wallet/balances")]
    [InlineData("GET", "api/v1/wallet/entries")]
    [InlineData("GET", "api/v1/wallet/deposits")]
    [InlineData("POST", "api/v1/wallet/deposit-addresses")]
    [InlineData("POST", "api/v1/dev/faucet")]
    [InlineData("POST", "api/v1/wallet/withdrawals")]
    [InlineData("GET", "api/v1/wallet/withdrawals")]
    [InlineData("POST", "api/v1/wallet/withdrawals/quote")]
    [InlineData("GET", "api/v1/compliance/cases")]
    [InlineData("GET", "api/v1/compliance/cases/00000000-0000-7000-8000-000000000000")]
    [InlineData("POST", "api/v1/compliance/cases/00000000-0000-7000-8000-000000000000/decisions")]
    [InlineData("GET", "api/v1/admin/ledger/verify")]
    public async Task Route_WithoutTokenOrRole_IsRefused(string method, string path)
    {
        await using var host = await WalletHost.StartAsync();
        await (await host.Client.SendAsync(method, path)).ProblemAsync(401, "AUTHENTICATION_REQUIRED");
        await (await host.Client.SendAsync(method, path, token: "sue+support")).ProblemAsync(403, "ROLE_MISSING");
    }

    [Theory]
    [InlineData("GET", "wallet/balances?asset=BTC", null, "?asset")]
    [InlineData("GET", "wallet/entries?asset=BTX", null, "?asset")]
    [InlineData("GET", "wallet/entries?limit=0", null, "?limit")]
    [InlineData("GET", "wallet/entries?kind=gift", null, "?kind")]
    [InlineData("GET", "wallet/entries?format=xml", null, "?format")]
    [InlineData("GET", "wallet/entries?format=csv&limit=5", null, "?limit")]
    [InlineData("GET", "wallet/entries?from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z", null, "?from")]
    [InlineData("GET", "wallet/deposits?status=done", null, "?status")]
    [InlineData("GET", "wallet/withdrawals?status=Completed", null, "?status")]
    [InlineData("GET", "wallet/withdrawals?network=lightning", null, "?network")]
    [InlineData("POST", "wallet/withdrawals/quote", """{"asset":"BTC","network":"tron"}""", "/network")]
    [InlineData("POST", "wallet/withdrawals/quote", """{"asset":"BTC","network":"bitcoin","amount":"0.000000001"}""", "/amount")]
    [InlineData("POST", "wallet/withdrawals/quote", """{"asset":"BTC","network":"bitcoin","amount":1}""", "/amount")]
    [InlineData("POST", "wallet/deposit-addresses", """{"asset":"BTC","network":"bitcoin","amount":"0"}""", "/amount")]
    [InlineData("GET", "wallet/entries?cursor=abc", null, "?cursor")]
    [InlineData("GET", "wallet/deposits?limit=101", null, "?limit")]
    [InlineData("GET", "wallet/deposits?state=all", null, "?state")]
    [InlineData("GET", "wallet/withdrawals?cursor=AAAAAAAAAAAAAAAAAAAAAAAAAAAA", null, "?cursor")]
    [InlineData("GET", "wallet/withdrawals?limit=ten", null, "?limit")]
    [InlineData("POST", "wallet/deposit-addresses", """{"asset":"BTC","network":"lightning"}""", "/network")]
    [InlineData("POST", "wallet/deposit-addresses", """{"asset":"DOGE","network":"bitcoin"}""", "/asset")]
    [InlineData("POST", "wallet/deposit-addresses", """{"asset":"BTC"}""", "/network")]
    [InlineData("POST", "wallet/deposit-addresses", """{"asset":"BTC","network":"bitcoin","memo":"x"}""", "/memo")]
    [InlineData("POST", "dev/faucet", """{"asset":"BTC","amount":0.5}""", "/amount")]
    [InlineData("POST", "dev/faucet", """{"asset":"BTC","amount":"-1"}""", "/amount")]
    [InlineData("POST", "dev/faucet", """{"asset":"DOGE","amount":"1"}""", "/asset")]
    [InlineData("POST", "wallet/withdrawals", """{"asset":"BTC","network":"bitcoin","address":"bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdx","amount":"0.1"}""", "/address")]
    [InlineData("POST", "wallet/withdrawals", """{"asset":"BTC","network":"bitcoin","address":"bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq","amount":0.1}""", "/amount")]
    [InlineData("POST", "wallet/withdrawals", """{"asset":"BTC","network":"bitcoin","address":"bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq","amount":"0.000000001"}""", "/amount")]
    [InlineData("POST", "wallet/withdrawals", """{"asset":"BTC","network":"bitcoin","address":"bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq","amount":"0.00000001"}""", "/amount")]
    [InlineData("POST", "wallet/withdrawals", """{"asset":"DOGE","network":"bitcoin","address":"bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq","amount":"1"}""", "/asset")]
    [InlineData("POST", "wallet/withdrawals/00000000-0000-7000-8000-000000000000/confirm", """{"token":""}""", "/token")]
    [InlineData("POST", "wallet/withdrawals/00000000-0000-7000-8000-000000000000/confirm", """{"code":"x"}""", "/code")]
    [InlineData("GET", "compliance/cases?state=opne", null, "?state")]
    [InlineData("GET", "compliance/cases?limit=1000", null, "?limit")]
    [InlineData("POST", "compliance/cases/00000000-0000-7000-8000-000000000000/decisions", """{"decision":"maybe","reason":"x"}""", "/decision")]
    [InlineData("POST", "compliance/cases/00000000-0000-7000-8000-000000000000/decisions", """{"decision":"approve","reason":""}""", "/reason")]
    [InlineData("GET", "admin/ledger/verify?deep=true", null, "?deep")]
    public async Task Route_WithBadInput_NamesTheFieldAndChangesNothing(string method, string path, string? json, string pointer)
    {
        await using var host = await WalletHost.StartAsync();
        await host.FundAsync("1");
        var before = await host.DigestAsync();
        var response = await host.Client.SendAsync(
            method, $"api/v1/{path}", json, "ana+customer+kyc2+compliance_reviewer+auditor", ("Idempotency-Key", "k"), ("If-Match", "\"1\""));

        Assert.Equal(pointer, (await response.ProblemAsync(400, "VALIDATION_FAILED")).Field(pointer).GetProperty("pointer").GetString());
        Assert.Equal(before, await host.DigestAsync());
    }
}
