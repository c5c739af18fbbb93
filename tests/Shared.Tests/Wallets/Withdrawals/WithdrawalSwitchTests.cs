using CryptoVault.Accounts;
using CryptoVault.Wallets.Withdrawals;
using CryptoVault.Wallets.Withdrawals.Steps;
using CryptoVault.Wallets.Withdrawals.Stuck;
using CryptoVault.Wallets.Withdrawals.Switches;

namespace CryptoVault.Shared.Tests.Wallets.Withdrawals;

public sealed class WithdrawalSwitchTests
{
    private readonly WalletWorld world = new();

    [Theory]
    [InlineData(null)]
    [InlineData("BTC")]
    public async Task Pause_OfAllOrOfTheAsset_KeepsItFromCustodyUntilItIsResumed(string? asset)
    {
        var withdrawal = await JudgedAsync();
        await world.Switch.PauseAsync(WalletWorld.Staff("adam", Role.Admin), asset, "an incident");
        var waits = await world.StepAsync(nameof(SubmitWithdrawal), withdrawal);

        Assert.Equal((WithdrawalStatus.AutoApproved, world.Clock.GetUtcNow() + world.Options.PausePoll), (waits.Status, waits.WakeAt));
        Assert.Equal(0, world.Custody.Submissions);

        await world.DeliverAsync();
        world.WorkflowCommands.Clear();
        Assert.Empty((await world.Switch.ResumeAsync(asset, "it is over")).Value.Pauses);
        await world.DeliverAsync();
        Assert.Equal(withdrawal.InstanceId, Assert.Single(world.WorkflowCommands).InstanceId);
        Assert.Equal(WithdrawalStatus.Broadcast, (await world.StepAsync(nameof(SubmitWithdrawal), withdrawal)).Status);
    }

    [Fact]
    public async Task Pause_OfAnotherAsset_KeepsNothing()
    {
        var withdrawal = await JudgedAsync();
        await world.Switch.PauseAsync(WalletWorld.Staff("adam", Role.Admin), "ETH", "an incident");

        Assert.Equal(WithdrawalStatus.Broadcast, (await world.StepAsync(nameof(SubmitWithdrawal), withdrawal)).Status);
    }

    [Fact]
    public async Task Pause_OfAnAssetAndOfAll_EndsWhenBothAreResumed()
    {
        var withdrawal = await JudgedAsync();
        var adam = WalletWorld.Staff("adam", Role.Admin);
        await world.Switch.PauseAsync(adam, "BTC", "an incident");
        await world.Switch.PauseAsync(adam, null, "a larger one");
        await world.Switch.ResumeAsync(null, "that is over");
        Assert.Equal(WithdrawalStatus.AutoApproved, (await world.StepAsync(nameof(SubmitWithdrawal), withdrawal)).Status);

        await world.Switch.ResumeAsync("BTC", "that is over, too");
        Assert.Equal(WithdrawalStatus.Broadcast, (await world.StepAsync(nameof(SubmitWithdrawal), withdrawal)).Status);
    }

    [Fact]
    public async Task Pause_WhileItIsOn_LetsCustomersCancel()
    {
        var withdrawal = await JudgedAsync();
        await world.Switch.PauseAsync(WalletWorld.Staff("adam", Role.Admin), null, "an incident");

        Assert.Equal(WithdrawalStatus.Canceled, (await world.Cancel.ExecuteAsync(withdrawal)).Value.Status);
        Assert.Equal(("1.00000000", "0.00000000"), await world.BalanceAsync(WalletWorld.Ana, WalletWorld.Btc));
    }

    [Fact]
    public async Task Pause_Repeated_KeepsTheFirstAndIsRecordedOnce()
    {
        await world.Switch.PauseAsync(WalletWorld.Staff("adam", Role.Admin), null, "an incident");
        var before = world.Digest();
        var again = await world.Switch.PauseAsync(WalletWorld.Staff("alma", Role.Admin), null, "the same");

        Assert.Equal(("adam", "an incident"), (Assert.Single(again.Value.Pauses).By, again.Value.Pauses[0].Reason));
        Assert.Equal(before, world.Digest());
        Assert.IsType<SwitchedAssetUnknown>((await world.Switch.PauseAsync(WalletWorld.Staff("adam", Role.Admin), "DOGE", "?")).Error);
        Assert.Equal(before, world.Digest());
    }

    [Fact]
    public async Task Pause_ThatLasts_IsListedAsTheCauseAndNotWokenInVain()
    {
        var withdrawal = await JudgedAsync();
        await world.Switch.PauseAsync(WalletWorld.Staff("adam", Role.Admin), null, "an incident");
        world.Clock.Advance(world.Options.PassingLimit);

        var stuck = Assert.Single(await world.Stuck.ListAsync());
        Assert.Equal((withdrawal.WithdrawalId, StuckCause.Paused), (stuck.Withdrawal.WithdrawalId, stuck.Cause));
        Assert.Equal(0, (await world.Revive.ExecuteAsync()).Value);
    }

    private async Task<WithdrawalReference> JudgedAsync()
    {
        await world.FundAsync(WalletWorld.Ana, "1", WalletWorld.Btc);
        return await world.JudgedAsync("0.01");
    }
}
