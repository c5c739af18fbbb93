using CryptoVault.EndToEnd.Tests.Hosting;

namespace CryptoVault.EndToEnd.Tests.Histories;

/// <summary>Withdrawals taken to each of their ends on a real host, so that their orchestrations have histories to tell.</summary>
internal static class WithdrawalHistories
{
    private const string Sanctioned = "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359";
    private const string Refused = "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB";

    private static readonly Dictionary<string, string> Settings = new()
    {
        ["Wallets:Withdrawals:ConfirmationTimeout"] = "00:00:08",
        ["Wallets:Withdrawals:ApprovalTimeout"] = "00:00:08",
        ["Wallets:Withdrawals:BlockedAddresses:0"] = $"ethereum:{Sanctioned}",
        ["Custody:Simulated:RefusedAddresses:0"] = Refused,
        ["Wallets:Withdrawals:Policy:Rules:0:Name"] = "too-large",
        ["Wallets:Withdrawals:Policy:Rules:0:Outcome"] = "block",
        ["Wallets:Withdrawals:Policy:Rules:0:FromUsd"] = "50000",
        ["Wallets:Withdrawals:Policy:Rules:1:Name"] = "small",
        ["Wallets:Withdrawals:Policy:Rules:1:Outcome"] = "allow",
        ["Wallets:Withdrawals:Policy:Rules:1:BelowUsd"] = "1000",
        ["Wallets:Withdrawals:Policy:Rules:2:Name"] = "reviewer",
        ["Wallets:Withdrawals:Policy:Rules:2:Outcome"] = "approve",
    };

    /// <summary>The withdrawals' ids by the names of their stories, and the scene, still running.</summary>
    public static async Task<(WalletScene Scene, IReadOnlyDictionary<string, string> Withdrawals)> TellAsync()
    {
        var scene = await WalletScene.StartAsync(Settings);
        try
        {
            await scene.FundAsync(500_000);
            var told = await Task.WhenAll(
                TellAsync(scene, "completed-automatically", "100", "completed"),
                TellAsync(scene, "completed-after-approval", "2000", "completed", id => scene.ReviewAsync(id, "approve")),
                TellAsync(scene, "rejected-by-screening", "100", "rejected", address: Sanctioned),
                TellAsync(scene, "rejected-by-policy", "60000", "rejected"),
                TellAsync(scene, "rejected-by-reviewer", "2000", "rejected", id => scene.ReviewAsync(id, "reject")),
                TellAsync(scene, "canceled-before-confirmation", "100", "canceled", scene.CancelAsync, isConfirmed: false),
                TellAsync(scene, "canceled-before-approval", "2000", "canceled", id => CancelWhileReviewersLookAsync(scene, id)),
                TellAsync(scene, "expired-before-confirmation", "100", "expired", isConfirmed: false),
                TellAsync(scene, "expired-before-approval", "2000", "expired"),
                TellAsync(scene, "failed-at-custody", "100", "failed", address: Refused));

            await scene.RestartAsync(new Dictionary<string, string>(Settings) { ["Wallets:Withdrawals:StuckAfter"] = "00:00:00" });
            await scene.SwitchAsync("pause");
            var reviewed = await TellAsync(scene, "completed-after-pause-and-review", "100", "completed", async id =>
            {
                await scene.UntilAsync(id, "auto_approved");
                await scene.SwitchAsync("resume");
                await scene.LeaveReviewAsync(id, "complete");
            });
            return (scene, told.Append(reviewed).ToDictionary(one => one.Name, one => one.Id));
        }
        catch
        {
            await scene.DisposeAsync();
            throw;
        }
    }

    private static async Task<(string Name, string Id)> TellAsync(
        WalletScene scene, string name, string amount, string end, Func<string, Task>? act = null, bool isConfirmed = true, string? address = null)
    {
        var requested = address is null ? await scene.RequestAsync(amount, name) : await scene.RequestAsync(amount, name, address);
        var id = requested.Expect(201)["id"];
        if (isConfirmed)
        {
            await scene.ConfirmAsync(id);
        }

        if (act is not null)
        {
            await act(id);
        }

        await scene.UntilAsync(id, end);
        return (name, id);
    }

    private static async Task CancelWhileReviewersLookAsync(WalletScene scene, string id)
    {
        await scene.CaseAsync(id, "open");
        await scene.CancelAsync(id);
    }
}
