using CryptoVault.Wallets.Withdrawals;
using CryptoVault.Wallets.Withdrawals.Steps;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace CryptoVault.Functions.Workflows.Withdrawals;

/// <summary>
/// A withdrawal from its request to its end. Every step is decided in the customer's partition together with the money
/// that it moves, and a step that finds the withdrawal elsewhere changes nothing; so a withdrawal that was canceled or
/// has expired simply passes the rest of the story by. What is to be done when a step cannot be made at all is
/// registered before it.
/// </summary>
public sealed class WithdrawalApproval
{
    /// <summary>Tells the story of one withdrawal.</summary>
    /// <returns>How it ended.</returns>
    [Function(WithdrawalWorkflow.Orchestration)]
    public static async Task<string> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var withdrawal = new WithdrawalSteps(context, context.GetInput<WithdrawalReference>()!);

        withdrawal.CompensateBy(nameof(GiveBackWithdrawal)); // the money is held
        var status = await withdrawal.TryAsync(ApprovalAsync);

        withdrawal.CompensateBy(nameof(StopWithdrawal)); // custody may know of it: it is given back by people only
        while (IsToBePaid(status))
        {
            status = await withdrawal.TryAsync(steps => PaymentAsync(steps, status));
            if (status == WithdrawalStatus.ManualReview)
            {
                status = await ReviewAsync(withdrawal);
            }
        }

        return status.ToString();
    }

    /// <summary>The customer confirms; screening, policy and people approve.</summary>
    private static async Task<WithdrawalStatus> ApprovalAsync(WithdrawalSteps withdrawal)
    {
        var status = await withdrawal.DoAsync(nameof(AskForConfirmation));
        if (status == WithdrawalStatus.EmailConfirmation)
        {
            status = await withdrawal.WaitAsync(nameof(FollowConfirmation), WithdrawalStatus.EmailConfirmation);
        }

        if (status == WithdrawalStatus.Screening)
        {
            status = await withdrawal.DoAsync(nameof(ScreenWithdrawal));
        }

        if (status == WithdrawalStatus.Policy)
        {
            status = await withdrawal.DoAsync(nameof(ApplyPolicy));
        }

        if (status == WithdrawalStatus.PendingApproval)
        {
            await withdrawal.DoAsync(nameof(OpenApprovalCase));
            status = await withdrawal.WaitAsync(nameof(FollowApproval), WithdrawalStatus.PendingApproval);
        }

        return status;
    }

    /// <summary>Custody takes it, and its transaction gets deep enough.</summary>
    private static async Task<WithdrawalStatus> PaymentAsync(WithdrawalSteps withdrawal, WithdrawalStatus status)
    {
        if (status is WithdrawalStatus.AutoApproved or WithdrawalStatus.Approved or WithdrawalStatus.Submitting)
        {
            status = await withdrawal.WaitAsync(
                nameof(SubmitWithdrawal), WithdrawalStatus.AutoApproved, WithdrawalStatus.Approved, WithdrawalStatus.Submitting);
        }

        if (status is WithdrawalStatus.Broadcast or WithdrawalStatus.Confirming)
        {
            status = await withdrawal.WaitAsync(nameof(FollowCustody), WithdrawalStatus.Broadcast, WithdrawalStatus.Confirming);
        }

        return status;
    }

    /// <summary>Two people find out what became of it, and choose the way on. A way that turns out to be none is another review.</summary>
    private static async Task<WithdrawalStatus> ReviewAsync(WithdrawalSteps withdrawal)
    {
        var status = WithdrawalStatus.ManualReview;
        while (status == WithdrawalStatus.ManualReview)
        {
            await withdrawal.DoAsync(nameof(OpenReviewCase));
            status = await withdrawal.WaitOnceAsync(nameof(FollowReview), WithdrawalStatus.ManualReview);
        }

        return status;
    }

    private static bool IsToBePaid(WithdrawalStatus status) => status is
        WithdrawalStatus.AutoApproved or WithdrawalStatus.Approved or WithdrawalStatus.Submitting or WithdrawalStatus.Broadcast or WithdrawalStatus.Confirming
        or WithdrawalStatus.ManualReview;
}
