using CryptoVault.Wallets.Withdrawals;
using CryptoVault.Wallets.Withdrawals.Steps;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace CryptoVault.Functions.Workflows.Withdrawals;

/// <summary>
/// A withdrawal from its request to its end. Every step is decided in the customer's partition together with the money
/// that it moves, and a step that finds the withdrawal elsewhere changes nothing; so a withdrawal that was canceled or
/// has expired simply passes the rest of the story by.
/// </summary>
public sealed class WithdrawalApproval
{
    /// <summary>Tells the story of one withdrawal.</summary>
    /// <returns>How it ended.</returns>
    [Function(WithdrawalWorkflow.Orchestration)]
    public static async Task<string> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var withdrawal = new WithdrawalSteps(context, context.GetInput<WithdrawalReference>()!);

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

        if (status is WithdrawalStatus.AutoApproved or WithdrawalStatus.Approved or WithdrawalStatus.Submitting)
        {
            status = await withdrawal.PollAsync(nameof(SubmitWithdrawal), WithdrawalStatus.Submitting);
        }

        if (status is WithdrawalStatus.Broadcast or WithdrawalStatus.Confirming)
        {
            status = await withdrawal.PollAsync(nameof(FollowCustody), WithdrawalStatus.Broadcast, WithdrawalStatus.Confirming);
        }

        return status.ToString();
    }
}
