using CryptoVault.Ledger;
using CryptoVault.Wallets.Custody;
using CryptoVault.Wallets.Networks;
using CryptoVault.Wallets.Withdrawals;
using CryptoVault.Wallets.Withdrawals.Steps;

namespace CryptoVault.Shared.Tests.Wallets.Withdrawals;

public sealed class FeeBumpTests
{
    private readonly WalletWorld world = new();

    [Fact]
    public async Task Transaction_ThatIsStuck_IsBumpedAtTheHousesExpense()
    {
        var withdrawal = await StuckAsync();
        await world.StepAsync(nameof(FollowCustody), withdrawal);
        await world.StepAsync(nameof(FollowCustody), withdrawal);
        var bumped = await world.ReadAsync(withdrawal);
        await CompleteAsync(withdrawal);
        var paid = (await world.ReadAsync(withdrawal)).NetworkFeeUnits!.Value;

        Assert.Equal(1, bumped.FeeBumps);
        Assert.True(paid > 1000, $"The network took {paid}.");
        Assert.Equal(("0.98998000", "0.00000000"), await world.BalanceAsync(WalletWorld.Ana, WalletWorld.Btc));
        Assert.Equal($"-{WalletWorld.Btc.Format(paid)}", world.HouseBalance(AccountName.Expense, WalletWorld.Btc));
        world.AssertSound();
    }

    [Fact]
    public async Task Bump_WhoseAnswerGotLost_IsMadeOnce()
    {
        var withdrawal = await StuckAsync();
        world.Custody.LostAnswersOfBumps = 1;
        Assert.Equal(WithdrawalStatus.Broadcast, (await world.StepAsync(nameof(FollowCustody), withdrawal)).Status);
        await world.StepAsync(nameof(FollowCustody), withdrawal);
        var state = await world.Chain.FindWithdrawalAsync(NetworkNames.Bitcoin, withdrawal.WithdrawalId);

        Assert.Equal((1, 1), (state!.FeeBumps, (await world.ReadAsync(withdrawal)).FeeBumps));
    }

    [Fact]
    public async Task Bumps_OfATransactionThatStaysStuck_AreLimited()
    {
        var withdrawal = await StuckAsync();
        world.Custody.State = state => state is null ? null : state with { Stage = CustodyStage.Stuck };
        for (var i = 0; i < world.Options.MaxFeeBumps + 3; i++)
        {
            await world.StepAsync(nameof(FollowCustody), withdrawal);
            world.Clock.Advance(world.Options.BumpPause);
        }

        Assert.InRange((await world.Chain.FindWithdrawalAsync(NetworkNames.Bitcoin, withdrawal.WithdrawalId))!.FeeBumps, 1, world.Options.MaxFeeBumps);
    }

    [Fact]
    public async Task Transaction_ThatIsDoubleSpent_IsGivenBackOnlyAtDepth()
    {
        var withdrawal = await SubmittedAsync();
        world.Custody.State = _ => new CustodyWithdrawalState(CustodyStage.DoubleSpent, "tx", 2, 0, "Spent by another.");
        Assert.Equal(WithdrawalStatus.Broadcast, (await world.StepAsync(nameof(FollowCustody), withdrawal)).Status);
        Assert.Equal("0.01002000", (await world.BalanceAsync(WalletWorld.Ana, WalletWorld.Btc)).Held);

        world.Custody.State = _ => new CustodyWithdrawalState(CustodyStage.DoubleSpent, "tx", 3, 0, "Spent by another.");
        Assert.Equal(WithdrawalStatus.Failed, (await world.StepAsync(nameof(FollowCustody), withdrawal)).Status);
        Assert.Equal(("1.00000000", "0.00000000"), await world.BalanceAsync(WalletWorld.Ana, WalletWorld.Btc));
        world.AssertSound();
    }

    private async Task<WithdrawalReference> SubmittedAsync()
    {
        await world.FundAsync(WalletWorld.Ana, "1", WalletWorld.Btc);
        var withdrawal = await world.JudgedAsync("0.01");
        await world.StepAsync(nameof(SubmitWithdrawal), withdrawal);
        await world.DeliverAsync();
        return withdrawal;
    }

    private async Task<WithdrawalReference> StuckAsync()
    {
        await world.Chain.PlanFateAsync(NetworkNames.Bitcoin, WalletWorld.Stranger, ChainFate.Stuck);
        var withdrawal = await SubmittedAsync();
        Assert.Equal(CustodyStage.Stuck, (await world.Chain.FindWithdrawalAsync(NetworkNames.Bitcoin, withdrawal.WithdrawalId))!.Stage);
        return withdrawal;
    }

    private async Task CompleteAsync(WithdrawalReference withdrawal)
    {
        await world.Chain.MineAsync(NetworkNames.Bitcoin, 4);
        Assert.Equal(WithdrawalStatus.Completed, (await world.StepAsync(nameof(FollowCustody), withdrawal)).Status);
        await world.DeliverAsync();
    }
}
