using CryptoVault.Accounts;
using CryptoVault.Compliance.Cases;
using CryptoVault.Ledger;
using CryptoVault.Results;
using CryptoVault.Wallets.Custody;
using CryptoVault.Wallets.Networks;
using CryptoVault.Wallets.Withdrawals;
using CryptoVault.Wallets.Withdrawals.Steps;
using CryptoVault.Wallets.Withdrawals.Stuck;

namespace CryptoVault.Shared.Tests.Wallets.Withdrawals;

/// <summary>Withdrawals that nobody knows about, and the ways on that two people choose.</summary>
public sealed class ManualReviewTests
{
    private static readonly CaseEvidence Seen = new("0xabc", "0.00005", "explorer");
    private static readonly CaseEvidence NotSeen = new(null, null, "explorer and custody's statement");
    private readonly WalletWorld world = new();

    [Fact]
    public async Task Review_OfAStuckWithdrawal_IsListedAndHasACase()
    {
        var withdrawal = await StuckAsync();
        var stuck = Assert.Single(await world.Stuck.ListAsync());
        var open = (await world.Cases.FindAsync(stuck.CaseId!)).Value;

        Assert.Equal((withdrawal.WithdrawalId, StuckCause.ManualReview), (stuck.Withdrawal.WithdrawalId, stuck.Cause));
        Assert.Equal((CaseType.WithdrawalReview, CaseState.Open), (open.CaseType, open.State));
        Assert.Equal("0.01002000", (await world.BalanceAsync(WalletWorld.Ana, WalletWorld.Btc)).Held);
    }

    [Fact]
    public async Task Retry_ByTwoPeople_IsPaidOnceThoughCustodyHadItAlready()
    {
        var withdrawal = await StuckAsync();
        await ChooseAsync(withdrawal, CaseVerdict.Retry);

        Assert.Equal(WithdrawalStatus.Submitting, (await world.StepAsync(nameof(FollowReview), withdrawal)).Status);
        Assert.Equal(WithdrawalStatus.Broadcast, (await world.StepAsync(nameof(SubmitWithdrawal), withdrawal)).Status);
        await CompleteAsync(withdrawal);
        Assert.Equal([withdrawal.WithdrawalId], (await world.Chain.ListSubmittedAsync(NetworkNames.Bitcoin, null, 10)).Ids);
    }

    [Fact]
    public async Task Retry_OfOneThatCustodyHas_GoesOnFromThere()
    {
        var withdrawal = await StuckAsync(isWithCustody: true);
        await ChooseAsync(withdrawal, CaseVerdict.Retry);

        Assert.Equal(WithdrawalStatus.Broadcast, (await world.StepAsync(nameof(FollowReview), withdrawal)).Status);
        Assert.Equal(WithdrawalStatus.Broadcast, (await world.StepAsync(nameof(FollowReview), withdrawal)).Status);
        await CompleteAsync(withdrawal);
    }

    [Fact]
    public async Task Complete_WithEvidence_BooksItAsPaidWithTheFeeThatWasSeen()
    {
        var withdrawal = await StuckAsync();
        await ChooseAsync(withdrawal, CaseVerdict.Complete, Seen);
        Assert.Equal(WithdrawalStatus.Completed, (await world.StepAsync(nameof(FollowReview), withdrawal)).Status);
        Assert.Equal(WithdrawalStatus.Completed, (await world.StepAsync(nameof(FollowReview), withdrawal)).Status);
        await world.DeliverAsync();

        Assert.Equal(("0.98998000", "0.00000000"), await world.BalanceAsync(WalletWorld.Ana, WalletWorld.Btc));
        Assert.Equal("-0.00005000", world.HouseBalance(AccountName.Expense, WalletWorld.Btc));
        Assert.Equal("0xabc", (await world.ReadAsync(withdrawal)).TransactionId);
        world.AssertSound();
        Assert.Empty(await world.Stuck.ListAsync());
    }

    [Fact]
    public async Task Refund_OfWhatCustodyNeverHad_GivesBackOnce()
    {
        var withdrawal = await StuckAsync();
        await ChooseAsync(withdrawal, CaseVerdict.Refund, NotSeen);
        Assert.Equal(WithdrawalStatus.Failed, (await world.StepAsync(nameof(FollowReview), withdrawal)).Status);
        var before = world.Digest();
        Assert.Equal(WithdrawalStatus.Failed, (await world.StepAsync(nameof(FollowReview), withdrawal)).Status);
        await world.StepAsync(nameof(SubmitWithdrawal), withdrawal);

        Assert.Equal(before, world.Digest());
        Assert.Equal(("1.00000000", "0.00000000"), await world.BalanceAsync(WalletWorld.Ana, WalletWorld.Btc));
        Assert.Empty((await world.Chain.ListSubmittedAsync(NetworkNames.Bitcoin, null, 10)).Ids);
        world.AssertSound();
        Assert.Empty(await world.Stuck.ListAsync());
    }

    [Fact]
    public async Task Refund_OfWhatCustodyPays_IsRefusedAndPeopleLookAgain()
    {
        var withdrawal = await StuckAsync(isWithCustody: true);
        var first = OpenReviewCase.CaseIdOf(await world.ReadAsync(withdrawal));
        await ChooseAsync(withdrawal, CaseVerdict.Refund, NotSeen);
        Assert.Equal(WithdrawalStatus.ManualReview, (await world.StepAsync(nameof(FollowReview), withdrawal)).Status);
        await world.StepAsync(nameof(OpenReviewCase), withdrawal);
        var second = OpenReviewCase.CaseIdOf(await world.ReadAsync(withdrawal));

        Assert.NotEqual(first, second);
        Assert.Equal(CaseState.Open, (await world.Cases.FindAsync(second)).Value.State);
        Assert.Equal("0.01002000", (await world.BalanceAsync(WalletWorld.Ana, WalletWorld.Btc)).Held);
        await ChooseAsync(withdrawal, CaseVerdict.Retry);
        await world.StepAsync(nameof(FollowReview), withdrawal);
        await CompleteAsync(withdrawal);
    }

    [Fact]
    public async Task Complete_OfWhatCustodyCallsFailed_IsRefusedAndPeopleLookAgain()
    {
        var withdrawal = await StuckAsync();
        world.Custody.State = _ => new CustodyWithdrawalState(CustodyStage.Failed, null, 0, 0, "Refused by the contract.");
        await ChooseAsync(withdrawal, CaseVerdict.Complete, Seen);

        Assert.Equal(WithdrawalStatus.ManualReview, (await world.StepAsync(nameof(FollowReview), withdrawal)).Status);
        Assert.Equal("0.01002000", (await world.BalanceAsync(WalletWorld.Ana, WalletWorld.Btc)).Held);
    }

    [Fact]
    public async Task Exit_WhileCustodyIsSilent_WaitsForIt()
    {
        var withdrawal = await StuckAsync();
        await ChooseAsync(withdrawal, CaseVerdict.Refund, NotSeen);
        world.Custody.IsDown = true;
        var before = world.Digest();
        var waits = await world.StepAsync(nameof(FollowReview), withdrawal);

        Assert.Equal(WithdrawalStatus.ManualReview, waits.Status);
        Assert.True(waits.WakeAt > world.Clock.GetUtcNow());
        Assert.Equal(before, world.Digest());
    }

    [Theory]
    [InlineData(Role.Treasury, Role.Treasury)]
    [InlineData(Role.Admin, Role.Treasury)]
    [InlineData(Role.ComplianceOfficer, Role.ComplianceReviewer)]
    public async Task Exit_ByTwoOfOneSide_IsNotChosenYet(Role one, Role other)
    {
        var withdrawal = await StuckAsync();
        Assert.True((await DecideAsync(withdrawal, "one", one, CaseVerdict.Retry, null)).IsSuccess);
        var second = await DecideAsync(withdrawal, "two", other, CaseVerdict.Retry, null);

        Assert.Null(second.Value.Outcome);
        Assert.Equal(WithdrawalStatus.ManualReview, (await world.StepAsync(nameof(FollowReview), withdrawal)).Status);
    }

    [Fact]
    public async Task Exit_ThatTheyDoNotAgreeOn_IsNotChosenUntilTheyDo()
    {
        var withdrawal = await StuckAsync();
        await DecideAsync(withdrawal, "tom", Role.Treasury, CaseVerdict.Refund, NotSeen);
        Assert.Null((await DecideAsync(withdrawal, "rita", Role.ComplianceReviewer, CaseVerdict.Complete, Seen)).Value.Outcome);
        Assert.IsType<AlreadyDecided>((await DecideAsync(withdrawal, "rita", Role.ComplianceReviewer, CaseVerdict.Complete, Seen)).Error);
        Assert.Null((await DecideAsync(withdrawal, "tom", Role.Treasury, CaseVerdict.Complete, Seen with { TransactionId = "0xdef" })).Value.Outcome);

        Assert.Equal(CaseOutcome.Complete, (await DecideAsync(withdrawal, "tom", Role.Treasury, CaseVerdict.Complete, Seen)).Value.Outcome);
    }

    [Fact]
    public async Task Exit_ByTheCustomerOrWithoutEvidence_IsRefusedAndChangesNothing()
    {
        var withdrawal = await StuckAsync();
        var before = world.Digest();

        Assert.IsType<ApproverIsRequester>((await DecideAsync(withdrawal, WalletWorld.Ana, Role.Treasury, CaseVerdict.Refund, NotSeen)).Error);
        Assert.IsType<ApproverRoleMissing>((await DecideAsync(withdrawal, "sue", Role.Support, CaseVerdict.Refund, NotSeen)).Error);
        Assert.IsType<EvidenceMissing>((await DecideAsync(withdrawal, "tom", Role.Treasury, CaseVerdict.Refund, null)).Error);
        Assert.IsType<EvidenceMissing>((await DecideAsync(withdrawal, "tom", Role.Treasury, CaseVerdict.Complete, NotSeen)).Error);
        Assert.IsType<ValidationFailed>((await DecideAsync(withdrawal, "tom", Role.Treasury, CaseVerdict.Complete, Seen with { NetworkFee = "0.000000001" })).Error);
        Assert.IsType<VerdictUnfit>((await DecideAsync(withdrawal, "tom", Role.Treasury, CaseVerdict.Approve, null)).Error);
        Assert.Equal(before, world.Digest());
    }

    private async Task ChooseAsync(WithdrawalReference withdrawal, CaseVerdict verdict, CaseEvidence? evidence = null)
    {
        Assert.Null((await DecideAsync(withdrawal, "tom", Role.Treasury, verdict, evidence)).Value.Outcome);
        Assert.NotNull((await DecideAsync(withdrawal, "rita", Role.ComplianceReviewer, verdict, evidence)).Value.Outcome);
    }

    private async Task<Result<CaseDocument>> DecideAsync(WithdrawalReference withdrawal, string who, Role role, CaseVerdict verdict, CaseEvidence? evidence)
    {
        var id = OpenReviewCase.CaseIdOf(await world.ReadAsync(withdrawal));
        var version = (await world.Cases.FindAsync(id)).Value.Version;
        return await world.DecideCase.ExecuteAsync(new DecideCaseCommand(id, WalletWorld.Staff(who, role), verdict, "looked into", $"{version}") { Evidence = evidence });
    }

    /// <summary>A withdrawal in manual review; custody was silent, and has it or not.</summary>
    private async Task<WithdrawalReference> StuckAsync(bool isWithCustody = false)
    {
        await world.FundAsync(WalletWorld.Ana, "1", WalletWorld.Btc);
        var withdrawal = await world.JudgedAsync("0.01");
        (world.Custody.IsDown, world.Custody.LostAnswers) = (!isWithCustody, isWithCustody ? 2 : 0);
        await world.StepAsync(nameof(SubmitWithdrawal), withdrawal);
        world.Clock.Advance(world.Options.CustodyPatience);
        Assert.Equal(WithdrawalStatus.ManualReview, (await world.StepAsync(nameof(SubmitWithdrawal), withdrawal)).Status);
        world.Custody.IsDown = false;
        await world.StepAsync(nameof(OpenReviewCase), withdrawal);
        await world.DeliverAsync();
        return withdrawal;
    }

    private async Task CompleteAsync(WithdrawalReference withdrawal)
    {
        await world.Chain.MineAsync(NetworkNames.Bitcoin, 3);
        Assert.Equal(WithdrawalStatus.Completed, (await world.StepAsync(nameof(FollowCustody), withdrawal)).Status);
        await world.DeliverAsync();
        Assert.Equal(("0.98998000", "0.00000000"), await world.BalanceAsync(WalletWorld.Ana, WalletWorld.Btc));
        world.AssertSound();
        Assert.Empty(await world.Stuck.ListAsync());
    }
}
