using CryptoVault.Wallets.Custody;
using CryptoVault.Wallets.Networks;
using CryptoVault.Wallets.Withdrawals;
using CryptoVault.Wallets.Withdrawals.Steps;

namespace CryptoVault.Shared.Tests.Wallets.Withdrawals;

/// <summary>Custody says what it pays: anything else than was submitted is for people to look into, with the money held.</summary>
public sealed class CustodyPaymentTests
{
    private readonly WalletWorld world = new();

    [Theory]
    [InlineData("BTC", 1_000_001, WalletWorld.Stranger)]
    [InlineData("BTC", 999_999, WalletWorld.Stranger)]
    [InlineData("ETH", 1_000_000, WalletWorld.Stranger)]
    [InlineData("BTC", 1_000_000, "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4")]
    public async Task Payment_OfSomethingElse_StopsForManualReviewHoweverDeepItIs(string asset, long units, string address)
    {
        var withdrawal = await SubmittedAsync();
        world.Custody.State = state => state! with { Payment = new CustodyPayment(asset, units, address) };

        Assert.Equal(WithdrawalStatus.ManualReview, (await world.StepAsync(nameof(FollowCustody), withdrawal)).Status);
        Assert.Equal(("0.98998000", "0.01002000"), await world.BalanceAsync(WalletWorld.Ana, WalletWorld.Btc));
        Assert.Equal(withdrawal.WithdrawalId, Assert.Single(await world.Stuck.ListAsync()).Withdrawal.WithdrawalId);
        world.AssertSound();
    }

    [Theory]
    [InlineData(CustodyStage.Failed)]
    [InlineData(CustodyStage.DoubleSpent)]
    public async Task Payment_OfSomethingElseThatFailed_IsNotGivenBack(CustodyStage stage)
    {
        var withdrawal = await SubmittedAsync();
        world.Custody.State = state => state! with { Stage = stage, Payment = new CustodyPayment("BTC", 1, WalletWorld.Stranger) };

        Assert.Equal(WithdrawalStatus.ManualReview, (await world.StepAsync(nameof(FollowCustody), withdrawal)).Status);
        Assert.Equal("0.01002000", (await world.BalanceAsync(WalletWorld.Ana, WalletWorld.Btc)).Held);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Payment_OfWhatWasSubmittedOrNotTold_IsBooked(bool isTold)
    {
        var withdrawal = await SubmittedAsync();
        world.Custody.State = state => state! with { Payment = isTold ? new CustodyPayment("BTC", 1_000_000, WalletWorld.Stranger) : null };

        Assert.Equal(WithdrawalStatus.Completed, (await world.StepAsync(nameof(FollowCustody), withdrawal)).Status);
        await world.DeliverAsync();
        Assert.Equal(("0.98998000", "0.00000000"), await world.BalanceAsync(WalletWorld.Ana, WalletWorld.Btc));
        world.AssertSound();
    }

    private async Task<WithdrawalReference> SubmittedAsync()
    {
        await world.FundAsync(WalletWorld.Ana, "1", WalletWorld.Btc);
        var withdrawal = await world.JudgedAsync("0.01");
        await world.StepAsync(nameof(SubmitWithdrawal), withdrawal);
        await world.Chain.MineAsync(NetworkNames.Bitcoin, 6);
        return withdrawal;
    }
}
