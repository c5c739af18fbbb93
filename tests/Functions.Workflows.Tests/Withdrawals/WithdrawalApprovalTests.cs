using CryptoVault.Wallets.Withdrawals;
using static CryptoVault.Wallets.Withdrawals.WithdrawalStatus;

namespace CryptoVault.Functions.Workflows.Tests.Withdrawals;

public sealed class WithdrawalApprovalTests
{
    [Fact]
    public void Customer_ConfirmsBeforeTheTimeOut_CustomerWins()
    {
        var story = new Story()
            .Step("AskForConfirmation", EmailConfirmation)
            .Step("FollowConfirmation", EmailConfirmation, Screening)
            .Step("ScreenWithdrawal", Policy)
            .Step("ApplyPolicy", AutoApproved)
            .Step("SubmitWithdrawal", Broadcast)
            .Step("FollowCustody", Completed)
            .Begin();
        Assert.Equal("AskForConfirmation FollowConfirmation", story.Steps);
        story.RaiseEvent();

        Assert.Equal("Completed", story.End);
        Assert.Equal("AskForConfirmation FollowConfirmation FollowConfirmation ScreenWithdrawal ApplyPolicy SubmitWithdrawal FollowCustody", story.Steps);
        Assert.Null(story.NextTimer);
        Assert.Equal(0, story.OpenWaits);
    }

    [Fact]
    public void TimeOut_BeforeTheCustomer_TimeOutWins()
    {
        var story = new Story().Step("AskForConfirmation", EmailConfirmation).Step("FollowConfirmation", EmailConfirmation, Expired).Begin();
        story.FireTimer();

        Assert.Equal("Expired", story.End);
        Assert.Equal("AskForConfirmation FollowConfirmation FollowConfirmation", story.Steps);
        Assert.Equal(0, story.OpenWaits);
    }

    [Fact]
    public void Confirmation_BeforeTheWaitBegan_NeedsNoEvent()
    {
        var story = new Story().Step("AskForConfirmation", EmailConfirmation).Step("FollowConfirmation", Screening).Step("ScreenWithdrawal", Rejected).Begin();

        Assert.Equal("Rejected", story.End);
    }

    [Fact]
    public void ForgedEvent_WithoutARecord_MovesNothingAndWaitsOn()
    {
        var story = Waiting(PendingApproval, PendingApproval, PendingApproval, PendingApproval);
        for (var i = 0; i < 3; i++)
        {
            story.RaiseEvent();
            Assert.False(story.HasEnded);
            Assert.Equal(1, story.OpenWaits);
            Assert.NotNull(story.NextTimer);
        }

        Assert.DoesNotContain("SubmitWithdrawal", story.Steps, StringComparison.Ordinal);
    }

    [Fact]
    public void Reviewer_ApprovesBeforeTheTimeOut_ReviewerWins()
    {
        var story = Waiting(PendingApproval, Approved).Step("SubmitWithdrawal", Broadcast).Step("FollowCustody", Completed);
        story.RaiseEvent();

        Assert.Equal("Completed", story.End);
    }

    [Fact]
    public void Reviewer_ApprovedButTheEventGotLost_TimerFindsTheRecord()
    {
        var story = Waiting(PendingApproval, Approved).Step("SubmitWithdrawal", Failed);
        story.FireTimer();

        Assert.Equal("Failed", story.End);
    }

    [Theory]
    [InlineData(Rejected)]
    [InlineData(Canceled)]
    public void Withdrawal_RejectedOrCanceledWhileItWaits_IsNeverSubmitted(WithdrawalStatus end)
    {
        var story = Waiting(PendingApproval, end);
        story.RaiseEvent();

        Assert.Equal(end.ToString(), story.End);
        Assert.DoesNotContain("SubmitWithdrawal", story.Steps, StringComparison.Ordinal);
    }

    [Fact]
    public void TimeOut_BeforeTheReviewer_TimeOutWins()
    {
        var story = Waiting(PendingApproval, Expired);
        story.FireTimer();

        Assert.Equal("Expired", story.End);
    }

    [Fact]
    public void TimeOut_ThatNobodyHasClosedYet_IsLookedAtAgainAfterAPause()
    {
        var story = Waiting(PendingApproval, PendingApproval, Expired);
        story.FireTimer();
        Assert.Equal(story.Now.AddSeconds(1), story.NextTimer);
        story.FireTimer();

        Assert.Equal("Expired", story.End);
    }

    [Fact]
    public void Custody_ThatIsSilent_IsAskedAgainWhenTheStepSays()
    {
        var story = new Story();
        var start = story.Now;
        story
            .Step("AskForConfirmation", Approved)
            .StepAt("SubmitWithdrawal", new(Submitting, start.AddSeconds(2)), new(Submitting, start.AddSeconds(5)), new(Broadcast, start.AddSeconds(6)))
            .StepAt("FollowCustody", new(Broadcast, start.AddSeconds(9)), new(Confirming, start.AddSeconds(12)), new(Completed, null))
            .Begin();
        foreach (var seconds in new[] { 2, 5, 9, 12 })
        {
            Assert.Equal(start.AddSeconds(seconds), story.NextTimer);
            story.FireTimer();
        }

        Assert.Equal("Completed", story.End);
        Assert.Equal(
            "AskForConfirmation SubmitWithdrawal SubmitWithdrawal SubmitWithdrawal FollowCustody FollowCustody FollowCustody", story.Steps);
    }

    [Theory]
    [InlineData(Submitting, "SubmitWithdrawal")]
    [InlineData(Broadcast, "FollowCustody")]
    public void ManualReview_UntilTwoPeopleChose_WaitsAndThenGoesTheirWay(WithdrawalStatus at, string step)
    {
        var story = new Story().Step("AskForConfirmation", at).Step(step, ManualReview, Completed)
            .Step("OpenReviewCase", ManualReview).Step("FollowReview", ManualReview, ManualReview, at).Begin();
        Assert.False(story.HasEnded);
        story.RaiseEvent();
        Assert.False(story.HasEnded);
        story.FireTimer();

        Assert.Equal("Completed", story.End);
        Assert.Equal(
            $"AskForConfirmation {step} OpenReviewCase FollowReview OpenReviewCase FollowReview OpenReviewCase FollowReview {step}", story.Steps);
        Assert.Equal(0, story.OpenWaits);
    }

    [Theory]
    [InlineData(Failed)]
    [InlineData(Completed)]
    public void ManualReview_RefundedOrCompleted_EndsSo(WithdrawalStatus end)
    {
        var story = new Story().Step("AskForConfirmation", Broadcast).Step("FollowCustody", ManualReview).Step("OpenReviewCase", ManualReview).Step("FollowReview", end).Begin();

        Assert.Equal(end.ToString(), story.End);
    }

    [Fact]
    public void Pause_OfSubmissions_IsWaitedForAndEndsWithAnEvent()
    {
        var story = new Story().Step("AskForConfirmation", AutoApproved).Step("SubmitWithdrawal", AutoApproved, AutoApproved, Broadcast).Step("FollowCustody", Completed).Begin();
        story.FireTimer();
        Assert.False(story.HasEnded);
        story.RaiseEvent();

        Assert.Equal("Completed", story.End);
    }

    [Theory]
    [InlineData("AskForConfirmation")]
    [InlineData("FollowConfirmation")]
    [InlineData("ScreenWithdrawal")]
    [InlineData("ApplyPolicy")]
    [InlineData("OpenApprovalCase")]
    [InlineData("FollowApproval")]
    public void Step_BeforeCustody_ThatCannotBeMade_IsCompensatedByGivingBack(string step)
    {
        var story = WholeStory().Breaks(step).Step("GiveBackWithdrawal", Failed).Begin();

        Assert.Equal("Failed", story.End);
        Assert.EndsWith($"{step} GiveBackWithdrawal", story.Steps, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SubmitWithdrawal")]
    [InlineData("FollowCustody")]
    public void Step_WithCustody_ThatCannotBeMade_IsCompensatedByStopping(string step)
    {
        var story = WholeStory().Breaks(step).Step("StopWithdrawal", ManualReview).Step("OpenReviewCase", ManualReview).Step("FollowReview", Failed).Begin();

        Assert.Equal("Failed", story.End);
        Assert.EndsWith($"{step} StopWithdrawal OpenReviewCase FollowReview", story.Steps, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Completed)]
    [InlineData(Canceled)]
    public void Withdrawal_ThatIsOverAlready_IsLeftAlone(WithdrawalStatus end)
    {
        var story = new Story().Step("AskForConfirmation", end).Begin();

        Assert.Equal((end.ToString(), "AskForConfirmation"), (story.End, story.Steps));
    }

    /// <summary>A withdrawal that makes every step.</summary>
    private static Story WholeStory() => new Story()
        .Step("AskForConfirmation", EmailConfirmation)
        .Step("FollowConfirmation", Screening)
        .Step("ScreenWithdrawal", Policy)
        .Step("ApplyPolicy", PendingApproval)
        .Step("OpenApprovalCase", PendingApproval)
        .Step("FollowApproval", Approved)
        .Step("SubmitWithdrawal", Broadcast)
        .Step("FollowCustody", Completed);

    /// <summary>A withdrawal that waits for its reviewers, with what its looks will find.</summary>
    private static Story Waiting(params WithdrawalStatus[] looks)
    {
        var story = new Story()
            .Step("AskForConfirmation", EmailConfirmation)
            .Step("FollowConfirmation", Screening)
            .Step("ScreenWithdrawal", Policy)
            .Step("ApplyPolicy", PendingApproval)
            .Step("OpenApprovalCase", PendingApproval)
            .Step("FollowApproval", looks)
            .Begin();
        Assert.EndsWith("OpenApprovalCase FollowApproval", story.Steps, StringComparison.Ordinal);
        return story;
    }
}
