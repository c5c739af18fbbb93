using CryptoVault.Accounts;
using CryptoVault.Ledger;
using CryptoVault.Results;
using CryptoVault.Wallets.Withdrawals;
using CryptoVault.Wallets.Withdrawals.Steps;

namespace CryptoVault.Shared.Tests.Wallets.Withdrawals;

/// <summary>Accounts that are frozen by their owner or closed by staff: no money leaves them.</summary>
public sealed class ClosedAccountTests
{
    private readonly WalletWorld world = new();

    [Theory]
    [InlineData(AccountStatus.Frozen)]
    [InlineData(AccountStatus.Disabled)]
    public async Task Submit_OfAnAccountThatIsNotActiveAnyMore_GivesTheMoneyBackOnceAndTellsCustodyNothing(AccountStatus status)
    {
        await world.FundAsync(WalletWorld.Ana, "1", WalletWorld.Btc);
        var withdrawal = await world.JudgedAsync("0.01");
        Assert.Equal(WithdrawalStatus.AutoApproved, await world.StatusAsync(withdrawal));
        await SetAsync(status);

        var progress = await world.StepAsync(nameof(SubmitWithdrawal), withdrawal);
        var again = await world.StepAsync(nameof(SubmitWithdrawal), withdrawal);

        Assert.Equal((WithdrawalStatus.Failed, WithdrawalStatus.Failed), (progress.Status, again.Status));
        Assert.Equal(("1.00000000", "0.00000000"), await world.BalanceAsync(WalletWorld.Ana, WalletWorld.Btc));
        Assert.Null((await world.ReadAsync(withdrawal)).TransactionId);
        world.AssertSound();
    }

    [Fact]
    public async Task Request_OfAnAccountThatIsNotActive_IsRefusedAndChangesNothing()
    {
        await world.FundAsync(WalletWorld.Ana, "1", WalletWorld.Btc);
        await SetAsync(AccountStatus.Disabled);
        var before = world.Digest();

        Assert.IsType<AccountNotActive>((await world.AskAsync(WalletWorld.Ana, "0.01")).Error);
        Assert.Equal(before, world.Digest());
    }

    private Task<Result<Unit>> SetAsync(AccountStatus status) => world.Partitions.DecideAsync<Unit>(LedgerPartitions.OfUser(WalletWorld.Ana), view =>
    {
        view.Put(new ProfileDocument(WalletWorld.Ana, "ana@example.com", "BR", [], world.Clock.GetUtcNow()) { Status = status });
        return Unit.Value;
    });
}
