using System.Text.Json.Nodes;
using CryptoVault.EndToEnd.Tests.Hosting;

namespace CryptoVault.EndToEnd.Tests;

/// <summary>Money out, over HTTP against a real host: many at once, canceled while reviewers look, killed on the way.</summary>
public sealed class WithdrawalTests
{
    [Fact]
    public async Task Withdrawals_FiftyAtOnceAgainstABalanceForTen_TenPass()
    {
        await using var scene = await WalletScene.StartAsync();
        // Each costs 100 and a fee of 2; there is room for ten, and a little.
        await scene.FundAsync(1021 - await scene.AvailableAsync());
        var asking = Task.WhenAll(Enumerable.Range(0, 50).Select(i => scene.RequestAsync("100", $"many-{i}")));
        var seen = new List<decimal>();
        while (!asking.IsCompleted)
        {
            seen.Add(await scene.AvailableAsync());
        }

        var answers = await asking;
        Assert.All(seen, available => Assert.InRange(available, 1, 1021));
        Assert.Equal(10, answers.Count(answer => answer.Status == 201));
        Assert.All(answers.Where(answer => answer.Status != 201), answer => Assert.Equal((409, "INSUFFICIENT_FUNDS"), (answer.Status, answer.Code)));
        Assert.Equal(1, await scene.AvailableAsync());
        await scene.AssertSoundAsync();
    }

    [Fact]
    public async Task Withdrawal_CanceledWhileReviewersLook_IsGivenBackAndItsCaseIsClosed()
    {
        await using var scene = await WalletScene.StartAsync();
        var before = await scene.AvailableAsync();
        await scene.FundAsync(5000);
        var id = await scene.ConfirmedAsync("2000", "cancel");
        await scene.UntilAsync(id, "pending_approval");
        var reviewCase = await scene.CaseAsync(id, "open");
        (await scene.Api.SendAsync(HttpMethod.Delete, $"api/v1/wallet/withdrawals/{id}", token: scene.TokenOf("ana"))).Expect(200);
        await scene.CaseAsync(id, "closed");

        Assert.Equal(before + 5000, await scene.AvailableAsync());
        var late = await scene.Api.PostAsync(
            $"api/v1/compliance/cases/{reviewCase}/decisions", new JsonObject { ["decision"] = "approve", ["reason"] = "late" }, scene.TokenOf("rita"), ("If-Match", "\"2\""));
        Assert.Equal((409, "CASE_CLOSED"), (late.Status, late.Code));
        await scene.AssertSoundAsync();
    }

    [Fact]
    public async Task Stuck_PausedAndThenUnclear_ShowsItWithinItsLimitAndIsEmptyAfterwards()
    {
        await using var scene = await WalletScene.StartAsync(new Dictionary<string, string>
        {
            ["Wallets:Withdrawals:PassingLimit"] = "00:00:02", ["Wallets:Withdrawals:StuckAfter"] = "00:00:00",
        });
        await scene.FundAsync(1000);
        Assert.Empty(await scene.StuckAsync());
        await scene.SwitchAsync("pause");
        var id = await scene.ConfirmedAsync("100", "stuck");
        await scene.UntilStuckAsync(id, "paused");

        await scene.SwitchAsync("resume");
        await scene.UntilStuckAsync(id, "manual_review"); // StuckAfter is over at once
        await scene.LeaveReviewAsync(id, "complete");
        await scene.UntilAsync(id, "completed");
        await scene.AssertSoundAsync();
    }

    [Fact]
    public async Task Withdrawal_WithTheHostKilledOnItsWay_CompletesOnce()
    {
        await using var scene = await WalletScene.StartAsync();
        var before = await scene.AvailableAsync();
        await scene.FundAsync(1000);
        var id = (await scene.RequestAsync("100", "killed")).Expect(201)["id"];
        await scene.RestartAsync();
        await scene.ConfirmAsync(id);
        await scene.RestartAsync();
        await scene.UntilAsync(id, "broadcast", "confirming", "completed");
        await scene.RestartAsync();
        await scene.UntilAsync(id, "completed");

        Assert.Equal(before + 1000 - 102, await scene.AvailableAsync());
        await scene.AssertSoundAsync();
    }
}
