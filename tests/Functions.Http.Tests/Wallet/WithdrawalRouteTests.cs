using System.Text.Json;
using CryptoVault.Functions.Http.Tests.Hosting;
using CryptoVault.Wallets.Withdrawals.Steps;

namespace CryptoVault.Functions.Http.Tests.Wallet;

public sealed class WithdrawalRouteTests
{
    [Fact]
    public async Task Request_WithAKey_IsCreatedAndTheSameAgain()
    {
        await using var host = await WalletHost.StartAsync();
        await host.FundAsync("1");
        var created = await host.WithdrawAsync("0.1");
        var again = await host.WithdrawAsync("0.1");

        Assert.Equal(created.ToString(), again.ToString());
        Assert.Equal(("requested", "0.10000000", "0.00002000"), (
            created.GetProperty("status").GetString(), created.GetProperty("amount").GetString(), created.GetProperty("fee").GetString()));
        Assert.Equal("0.10002000", (await host.BalanceAsync()).GetProperty("held").GetString());
        Assert.Equal(created.ToString(), (await host.SendAsync(200, "GET", $"api/v1/wallet/withdrawals/{created.GetProperty("id")}")).ToString());
        Assert.Single((await host.SendAsync(200, "GET", "api/v1/wallet/withdrawals")).GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task Request_ThatCannotBe_IsRefusedAndChangesNothing()
    {
        await using var host = await WalletHost.StartAsync();
        await host.FundAsync("1");
        await host.WithdrawAsync("0.1");
        var before = await host.DigestAsync();
        var json = $$"""{"asset":"BTC","network":"bitcoin","address":"{{WalletHost.Address}}","amount":"5"}""";

        await (await host.Client.SendAsync("POST", "api/v1/wallet/withdrawals", json, WalletHost.Ana)).ProblemAsync(400, "IDEMPOTENCY_KEY_REQUIRED");
        await (await host.Client.SendAsync("POST", "api/v1/wallet/withdrawals", json, WalletHost.Ana, ("Idempotency-Key", "k2"))).ProblemAsync(409, "INSUFFICIENT_FUNDS");
        await (await host.Client.SendAsync("POST", "api/v1/wallet/withdrawals", json, WalletHost.Ana, ("Idempotency-Key", "k1"))).ProblemAsync(422, "IDEMPOTENCY_KEY_REUSED");
        await (await host.Client.SendAsync("POST", "api/v1/wallet/withdrawals", json, "ana+customer+kyc0", ("Idempotency-Key", "k2"))).ProblemAsync(403, "KYC_LEVEL_TOO_LOW");
        Assert.Equal(before, await host.DigestAsync());
    }

    [Fact]
    public async Task Withdrawal_OfAnother_IsNotFound()
    {
        await using var host = await WalletHost.StartAsync();
        await host.FundAsync("1");
        var id = (await host.WithdrawAsync("0.1")).GetProperty("id").GetString();
        var before = await host.DigestAsync();

        foreach (var route in new[] { id, "not-an-id", "00000000-0000-7000-8000-000000000000" })
        {
            await (await host.Client.SendAsync("GET", $"api/v1/wallet/withdrawals/{route}", token: WalletHost.Ben)).ProblemAsync(404, "WITHDRAWAL_NOT_FOUND");
            await (await host.Client.SendAsync("DELETE", $"api/v1/wallet/withdrawals/{route}", token: WalletHost.Ben)).ProblemAsync(404, "WITHDRAWAL_NOT_FOUND");
            await (await host.Client.SendAsync("POST", $"api/v1/wallet/withdrawals/{route}/confirm", """{"token":"x"}""", WalletHost.Ben)).ProblemAsync(404, "WITHDRAWAL_NOT_FOUND");
        }

        Assert.Equal(before, await host.DigestAsync());
    }

    [Fact]
    public async Task Cancel_BeforeCustody_GivesTheMoneyBack()
    {
        await using var host = await WalletHost.StartAsync();
        await host.FundAsync("1");
        var id = (await host.WithdrawAsync("0.1")).GetProperty("id").GetString();
        var canceled = await host.SendAsync(200, "DELETE", $"api/v1/wallet/withdrawals/{id}");

        Assert.Equal("canceled", canceled.GetProperty("status").GetString());
        Assert.Equal("1.00000000", (await host.BalanceAsync()).GetProperty("available").GetString());
    }

    [Fact]
    public async Task Confirm_WithTheMailedToken_Goes_WithAnother_IsRefused()
    {
        await using var host = await WalletHost.StartAsync();
        await host.FundAsync("1");
        var withdrawal = await host.WithdrawAsync("0.001");
        await host.StepAsync<AskForConfirmation>(withdrawal);
        var path = $"api/v1/wallet/withdrawals/{withdrawal.GetProperty("id")}/confirm";

        await (await host.Client.SendAsync("POST", path, """{"token":"guess"}""", WalletHost.Ana)).ProblemAsync(422, "CONFIRMATION_TOKEN_INVALID");
        var confirmed = await host.SendAsync(200, "POST", path, $$"""{"token":"{{host.MailedTokens()[^1]}}"}""");
        Assert.Equal("screening", confirmed.GetProperty("status").GetString());
    }

    [Fact]
    public async Task Case_IsFoundAndDecidedWithItsVersion()
    {
        await using var host = await WalletHost.StartAsync();
        var withdrawal = await WaitingAsync(host);
        var queued = (await host.SendAsync(200, "GET", "api/v1/compliance/cases?state=open", token: WalletHost.Rita)).GetProperty("items")[0];
        var path = $"api/v1/compliance/cases/{queued.GetProperty("id")}";
        var found = await host.Client.SendAsync("GET", path, token: WalletHost.Rita);

        Assert.Equal(withdrawal.GetProperty("id").GetString(), queued.GetProperty("withdrawalId").GetString());
        Assert.Equal(("withdrawal_approval", "open", "ana", "BTC", "0.10000000"), (
            queued.GetProperty("type").GetString(), queued.GetProperty("state").GetString(), queued.GetProperty("userId").GetString(),
            queued.GetProperty("asset").GetString(), queued.GetProperty("amount").GetString()));
        Assert.Equal("\"1\"", found.Headers.ETag!.Tag);

        var decided = await host.SendAsync(200, "POST", $"{path}/decisions", """{"decision":"approve","reason":"Known."}""", WalletHost.Rita, ("If-Match", "\"1\""));
        Assert.Equal(("closed", "approved"), (decided.GetProperty("state").GetString(), decided.GetProperty("outcome").GetString()));
    }

    [Fact]
    public async Task Case_DecidedWrongly_IsRefusedAndChangesNothing()
    {
        await using var host = await WalletHost.StartAsync();
        await WaitingAsync(host);
        var id = (await host.SendAsync(200, "GET", "api/v1/compliance/cases", token: WalletHost.Rita)).GetProperty("items")[0].GetProperty("id");
        var path = $"api/v1/compliance/cases/{id}/decisions";
        const string yes = """{"decision":"approve","reason":"ok"}""";
        var before = await host.DigestAsync();

        await (await host.Client.SendAsync("POST", path, yes, WalletHost.Rita)).ProblemAsync(428, "PRECONDITION_REQUIRED");
        await (await host.Client.SendAsync("POST", path, yes, WalletHost.Rita, ("If-Match", "\"7\""))).ProblemAsync(412, "VERSION_MISMATCH");
        await (await host.Client.SendAsync("POST", path, yes, "ana+customer+compliance_reviewer", ("If-Match", "\"1\""))).ProblemAsync(403, "APPROVER_IS_REQUESTER");
        await (await host.Client.SendAsync("POST", path, yes, WalletHost.Ana, ("If-Match", "\"1\""))).ProblemAsync(403, "ROLE_MISSING");
        await (await host.Client.SendAsync("POST", "api/v1/compliance/cases/none/decisions", yes, WalletHost.Rita, ("If-Match", "\"1\""))).ProblemAsync(404, "CASE_NOT_FOUND");
        Assert.Equal(before, await host.DigestAsync());

        host.Clock.Advance(TimeSpan.FromHours(24));
        await (await host.Client.SendAsync("POST", path, yes, WalletHost.Rita, ("If-Match", "\"1\""))).ProblemAsync(409, "CASE_CLOSED");
        Assert.Equal(before, await host.DigestAsync());
    }

    private static async Task<JsonElement> WaitingAsync(WalletHost host)
    {
        await host.FundAsync("1");
        var withdrawal = await host.WithdrawAsync("0.1");
        await host.StepAsync<AskForConfirmation>(withdrawal);
        await host.SendAsync(
            200, "POST", $"api/v1/wallet/withdrawals/{withdrawal.GetProperty("id")}/confirm", $$"""{"token":"{{host.MailedTokens()[^1]}}"}""");
        await host.StepAsync<ScreenWithdrawal>(withdrawal);
        await host.StepAsync<ApplyPolicy>(withdrawal);
        await host.StepAsync<OpenApprovalCase>(withdrawal);
        return withdrawal;
    }
}
