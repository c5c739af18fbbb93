using System.Text.Json;
using CryptoVault.Functions.Http.Tests.Hosting;
using CryptoVault.Wallets.Custody;
using CryptoVault.Wallets.Networks;
using CryptoVault.Wallets.Withdrawals.Steps;

namespace CryptoVault.Functions.Http.Tests.Wallet;

/// <summary>A reviewer has everything about a withdrawal in one answer.</summary>
public sealed class DossierRouteTests
{
    private const string AnaId = "0198c0de-0000-7000-8000-0000000000a1";
    private const string Ana = AnaId + "+customer+kyc2";
    private const string Listed = "3Jiof2BxodLUGWAMMj9D8aZHDM8fKp9sYQ"; // of the list that is shipped
    private const string Told = """{"wallet":"provider","providerName":"Bob VASP","originator":{"lastName":"Howard"},"beneficiary":{"companyName":"Acme"}}""";

    [Fact]
    public async Task Dossier_OfACustomerWithAPast_HasEachPart()
    {
        await using var host = await StartAsync();
        await PaidAsync(host, "0.002", "k1");
        await PaidAsync(host, "0.001", "k2");
        var dossier = await WaitingAsync(host, "0.1", WalletHost.Address);

        var customer = dossier.GetProperty("customer");
        Assert.Equal((AnaId, $"{AnaId}@example.com", "DE", "active"), (Text(customer, "userId"), Text(customer, "email"), Text(customer, "country"), Text(customer, "status")));
        Assert.Equal(0, customer.GetProperty("kycLevel").GetInt32()); // the account's own, whatever the token says
        Assert.Equal("BTC", Text(Assert.Single(dossier.GetProperty("balances").EnumerateArray()), "asset"));
        Assert.Equal("0.10000000", Text(dossier.GetProperty("withdrawal"), "amount"));
        Assert.Equal("pending_approval", Text(dossier.GetProperty("steps").EnumerateArray().Last(), "status"));

        var limits = dossier.GetProperty("limits");
        Assert.Equal((2, "10000.00000000"), (limits.GetProperty("level").GetInt32(), Text(limits, "valueUsd")));
        Assert.Equal((3, "10300.00000000", "50000.00000000"), (
            limits.GetProperty("day").GetProperty("count").GetInt32(), Text(limits.GetProperty("day"), "usd"), Text(limits.GetProperty("day"), "maxUsd")));
        Assert.Equal("500000.00000000", Text(limits.GetProperty("month"), "maxUsd"));

        var history = dossier.GetProperty("addressHistory");
        Assert.Equal((2, 2, "0.00300000"), (history.GetProperty("withdrawals").GetInt32(), history.GetProperty("completed").GetInt32(), Text(history, "completedAmount")));
        Assert.True(history.GetProperty("firstAt").GetDateTimeOffset() <= history.GetProperty("lastAt").GetDateTimeOffset());
        Assert.Equal(["0.00200000", "0.00100000"], dossier.GetProperty("similar").EnumerateArray().Select(one => Text(one, "amount")));

        var screening = dossier.GetProperty("screening");
        Assert.Equal("clear", Text(screening, "outcome"));
        Assert.True(screening.GetProperty("listedAddresses").GetInt32() > 0);
        Assert.NotEmpty(Text(screening, "listVersion")!);
        Assert.Equal("clear", Text(dossier.GetProperty("nameScreening"), "outcome"));
        Assert.True(dossier.GetProperty("nameScreening").GetProperty("listedNames").GetInt32() > 0);
        var risk = dossier.GetProperty("risk");
        var factors = risk.GetProperty("factors").EnumerateArray().ToArray();
        Assert.Equal(risk.GetProperty("score").GetInt32(), factors.Sum(factor => factor.GetProperty("points").GetInt32()));
        Assert.Contains("DEPOSIT_THEN_WITHDRAW", factors.Select(factor => Text(factor, "code")));
        Assert.All(factors, factor => Assert.Matches("[0-9]", Text(factor, "explanation")!)); // with its figures

        Assert.Equal(("one_time", "eu", true), (
            Text(dossier.GetProperty("destination"), "kind"), Text(dossier.GetProperty("travelRule"), "jurisdiction")!.ToLowerInvariant(),
            dossier.GetProperty("travelRule").GetProperty("hasData").GetBoolean()));
        Assert.Equal(["Acme", "Bob VASP"], dossier.GetProperty("travelRule").GetProperty("beneficiaries").EnumerateArray().Select(name => name.GetString()));
        Assert.Equal("approve", Text(dossier.GetProperty("policy"), "outcome"));
        Assert.NotEmpty(Text(dossier.GetProperty("policy"), "rule")!);
    }

    [Fact]
    public async Task Dossier_OfAListedAddress_NamesTheEntryAndTheCustomerIsNotTold()
    {
        await using var host = await StartAsync();
        var dossier = await WaitingAsync(host, "0.001", Listed);

        var hit = Assert.Single(dossier.GetProperty("screening").GetProperty("hits").EnumerateArray());
        Assert.Contains(Listed, Text(hit, "explanation"), StringComparison.Ordinal);
        Assert.Equal("screening-hit", Text(dossier.GetProperty("policy"), "rule"));
        var shown = await host.SendAsync(200, "GET", $"api/v1/wallet/withdrawals/{Text(dossier.GetProperty("withdrawal"), "id")}", token: Ana);
        Assert.DoesNotContain("sanction", shown.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Dossier_OfAListedBeneficiary_NamesTheEntryAndTheCustomerIsNotTold()
    {
        await using var host = await StartAsync();
        var dossier = await WaitingAsync(host, "0.001", WalletHost.Address, Told.Replace("Acme", "Ludmil Vanterpool Quill", StringComparison.Ordinal));

        var names = dossier.GetProperty("nameScreening");
        Assert.Equal(("hit", 3), (Text(names, "outcome"), names.GetProperty("listedNames").GetInt32()));
        var hit = Assert.Single(names.GetProperty("hits").EnumerateArray());
        Assert.Equal("shipped-sanctions-invented", Text(hit, "list"));
        Assert.Contains("VANTERPOOL-QUILL, Ludmil Oraxis", Text(hit, "explanation"), StringComparison.Ordinal);
        Assert.Equal(("clear", "screening-hit"), (Text(dossier.GetProperty("screening"), "outcome"), Text(dossier.GetProperty("policy"), "rule")));
        var shown = await host.SendAsync(200, "GET", $"api/v1/wallet/withdrawals/{Text(dossier.GetProperty("withdrawal"), "id")}", token: Ana);
        Assert.Equal("pending_approval", Text(shown, "status"));
        Assert.DoesNotContain("VANTERPOOL", shown.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    private static async Task<WalletHost> StartAsync()
    {
        var host = await WalletHost.StartAsync();
        await host.OpenAccountAsync(AnaId);
        await host.FundAsync("1", Ana);
        return host;
    }

    /// <summary>A small withdrawal, up to its end.</summary>
    private static async Task PaidAsync(WalletHost host, string amount, string key)
    {
        var withdrawal = await JudgedAsync(host, amount, key, WalletHost.Address);
        await host.StepAsync<SubmitWithdrawal>(withdrawal, AnaId);
        await host.Get<IDevelopmentChain>().MineAsync(NetworkNames.Bitcoin, 6);
        await host.StepAsync<FollowCustody>(withdrawal, AnaId);
        Assert.Equal("completed", Text(await host.SendAsync(200, "GET", $"api/v1/wallet/withdrawals/{Text(withdrawal, "id")}", token: Ana), "status"));
    }

    /// <summary>The dossier of the case of one that waits for people.</summary>
    private static async Task<JsonElement> WaitingAsync(WalletHost host, string amount, string address, string told = Told)
    {
        await host.StepAsync<OpenApprovalCase>(await JudgedAsync(host, amount, "waiting", address, told), AnaId);
        var queued = (await host.SendAsync(200, "GET", "api/v1/compliance/cases", token: WalletHost.Rita)).GetProperty("items")[0];
        return (await host.SendAsync(200, "GET", $"api/v1/compliance/cases/{Text(queued, "id")}", token: WalletHost.Rita)).GetProperty("dossier");
    }

    private static async Task<JsonElement> JudgedAsync(WalletHost host, string amount, string key, string address, string told = Told)
    {
        var withdrawal = await host.SendAsync(
            201, "POST", "api/v1/wallet/withdrawals",
            $$"""{"asset":"BTC","network":"bitcoin","address":"{{address}}","amount":"{{amount}}","travelRule":{{told}}}""", Ana, ("Idempotency-Key", key));
        await host.StepAsync<AskForConfirmation>(withdrawal, AnaId);
        await host.SendAsync(
            200, "POST", $"api/v1/wallet/withdrawals/{Text(withdrawal, "id")}/confirm", $$"""{"token":"{{host.MailedTokens()[^1]}}"}""", Ana);
        await host.StepAsync<ScreenWithdrawal>(withdrawal, AnaId);
        await host.StepAsync<ApplyPolicy>(withdrawal, AnaId);
        return withdrawal;
    }

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();
}
