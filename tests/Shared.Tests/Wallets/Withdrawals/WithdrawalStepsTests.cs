using CryptoVault.Accounts;
using CryptoVault.Compliance.Cases;
using CryptoVault.Ledger;
using CryptoVault.Wallets.Custody;
using CryptoVault.Wallets.Networks;
using CryptoVault.Wallets.Withdrawals;
using CryptoVault.Wallets.Withdrawals.Policy;
using CryptoVault.Wallets.Withdrawals.Steps;

namespace CryptoVault.Shared.Tests.Wallets.Withdrawals;

public sealed class WithdrawalStepsTests
{
    private const string Small = "0.01"; // 600 dollars
    private const string Large = "0.5"; // 30,000 dollars
    private readonly WalletWorld world = new();

    [Fact]
    public async Task Mail_IsSentOnceAndItsTokenIsNowhereStored()
    {
        await FundedAsync();
        var (withdrawal, token) = await world.MailedAsync();
        await world.StepAsync(nameof(AskForConfirmation), withdrawal);
        await world.DeliverAsync();

        var mail = Assert.Single(world.Mails);
        Assert.Equal((WalletWorld.Ana, "confirm-withdrawal", withdrawal.WithdrawalId), (mail.UserId, mail.Template, mail.Values["withdrawal"]));
        Assert.DoesNotContain(token, world.Digest(), StringComparison.Ordinal);
        Assert.Equal(WithdrawalStatus.EmailConfirmation, await world.StatusAsync(withdrawal));
    }

    [Fact]
    public async Task Confirm_WithTheToken_WakesTheOrchestrationAndCanBeRepeated()
    {
        await FundedAsync();
        var (withdrawal, token) = await world.MailedAsync();
        var confirmed = await world.Confirm.ExecuteAsync(withdrawal, token);
        await world.DeliverAsync();
        var before = world.Digest();
        var again = await world.Confirm.ExecuteAsync(withdrawal, token);

        Assert.Equal(WithdrawalStatus.Screening, confirmed.Value.Status);
        Assert.Equal(confirmed.Value.Status, again.Value.Status);
        Assert.Equal(before, world.Digest());
        Assert.Single(world.WorkflowCommands, command => command.Event is not null && command.InstanceId == withdrawal.InstanceId);
    }

    [Fact]
    public async Task Confirm_WithAnotherToken_IsRefusedAndChangesNothing()
    {
        await FundedAsync();
        var (withdrawal, _) = await world.MailedAsync();
        var (_, other) = await world.MailedAsync(key: "other");
        var before = world.Digest();

        Assert.IsType<ConfirmationTokenInvalid>((await world.Confirm.ExecuteAsync(withdrawal, other)).Error);
        Assert.IsType<ConfirmationTokenInvalid>((await world.Confirm.ExecuteAsync(withdrawal, "")).Error);
        Assert.IsType<WithdrawalNotFound>((await world.Confirm.ExecuteAsync(withdrawal with { UserId = "ben" }, other)).Error);
        Assert.Equal(before, world.Digest());
    }

    [Fact]
    public async Task Confirm_OneMillisecondBeforeTheTimeOut_Wins()
    {
        await FundedAsync();
        var (withdrawal, token) = await world.MailedAsync();
        world.Clock.Advance(world.Options.ConfirmationTimeout - TimeSpan.FromMilliseconds(1));
        Assert.Equal(WithdrawalStatus.EmailConfirmation, (await world.StepAsync(nameof(FollowConfirmation), withdrawal)).Status);
        Assert.True((await world.Confirm.ExecuteAsync(withdrawal, token)).IsSuccess);
        world.Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(WithdrawalStatus.Screening, (await world.StepAsync(nameof(FollowConfirmation), withdrawal)).Status);
    }

    [Fact]
    public async Task Confirm_AtTheTimeOut_LosesAndTheMoneyIsFreeAgain()
    {
        await FundedAsync();
        var (withdrawal, token) = await world.MailedAsync();
        world.Clock.Advance(world.Options.ConfirmationTimeout);
        Assert.IsType<WithdrawalNotConfirmable>((await world.Confirm.ExecuteAsync(withdrawal, token)).Error);

        Assert.Equal(WithdrawalStatus.Expired, (await world.StepAsync(nameof(FollowConfirmation), withdrawal)).Status);
        Assert.IsType<WithdrawalNotConfirmable>((await world.Confirm.ExecuteAsync(withdrawal, token)).Error);
        await AssertGivenBackAsync();
    }

    [Fact]
    public async Task Screening_OfABlockedAddress_RejectsAndGivesBack()
    {
        await FundedAsync();
        world.BlockedAddresses.Add(WalletWorld.Stranger);
        var withdrawal = await world.JudgedAsync(Small);

        Assert.Equal(WithdrawalStatus.Rejected, await world.StatusAsync(withdrawal));
        await AssertGivenBackAsync();
    }

    [Theory]
    [InlineData(Small, WithdrawalStatus.AutoApproved, "small-automatic")]
    [InlineData(Large, WithdrawalStatus.PendingApproval, "reviewer")]
    public async Task Policy_ByValue_DecidesAndRecordsTheRule(string amount, WithdrawalStatus status, string rule)
    {
        await FundedAsync();
        var document = await world.ReadAsync(await world.JudgedAsync(amount));

        Assert.Equal((status, rule, 1), (document.Status, document.PolicyDecision!.Rule, document.PolicyDecision.PolicyVersion));
    }

    [Fact]
    public async Task Policy_WithoutAPrice_AsksAReviewer()
    {
        await FundedAsync();
        var (withdrawal, token) = await world.MailedAsync(Small);
        world.BtcPrice = null;
        await world.Confirm.ExecuteAsync(withdrawal, token);
        await world.StepAsync(nameof(ScreenWithdrawal), withdrawal);
        await world.StepAsync(nameof(ApplyPolicy), withdrawal);

        Assert.Equal(WithdrawalStatus.PendingApproval, await world.StatusAsync(withdrawal));
    }

    [Fact]
    public async Task Policy_ThatBlocks_RejectsAndGivesBack()
    {
        var blocking = new WalletWorld(new WithdrawalOptions
        {
            Policy = new WithdrawalPolicyOptions { Rules = [new PolicyRuleOptions { Name = "no-btc", Outcome = "block", Assets = ["BTC"] }] },
        });
        await blocking.FundAsync(WalletWorld.Ana, "1", WalletWorld.Btc);
        var withdrawal = await blocking.JudgedAsync(Small);

        Assert.Equal(WithdrawalStatus.Rejected, await blocking.StatusAsync(withdrawal));
        Assert.Equal(("1.00000000", "0.00000000"), await blocking.BalanceAsync(WalletWorld.Ana, WalletWorld.Btc));
    }

    [Fact]
    public async Task Approval_ByAReviewer_LetsItGo()
    {
        await FundedAsync();
        var withdrawal = await world.JudgedAsync(Large);
        var decided = await DecideAsync(withdrawal, "rita", CaseVerdict.Approve);
        await world.DeliverAsync();

        Assert.Equal((CaseState.Closed, CaseOutcome.Approved), (decided.Value.State, decided.Value.Outcome));
        Assert.Equal(WithdrawalStatus.Approved, (await world.StepAsync(nameof(FollowApproval), withdrawal)).Status);
        Assert.Contains(world.WorkflowCommands, command => command.Event is not null && command.InstanceId == withdrawal.InstanceId);
    }

    [Fact]
    public async Task Approval_Rejected_GivesBack()
    {
        await FundedAsync();
        var withdrawal = await world.JudgedAsync(Large);
        await DecideAsync(withdrawal, "rita", CaseVerdict.Reject);

        Assert.Equal(WithdrawalStatus.Rejected, (await world.StepAsync(nameof(FollowApproval), withdrawal)).Status);
        await AssertGivenBackAsync();
    }

    [Fact]
    public async Task Approval_OneMillisecondBeforeTheTimeOut_WinsEvenWhenSeenAfterIt()
    {
        await FundedAsync();
        var withdrawal = await world.JudgedAsync(Large);
        world.Clock.Advance(world.Options.ApprovalTimeout - TimeSpan.FromMilliseconds(1));
        Assert.True((await DecideAsync(withdrawal, "rita", CaseVerdict.Approve)).IsSuccess);
        world.Clock.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(WithdrawalStatus.Approved, (await world.StepAsync(nameof(FollowApproval), withdrawal)).Status);
    }

    [Fact]
    public async Task Approval_AtTheTimeOut_LosesEvenWhenNobodyHasNoticedIt()
    {
        await FundedAsync();
        var withdrawal = await world.JudgedAsync(Large);
        world.Clock.Advance(world.Options.ApprovalTimeout);
        Assert.IsType<CaseClosed>((await DecideAsync(withdrawal, "rita", CaseVerdict.Approve)).Error);

        Assert.Equal(WithdrawalStatus.Expired, (await world.StepAsync(nameof(FollowApproval), withdrawal)).Status);
        Assert.IsType<CaseClosed>((await DecideAsync(withdrawal, "rita", CaseVerdict.Approve, "2")).Error);
        await AssertGivenBackAsync();
    }

    [Fact]
    public async Task WakeUp_WithoutADecision_MovesNothing()
    {
        await FundedAsync();
        var withdrawal = await world.JudgedAsync(Large);
        var before = world.Digest();

        Assert.Equal(WithdrawalStatus.PendingApproval, (await world.StepAsync(nameof(FollowApproval), withdrawal)).Status);
        Assert.Equal(before, world.Digest());
    }

    [Fact]
    public async Task Cancel_WhileReviewersLook_GivesBackAndClosesTheCase()
    {
        await FundedAsync();
        var withdrawal = await world.JudgedAsync(Large);
        Assert.Equal(WithdrawalStatus.Canceled, (await world.Cancel.ExecuteAsync(withdrawal)).Value.Status);
        Assert.Equal(WithdrawalStatus.Canceled, (await world.Cancel.ExecuteAsync(withdrawal)).Value.Status);
        await world.StepAsync(nameof(FollowApproval), withdrawal);

        Assert.Equal(CaseOutcome.Withdrawn, (await world.Cases.FindAsync((await world.ReadAsync(withdrawal)).CaseId!)).Value.Outcome);
        await AssertGivenBackAsync();
    }

    [Fact]
    public async Task Cancel_AfterTheApproval_StopsIt()
    {
        await FundedAsync();
        var withdrawal = await world.JudgedAsync(Large);
        await DecideAsync(withdrawal, "rita", CaseVerdict.Approve);
        await world.Cancel.ExecuteAsync(withdrawal);
        await world.StepAsync(nameof(FollowApproval), withdrawal);
        await world.StepAsync(nameof(SubmitWithdrawal), withdrawal);

        Assert.Equal(WithdrawalStatus.Canceled, await world.StatusAsync(withdrawal));
        Assert.Equal(0, world.Custody.Submissions);
        await AssertGivenBackAsync();
    }

    [Fact]
    public async Task Cancel_OnceItIsWithCustody_IsRefusedAndChangesNothing()
    {
        await FundedAsync();
        var withdrawal = await world.JudgedAsync(Small);
        await world.StepAsync(nameof(SubmitWithdrawal), withdrawal);
        var before = world.Digest();

        Assert.IsType<WithdrawalNotCancelable>((await world.Cancel.ExecuteAsync(withdrawal)).Error);
        Assert.IsType<WithdrawalNotFound>((await world.Cancel.ExecuteAsync(withdrawal with { UserId = "ben" })).Error);
        Assert.Equal(before, world.Digest());
    }

    [Fact]
    public async Task Completion_AtDepth_BooksWhatLeftAndWhatItEarned()
    {
        await FundedAsync();
        var withdrawal = await world.JudgedAsync(Small);
        await world.StepAsync(nameof(SubmitWithdrawal), withdrawal);
        await world.Chain.MineAsync(NetworkNames.Bitcoin, 2);
        Assert.Equal(WithdrawalStatus.Confirming, (await world.StepAsync(nameof(FollowCustody), withdrawal)).Status);
        await world.Chain.MineAsync(NetworkNames.Bitcoin, 1);
        Assert.Equal(WithdrawalStatus.Completed, (await world.StepAsync(nameof(FollowCustody), withdrawal)).Status);
        await world.DeliverAsync();

        Assert.Equal(("0.98998000", "0.00000000"), await world.BalanceAsync(WalletWorld.Ana, WalletWorld.Btc));
        Assert.Equal("-0.98999000", world.HouseBalance(AccountName.Custody, WalletWorld.Btc));
        Assert.Equal("0.00002000", world.HouseBalance(AccountName.Revenue, WalletWorld.Btc));
        Assert.Equal("-0.00001000", world.HouseBalance(AccountName.Expense, WalletWorld.Btc));
        Assert.NotNull((await world.ReadAsync(withdrawal)).TransactionId);
        world.AssertSound();
    }

    [Fact]
    public async Task Submission_WhoseAnswerGotLost_PaysOnce()
    {
        await FundedAsync();
        var withdrawal = await world.JudgedAsync(Small);
        world.Custody.LostAnswers = 3;
        for (var i = 0; i < 3; i++)
        {
            var progress = await world.StepAsync(nameof(SubmitWithdrawal), withdrawal);
            Assert.Equal(WithdrawalStatus.Submitting, progress.Status);
            Assert.True(progress.WakeAt > world.Clock.GetUtcNow());
        }

        Assert.Equal(WithdrawalStatus.Broadcast, (await world.StepAsync(nameof(SubmitWithdrawal), withdrawal)).Status);
        Assert.Equal([withdrawal.WithdrawalId], (await world.Chain.ListSubmittedAsync(NetworkNames.Bitcoin, null, 10)).Ids);
    }

    [Fact]
    public async Task Submission_ToASilentCustody_StopsForManualReviewWithTheMoneyHeld()
    {
        await FundedAsync();
        var withdrawal = await world.JudgedAsync(Small);
        world.Custody.IsDown = true;
        await world.StepAsync(nameof(SubmitWithdrawal), withdrawal);
        world.Clock.Advance(world.Options.CustodyPatience);

        Assert.Equal(WithdrawalStatus.ManualReview, (await world.StepAsync(nameof(SubmitWithdrawal), withdrawal)).Status);
        Assert.Equal("0.01002000", (await world.BalanceAsync(WalletWorld.Ana, WalletWorld.Btc)).Held);
        Assert.NotNull((await world.ReadAsync(withdrawal)).Reason);
    }

    [Fact]
    public async Task Submission_Refused_FailsAndGivesBack()
    {
        await FundedAsync();
        var withdrawal = await world.JudgedAsync(Small);
        world.Custody.Answer = new CustodySubmission(CustodyAnswer.Refused, Reason: "Not that address.");

        Assert.Equal(WithdrawalStatus.Failed, (await world.StepAsync(nameof(SubmitWithdrawal), withdrawal)).Status);
        Assert.Equal("Not that address.", (await world.ReadAsync(withdrawal)).Reason);
        await AssertGivenBackAsync();
    }

    [Fact]
    public async Task Custody_ThatForgetsAWithdrawal_StopsForManualReview()
    {
        await FundedAsync();
        var withdrawal = await SubmittedAsync();
        world.Custody.State = _ => null;

        Assert.Equal(WithdrawalStatus.ManualReview, (await world.StepAsync(nameof(FollowCustody), withdrawal)).Status);
        Assert.Equal("0.01002000", (await world.BalanceAsync(WalletWorld.Ana, WalletWorld.Btc)).Held);
    }

    [Fact]
    public async Task Custody_ThatFinallyFails_GivesBack()
    {
        await FundedAsync();
        var withdrawal = await SubmittedAsync();
        world.Custody.State = _ => new CustodyWithdrawalState(CustodyStage.Failed, null, 0, 0, "Double spent.");

        Assert.Equal(WithdrawalStatus.Failed, (await world.StepAsync(nameof(FollowCustody), withdrawal)).Status);
        await AssertGivenBackAsync();
    }

    [Fact]
    public async Task Transaction_ThatDoesNotGetDeepEnough_StopsForManualReview()
    {
        await FundedAsync();
        var withdrawal = await SubmittedAsync();
        world.Custody.State = state => state! with { Stage = CustodyStage.Pending, Confirmations = 0 };
        world.Clock.Advance(world.Options.StuckAfter - TimeSpan.FromSeconds(1));
        Assert.Equal(WithdrawalStatus.Broadcast, (await world.StepAsync(nameof(FollowCustody), withdrawal)).Status);
        world.Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(WithdrawalStatus.ManualReview, (await world.StepAsync(nameof(FollowCustody), withdrawal)).Status);
    }

    [Fact]
    public void NextPoll_AsTimePasses_BacksOffWithinItsBounds()
    {
        var options = new WithdrawalOptions { MinPollInterval = TimeSpan.FromSeconds(1), MaxPollInterval = TimeSpan.FromMinutes(5) };
        var since = DateTimeOffset.UnixEpoch;

        Assert.Equal(since.AddSeconds(1), options.NextPoll(since, since));
        Assert.Equal(since.AddSeconds(15), options.NextPoll(since, since.AddSeconds(10)));
        Assert.Equal(since.AddHours(5).AddMinutes(5), options.NextPoll(since, since.AddHours(5)));
    }

    [Fact]
    public async Task Revival_OfWhatStandsStill_PromisesItsStartOrWakeUpAgain()
    {
        await FundedAsync();
        var revive = world.Revive;
        var unstarted = await world.RequestedAsync(key: "unstarted");
        var waiting = await world.JudgedAsync(Large, "waiting");
        var approved = await world.JudgedAsync(Small, "approved");
        world.WorkflowCommands.Clear();
        Assert.Equal(0, (await revive.ExecuteAsync()).Value);
        world.Clock.Advance(world.Options.ReviveAfter + TimeSpan.FromSeconds(1));
        Assert.Equal(2, (await revive.ExecuteAsync()).Value);
        await world.DeliverAsync();

        Assert.Equal(unstarted.InstanceId, Assert.Single(world.WorkflowCommands, command => command.Orchestration is not null).InstanceId);
        Assert.Equal(
            new[] { unstarted.InstanceId, approved.InstanceId }.Order(),
            world.WorkflowCommands.Where(command => command.Event is not null).Select(command => command.InstanceId).Order());
        Assert.DoesNotContain(world.WorkflowCommands, command => command.InstanceId == waiting.InstanceId);
    }

    private Task FundedAsync() => world.FundAsync(WalletWorld.Ana, "1", WalletWorld.Btc);

    private async Task<WithdrawalReference> SubmittedAsync()
    {
        var withdrawal = await world.JudgedAsync(Small);
        Assert.Equal(WithdrawalStatus.Broadcast, (await world.StepAsync(nameof(SubmitWithdrawal), withdrawal)).Status);
        return withdrawal;
    }

    private async Task<Results.Result<CaseDocument>> DecideAsync(WithdrawalReference withdrawal, string reviewer, CaseVerdict verdict, string version = "1") =>
        await world.DecideCase.ExecuteAsync(new DecideCaseCommand(
            (await world.ReadAsync(withdrawal)).CaseId!, WalletWorld.Staff(reviewer, Role.ComplianceReviewer), verdict, "Looked at it.", version));

    private async Task AssertGivenBackAsync()
    {
        await world.DeliverAsync();
        Assert.Equal(("1.00000000", "0.00000000"), await world.BalanceAsync(WalletWorld.Ana, WalletWorld.Btc));
        world.AssertSound();
    }
}
