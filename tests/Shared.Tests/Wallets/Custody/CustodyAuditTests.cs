using CryptoVault.Ledger;
using CryptoVault.Ledger.Verification;
using CryptoVault.Shared.Tests.Storage;
using CryptoVault.Wallets.Custody;
using CryptoVault.Wallets.Deposits;
using CryptoVault.Wallets.Withdrawals.Steps;
using Microsoft.Extensions.Logging.Abstractions;

namespace CryptoVault.Shared.Tests.Wallets.Custody;

public sealed class CustodyAuditTests
{
    private readonly WalletWorld world = new();

    [Fact]
    public async Task Verify_WithDepositsInEveryState_ExplainsWhatCustodyHolds()
    {
        await world.FundAsync("ana", "1", WalletWorld.Btc);
        Assert.Equal(("100000000", "0", "0", "100000000", CustodyState.Balanced), await BtcAsync());

        var address = (await world.Addresses.ExecuteAsync("ana", "BTC", "bitcoin")).Value.Address;
        await world.Chain.SendAsync("r1", "bitcoin", WalletWorld.Of("0.3", WalletWorld.Btc), address);
        Assert.Equal(("100000000", "0", "30000000", "130000000", CustodyState.Balanced), await BtcAsync()); // nobody has looked

        Assert.Equal(0, (await world.Detect.ExecuteAsync("bitcoin")).Value);
        Assert.Equal(("100000000", "0", "30000000", "130000000", CustodyState.Balanced), await BtcAsync()); // pending

        await world.Chain.MineAsync("bitcoin", 10);
        Assert.Equal(1, (await world.Detect.ExecuteAsync("bitcoin")).Value);
        Assert.Equal(("100000000", "30000000", "0", "130000000", CustodyState.Balanced), await BtcAsync()); // the house has not booked it

        await world.DeliverAsync();
        Assert.Equal(("130000000", "0", "0", "130000000", CustodyState.Balanced), await BtcAsync());
    }

    [Fact]
    public async Task Verify_WithATransferThatBelongsToNobody_ExplainsIt()
    {
        var address = await world.Chain.CreateDepositAddressAsync("BTC", "bitcoin", "nobody");
        await world.Chain.SendAsync("r1", "bitcoin", WalletWorld.Of("0.3", WalletWorld.Btc), address);
        await world.Detect.ExecuteAsync("bitcoin");

        Assert.Equal(("0", "0", "30000000", "30000000", CustodyState.Balanced), await BtcAsync());
    }

    [Fact]
    public async Task Verify_WithAWithdrawalOnItsWay_ExplainsWhatCustodyPaid()
    {
        await world.FundAsync("ana", "1", WalletWorld.Btc);
        var withdrawal = await world.JudgedAsync("0.001");
        Assert.Equal(CustodyState.Balanced, (await BtcAsync()).State);

        await world.StepAsync(nameof(SubmitWithdrawal), withdrawal);
        var paid = await BtcAsync();
        Assert.Equal(("100000000", "0", "0", CustodyState.Balanced), (paid.Books, paid.InFlight, paid.UnsettledIn, paid.State));
        Assert.NotEqual("100000000", paid.Custodian);

        await world.Chain.MineAsync("bitcoin", 10);
        await world.StepAsync(nameof(FollowCustody), withdrawal);
        Assert.Equal(CustodyState.Balanced, (await BtcAsync()).State); // completed, the house has not booked it
        await world.DeliverAsync();
        Assert.Equal((paid.Custodian, "0", CustodyState.Balanced), ((await BtcAsync()).Books, (await BtcAsync()).InFlight, (await BtcAsync()).State));
    }

    [Fact]
    public async Task Verify_WhileATransferGoesAndComesBack_SaysThatCustodyMoves()
    {
        await world.FundAsync("ana", "1", WalletWorld.Btc);
        var address = (await world.Addresses.ExecuteAsync("ana", "BTC", "bitcoin")).Value.Address;
        var sent = await world.Chain.SendAsync("r1", "bitcoin", WalletWorld.Of("0.3", WalletWorld.Btc), address);
        await world.Chain.MineAsync("bitcoin", 10);
        Assert.Equal(1, (await world.Detect.ExecuteAsync("bitcoin")).Value);
        await world.DeliverAsync();
        var calls = 0;
        world.Custody.AfterHoldings = async network =>
        {
            if (network == "bitcoin" && calls++ == 0)
            {
                await world.Chain.DecideFateAsync("bitcoin", sent.TransactionId, ChainFate.Dropped);
                await world.Detect.ExecuteAsync("bitcoin");
            }
        };
        world.Custody.BeforeHoldings = async network =>
        {
            if (network == "bitcoin" && calls == 1)
            {
                await world.Chain.DecideFateAsync("bitcoin", sent.TransactionId, ChainFate.Mined);
            }
        };

        var report = await VerifyAsync();

        Assert.Equal(2, calls);
        Assert.True(report.IsSound, string.Join("; ", report.Violations));
        Assert.Equal(CustodyState.Moving, Assert.Single(report.Custody!).State);
        Assert.Equal(CustodyState.Balanced, (await BtcAsync()).State); // the next time
    }

    [Fact]
    public async Task Verify_WithCoinsMissing_IsNotSoundAndSaysHowMany()
    {
        await world.FundAsync("ana", "1", WalletWorld.Btc);
        await world.Chain.EndowAsync("e1", "bitcoin", WalletWorld.Of("0.1", WalletWorld.Btc)); // coins that no book knows
        await world.Chain.EndowAsync("e1", "bitcoin", WalletWorld.Of("0.1", WalletWorld.Btc));

        var report = await VerifyAsync();

        Assert.False(report.IsSound);
        Assert.Equal((LedgerInvariant.AssetsMatchLiabilities, "custody BTC"), (Assert.Single(report.Violations).Invariant, report.Violations[0].Where));
        Assert.Equal(("10000000", CustodyState.Differs), (Assert.Single(report.Custody!).Difference, report.Custody![0].State));
    }

    [Fact]
    public async Task Verify_WhileCustodyIsSilent_SaysThatItIsNotKnown()
    {
        await world.FundAsync("ana", "1", WalletWorld.Btc);
        world.Custody.IsDown = true;

        var report = await VerifyAsync();

        Assert.True(report.IsSound);
        Assert.Equal((null, CustodyState.Unknown), (Assert.Single(report.Custody!).Custodian, report.Custody![0].State));
    }

    private async Task<(string Books, string InFlight, string UnsettledIn, string? Custodian, CustodyState State)> BtcAsync()
    {
        var statement = Assert.Single((await VerifyAsync()).Custody!);
        return (statement.Books, statement.InFlight, statement.UnsettledIn, statement.Custodian, statement.State);
    }

    private async Task<LedgerReport> VerifyAsync() => (await new VerifyLedger(
        world.Clock, [new DepositHolds()], new MemorySnapshots(world.Store),
        new CustodyAudit(world.Custody, world.Networks, world.Store, NullLogger<CustodyAudit>.Instance)).ExecuteAsync()).Value;
}
