using CryptoVault.Accounts;
using CryptoVault.Compliance.Cases;
using CryptoVault.Ledger;
using CryptoVault.Ledger.Verification;
using CryptoVault.Shared.Tests.Storage;
using CryptoVault.Storage;
using CryptoVault.Wallets;
using CryptoVault.Wallets.Custody;
using CryptoVault.Wallets.Deposits;
using CryptoVault.Wallets.Networks;
using Microsoft.Extensions.Logging.Abstractions;

namespace CryptoVault.Shared.Tests.Wallets.Deposits;

/// <summary>Deposits that the chain changes its mind about, that are too small, or that people must decide on.</summary>
public sealed class DepositChainTests
{
    private const string Bitcoin = NetworkNames.Bitcoin;
    private const string Sender = "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4";
    private readonly WalletWorld world = new();
    private int sent;

    [Fact]
    public async Task Follow_ReorganisationBeforeTheDepth_CountsConfirmationsAnew()
    {
        await SendAsync("0.25");
        await MineAsync(2);
        await LookAsync();
        Assert.Equal(2, (await DepositAsync()).Confirmations);

        await world.Chain.ReorganizeAsync(Bitcoin, 2);
        await LookAsync();
        Assert.Equal((DepositStatus.Pending, 0), ((await DepositAsync()).Status, (await DepositAsync()).Confirmations));

        await MineAsync(3);
        await LookAsync();
        Assert.Equal(DepositStatus.Credited, (await DepositAsync()).Status);
        await AssertSoundAsync("0.25000000", "0.00000000");
    }

    [Fact]
    public async Task Follow_DoubleSpentBeforeTheDepth_FailsAndIsNeverCredited()
    {
        await SendAsync("0.25");
        await MineAsync(1);
        await LookAsync();
        await world.Chain.ReorganizeAsync(Bitcoin, 1, ChainFate.DoubleSpent);
        await MineAsync(10);
        await LookAsync();
        await LookAsync();

        Assert.Equal(DepositStatus.Failed, (await DepositAsync()).Status);
        await AssertSoundAsync("0.00000000", "0.00000000");
    }

    [Fact]
    public async Task Follow_CreditedAndTakenBack_FreezesWhatIsLeftAndClaimsTheRest()
    {
        await SendAsync("0.25");
        await CreditAsync();
        await SpendAsync("0.1");

        var id = (await DepositAsync()).TransactionId;
        await world.Chain.DecideFateAsync(Bitcoin, id, ChainFate.Dropped);
        await LookAsync();

        var deposit = await DepositAsync();
        Assert.Equal((DepositStatus.Reversed, (Int128)15_000_000, (Int128)10_000_000), (deposit.Status, deposit.FrozenUnits, deposit.ReceivableUnits));
        await AssertSoundAsync("0.00000000", "0.15000000");
        Assert.Equal("-0.10000000", world.HouseBalance(AccountName.Receivable, WalletWorld.Btc));
        var incident = (await world.Cases.FindAsync(deposit.CaseId!)).Value;
        Assert.Equal((CaseType.DepositReversal, (Int128)10_000_000), (incident.CaseType, incident.Deposit!.ReceivableUnits));
        Assert.Contains(world.DepositMails, mail => mail.Values["status"] == nameof(DepositStatus.Reversed));
    }

    [Fact]
    public async Task Follow_TakenBackAndThereAgain_ReleasesWhatIsFrozenAndTheClaim()
    {
        await SendAsync("0.25");
        await CreditAsync();
        await SpendAsync("0.1");
        var id = (await DepositAsync()).TransactionId;
        for (var time = 0; time < 2; time++)
        {
            await world.Chain.DecideFateAsync(Bitcoin, id, ChainFate.Dropped);
            await LookAsync();
            await AssertSoundAsync("0.00000000", "0.15000000");
            await world.Chain.DecideFateAsync(Bitcoin, id, ChainFate.Mined);
            await MineAsync(2);
            await LookAsync();
            Assert.Equal(DepositStatus.Reversed, (await DepositAsync()).Status); // not deep enough
            await AssertSoundAsync("0.00000000", "0.15000000");
            await MineAsync(1);
            await LookAsync();

            var deposit = await DepositAsync();
            Assert.Equal((DepositStatus.Credited, time + 1), (deposit.Status, deposit.Reversals));
            await AssertSoundAsync("0.15000000", "0.00000000");
            Assert.Equal("0.00000000", world.HouseBalance(AccountName.Receivable, WalletWorld.Btc));
            Assert.Equal(CaseOutcome.Withdrawn, (await world.Cases.FindAsync(deposit.CaseId!)).Value.Outcome);
        }
    }

    [Fact]
    public async Task Follow_TakenBackForGood_TakesWhatIsFrozenAndKeepsTheClaim()
    {
        await SendAsync("0.25");
        await CreditAsync();
        await SpendAsync("0.1");
        await world.Chain.DecideFateAsync(Bitcoin, (await DepositAsync()).TransactionId, ChainFate.DoubleSpent);
        await LookAsync();
        await LookAsync();

        Assert.Equal(DepositStatus.Lost, (await DepositAsync()).Status);
        await AssertSoundAsync("0.00000000", "0.00000000");
        Assert.Equal("-0.10000000", world.HouseBalance(AccountName.Receivable, WalletWorld.Btc));
        Assert.Equal(CaseState.Open, (await world.Cases.FindAsync((await DepositAsync()).CaseId!)).Value.State);
    }

    [Fact]
    public async Task Follow_DepositsBelowTheMinimum_AreCreditedWhenTheyAddUp()
    {
        await SendAsync("0.000004");
        await SendAsync("0.000005");
        await MineAsync(3);
        await LookAsync();
        Assert.All(await DepositsAsync(), deposit => Assert.Equal(DepositStatus.Dust, deposit.Status));
        await AssertSoundAsync("0.00000000", "0.00000000");

        await SendAsync("0.000002");
        await MineAsync(3);
        await LookAsync();
        Assert.All(await DepositsAsync(), deposit => Assert.Equal(DepositStatus.Credited, deposit.Status));
        await AssertSoundAsync("0.00001100", "0.00000000");
        Assert.DoesNotContain(world.Store.All(LedgerPartitions.Users), document => document.Id.StartsWith("deposit-dust:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Follow_DustThatTheChainTookBack_DoesNotCount()
    {
        await SendAsync("0.000004");
        await SendAsync("0.000005");
        await MineAsync(3);
        await LookAsync();
        var gone = (await DepositsAsync()).Single(deposit => deposit.Units == 400);
        await world.Chain.DecideFateAsync(Bitcoin, gone.TransactionId, ChainFate.DoubleSpent);
        await LookAsync();
        await SendAsync("0.000002");
        await MineAsync(3);
        await LookAsync();

        Assert.Equal(DepositStatus.Failed, (await DepositsAsync()).Single(deposit => deposit.Units == 400).Status);
        Assert.Equal(2, (await DepositsAsync()).Count(deposit => deposit.Status == DepositStatus.Dust));
        await AssertSoundAsync("0.00000000", "0.00000000");
    }

    [Fact]
    public async Task Follow_ManyTinyDeposits_AreCreditedBeforeTheyGrowWithoutBound()
    {
        for (var i = 0; i < DepositDustDocument.MaxDeposits; i++)
        {
            await SendAsync("0.00000001");
        }

        await MineAsync(3);
        await LookAsync();

        Assert.All(await DepositsAsync(), deposit => Assert.Equal(DepositStatus.Credited, deposit.Status));
        await AssertSoundAsync("0.00000020", "0.00000000");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)] // of no sanctions, but of risk
    public async Task Follow_FromAListedAddress_IsQuarantinedAndNotTheCustomersMoney(bool isOfRisk)
    {
        if (isOfRisk)
        {
            world.Risks = [new("risk-mixer", [Sender])];
        }
        else
        {
            world.BlockedAddresses.Add(Sender);
        }

        await SendAsync("0.25", Sender);
        await MineAsync(3);
        await LookAsync();
        await LookAsync();

        var deposit = await DepositAsync();
        Assert.Equal(DepositStatus.Quarantined, deposit.Status);
        await AssertSoundAsync("0.00000000", "0.00000000");
        var opened = (await world.Cases.FindAsync(deposit.CaseId!)).Value;
        Assert.Equal((CaseType.DepositQuarantine, deposit.DepositId), (opened.CaseType, opened.Deposit!.DepositId));
        Assert.Contains(Sender, opened.Deposit.Reason, StringComparison.Ordinal);
        Assert.All(world.DepositMails, mail => Assert.DoesNotContain(Sender, string.Join(' ', mail.Values.Values), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(CaseVerdict.Approve, DepositStatus.Credited, "0.25000000", "0.00000000")]
    [InlineData(CaseVerdict.Reject, DepositStatus.Seized, "0.00000000", "0.25000000")]
    [InlineData(CaseVerdict.Refund, DepositStatus.Returning, "0.00000000", "0.00000000")]
    public async Task Follow_QuarantinedAndDecided_DoesAsPeopleDecided(CaseVerdict verdict, DepositStatus status, string available, string held)
    {
        world.BlockedAddresses.Add(Sender);
        await SendAsync("0.25", Sender);
        await MineAsync(3);
        await LookAsync();
        await DecideAsync(verdict);
        await LookAsync();
        await LookAsync();

        Assert.Equal(status, (await DepositAsync()).Status);
        await AssertSoundAsync(available, held);
    }

    [Fact]
    public async Task Follow_DecidedToBeReturned_GoesBackToTheSenderOnce()
    {
        world.BlockedAddresses.Add(Sender);
        await SendAsync("0.25", Sender);
        await MineAsync(3);
        await LookAsync();
        await DecideAsync(CaseVerdict.Refund);
        for (var look = 0; look < 4; look++)
        {
            await LookAsync();
            await AssertSoundAsync("0.00000000", "0.00000000");
        }

        await MineAsync(3);
        await LookAsync();
        await LookAsync();

        var deposit = await DepositAsync();
        Assert.Equal((DepositStatus.Returned, WalletWorld.Of("0.24999", WalletWorld.Btc).Units), (deposit.Status, deposit.ReturnUnits));
        Assert.Single((await world.Chain.ListSubmittedAsync(Bitcoin, null, 10)).Ids);
        await AssertSoundAsync("0.00000000", "0.00000000");
    }

    [Fact]
    public async Task Follow_ReturnThatCustodyRefuses_IsDecidedAgain()
    {
        world.BlockedAddresses.Add(Sender);
        await SendAsync("0.25", Sender);
        await MineAsync(3);
        await LookAsync();
        await DecideAsync(CaseVerdict.Refund);
        await LookAsync();
        world.Custody.Answer = new CustodySubmission(CustodyAnswer.Refused, Reason: "Not there.");
        await LookAsync();

        Assert.Equal((DepositStatus.Quarantined, 2), ((await DepositAsync()).Status, (await DepositAsync()).Cases));
        await AssertSoundAsync("0.00000000", "0.00000000");
    }

    [Fact]
    public async Task Follow_NobodyDecidedInTime_OpensAnotherCase()
    {
        world.BlockedAddresses.Add(Sender);
        await SendAsync("0.25", Sender);
        await MineAsync(3);
        await LookAsync();
        var first = (await DepositAsync()).CaseId!;
        world.Clock.Advance(new DepositOptions().ReviewTime);
        await LookAsync();
        await LookAsync();

        var deposit = await DepositAsync();
        Assert.Equal((DepositStatus.Quarantined, 2), (deposit.Status, deposit.Cases));
        Assert.Equal(CaseOutcome.Expired, (await world.Cases.FindAsync(first)).Value.Outcome);
        Assert.Equal(CaseState.Open, (await world.Cases.FindAsync(deposit.CaseId!)).Value.State);
        await AssertSoundAsync("0.00000000", "0.00000000");
    }

    [Fact]
    public async Task Follow_QuarantinedAndGone_ClosesItsCase()
    {
        world.BlockedAddresses.Add(Sender);
        await SendAsync("0.25", Sender);
        await MineAsync(3);
        await LookAsync();
        await world.Chain.ReorganizeAsync(Bitcoin, 3, ChainFate.DoubleSpent);
        await LookAsync();

        Assert.Equal(DepositStatus.Failed, (await DepositAsync()).Status);
        Assert.Equal(CaseOutcome.Withdrawn, (await world.Cases.FindAsync((await DepositAsync()).CaseId!)).Value.Outcome);
        await AssertSoundAsync("0.00000000", "0.00000000");
    }

    [Fact]
    public async Task Follow_SeizedAndTakenBackByTheChain_HoldsNothingOfIt()
    {
        world.BlockedAddresses.Add(Sender);
        await SendAsync("0.25", Sender);
        await MineAsync(3);
        await LookAsync();
        await DecideAsync(CaseVerdict.Reject);
        await LookAsync();
        await world.Chain.DecideFateAsync(Bitcoin, (await DepositAsync()).TransactionId, ChainFate.DoubleSpent);
        await LookAsync();

        Assert.Equal(DepositStatus.Lost, (await DepositAsync()).Status);
        await AssertSoundAsync("0.00000000", "0.00000000");
    }

    [Theory]
    [InlineData(MemoryStore.Fault.LostBefore)]
    [InlineData(MemoryStore.Fault.LostAfter)]
    [InlineData(MemoryStore.Fault.OtherWriter)]
    public async Task Follow_ReversalWithAFaultAtEachCommit_EndsTheSame(MemoryStore.Fault fault)
    {
        for (var position = 0; position < 6; position++)
        {
            var scene = new DepositChainTests();
            await scene.SendAsync("0.25");
            await scene.CreditAsync();
            await scene.SpendAsync("0.1");
            await scene.world.Chain.DecideFateAsync(Bitcoin, (await scene.DepositAsync()).TransactionId, ChainFate.DoubleSpent);
            scene.world.Store.FailNext([.. Enumerable.Repeat(MemoryStore.Fault.None, position), fault]);
            for (var look = 0; look < 4; look++)
            {
                try
                {
                    await scene.LookAsync();
                }
                catch (CustodyUnavailableException)
                {
                    Assert.NotEqual(3, look); // repeated by the timer
                }
            }

            Assert.Equal(DepositStatus.Lost, (await scene.DepositAsync()).Status);
            await scene.AssertSoundAsync("0.00000000", "0.00000000");
            Assert.Equal("-0.10000000", scene.world.HouseBalance(AccountName.Receivable, WalletWorld.Btc));
        }
    }

    private async Task SendAsync(string amount, string? source = null)
    {
        var address = (await world.Addresses.ExecuteAsync(WalletWorld.Ana, "BTC", Bitcoin)).Value.Address;
        await world.Chain.SendAsync(new StrangersPayment($"s{++sent}", Bitcoin, WalletWorld.Of(amount, WalletWorld.Btc), address) { Source = source });
    }

    private ValueTask<long> MineAsync(int blocks) => world.Chain.MineAsync(Bitcoin, blocks);

    private async Task LookAsync()
    {
        await world.Detect.ExecuteAsync(Bitcoin);
        await world.DeliverAsync();
    }

    private async Task CreditAsync()
    {
        await MineAsync(3);
        await LookAsync();
        Assert.Equal(DepositStatus.Credited, (await DepositAsync()).Status);
    }

    /// <summary>Ana gives some of it to Ben.</summary>
    private async Task SpendAsync(string amount)
    {
        var moved = await new TransferFunds(world.Partitions, world.Assets, world.Clock).ExecuteAsync(
            new FundsTransfer(
                "spent", LedgerPartitions.OfUser(WalletWorld.Ana), AccountName.Available, LedgerPartitions.OfUser("ben"), AccountName.Available,
                WalletWorld.Of(amount, WalletWorld.Btc), PostingKinds.Transfer, new LedgerReference("transfer", "spent"), "ana"));
        Assert.True(moved.IsSuccess);
        await world.DeliverAsync();
    }

    private async Task DecideAsync(CaseVerdict verdict)
    {
        var opened = (await world.Cases.FindAsync((await DepositAsync()).CaseId!)).Value;
        var decided = await world.DecideCase.ExecuteAsync(new DecideCaseCommand(
            opened.CaseId, WalletWorld.Staff("olga", Role.ComplianceOfficer), verdict, "Looked into.", CaseDecisions.VersionOf(opened)));
        Assert.True(decided.IsSuccess, decided.Error?.Message);
        await world.DeliverAsync();
    }

    private async Task<IReadOnlyList<DepositDocument>> DepositsAsync() => (await new ReadDeposits(world.Store, world.Clock).ListAsync(WalletWorld.Ana, new MovementFilter<DepositStatus>(), 50, null)).Items;

    private async Task<DepositDocument> DepositAsync() => Assert.Single(await DepositsAsync());

    private async Task AssertSoundAsync(string available, string held)
    {
        Assert.Equal((available, held), await world.BalanceAsync(WalletWorld.Ana, WalletWorld.Btc));
        world.AssertSound();
        var report = (await new VerifyLedger(
            world.Clock, [new DepositHolds()], new MemorySnapshots(world.Store),
            new CustodyAudit(world.Custody, world.Networks, world.Store, NullLogger<CustodyAudit>.Instance)).ExecuteAsync()).Value;
        Assert.True(report.IsSound, string.Join("; ", report.Violations));
        Assert.All(report.Custody!, statement => Assert.Equal(CustodyState.Balanced, statement.State));
    }
}
