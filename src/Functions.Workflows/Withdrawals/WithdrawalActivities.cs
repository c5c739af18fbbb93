using CryptoVault.Messaging;
using CryptoVault.Wallets.Withdrawals;
using CryptoVault.Wallets.Withdrawals.Steps;
using Microsoft.Azure.Functions.Worker;

namespace CryptoVault.Functions.Workflows.Withdrawals;

/// <summary>The steps of a withdrawal as activities: each may run again, and then changes nothing.</summary>
public sealed class WithdrawalActivities(
    AskForConfirmation askForConfirmation, FollowConfirmation followConfirmation, ScreenWithdrawal screenWithdrawal, ApplyPolicy applyPolicy,
    OpenApprovalCase openApprovalCase, FollowApproval followApproval, SubmitWithdrawal submitWithdrawal, FollowCustody followCustody,
    OpenReviewCase openReviewCase, FollowReview followReview, GiveBackWithdrawal giveBackWithdrawal, StopWithdrawal stopWithdrawal)
{
    /// <summary>Mails the customer a token to confirm with.</summary>
    [Function(nameof(AskForConfirmation))]
    public Task<WithdrawalProgress> AskForConfirmationAsync([ActivityTrigger] WithdrawalReference withdrawal) =>
        RunAsync(withdrawal, askForConfirmation.ExecuteAsync);

    /// <summary>Looks whether the customer confirmed.</summary>
    [Function(nameof(FollowConfirmation))]
    public Task<WithdrawalProgress> FollowConfirmationAsync([ActivityTrigger] WithdrawalReference withdrawal) =>
        RunAsync(withdrawal, followConfirmation.ExecuteAsync);

    /// <summary>Screens where the money goes.</summary>
    [Function(nameof(ScreenWithdrawal))]
    public Task<WithdrawalProgress> ScreenWithdrawalAsync([ActivityTrigger] WithdrawalReference withdrawal) =>
        RunAsync(withdrawal, screenWithdrawal.ExecuteAsync);

    /// <summary>Asks the policy.</summary>
    [Function(nameof(ApplyPolicy))]
    public Task<WithdrawalProgress> ApplyPolicyAsync([ActivityTrigger] WithdrawalReference withdrawal) =>
        RunAsync(withdrawal, applyPolicy.ExecuteAsync);

    /// <summary>Opens the case in which reviewers decide.</summary>
    [Function(nameof(OpenApprovalCase))]
    public Task<WithdrawalProgress> OpenApprovalCaseAsync([ActivityTrigger] WithdrawalReference withdrawal) =>
        RunAsync(withdrawal, openApprovalCase.ExecuteAsync);

    /// <summary>Looks what the reviewers decided.</summary>
    [Function(nameof(FollowApproval))]
    public Task<WithdrawalProgress> FollowApprovalAsync([ActivityTrigger] WithdrawalReference withdrawal) =>
        RunAsync(withdrawal, followApproval.ExecuteAsync);

    /// <summary>Hands the withdrawal to custody.</summary>
    [Function(nameof(SubmitWithdrawal))]
    public Task<WithdrawalProgress> SubmitWithdrawalAsync([ActivityTrigger] WithdrawalReference withdrawal) =>
        RunAsync(withdrawal, submitWithdrawal.ExecuteAsync);

    /// <summary>Looks how it stands with custody.</summary>
    [Function(nameof(FollowCustody))]
    public Task<WithdrawalProgress> FollowCustodyAsync([ActivityTrigger] WithdrawalReference withdrawal) =>
        RunAsync(withdrawal, followCustody.ExecuteAsync);

    /// <summary>Opens the case in which people choose the way out of a manual review.</summary>
    [Function(nameof(OpenReviewCase))]
    public Task<WithdrawalProgress> OpenReviewCaseAsync([ActivityTrigger] WithdrawalReference withdrawal) =>
        RunAsync(withdrawal, openReviewCase.ExecuteAsync);

    /// <summary>Looks which way out of a manual review was chosen, and takes it.</summary>
    [Function(nameof(FollowReview))]
    public Task<WithdrawalProgress> FollowReviewAsync([ActivityTrigger] WithdrawalReference withdrawal) =>
        RunAsync(withdrawal, followReview.ExecuteAsync);

    /// <summary>Ends a withdrawal that custody knows nothing of, and whose steps cannot be made.</summary>
    [Function(nameof(GiveBackWithdrawal))]
    public Task<WithdrawalProgress> GiveBackWithdrawalAsync([ActivityTrigger] WithdrawalReference withdrawal) =>
        RunAsync(withdrawal, giveBackWithdrawal.ExecuteAsync);

    /// <summary>Stops a withdrawal that custody may know of, and whose steps cannot be made.</summary>
    [Function(nameof(StopWithdrawal))]
    public Task<WithdrawalProgress> StopWithdrawalAsync([ActivityTrigger] WithdrawalReference withdrawal) =>
        RunAsync(withdrawal, stopWithdrawal.ExecuteAsync);

    private static Task<WithdrawalProgress> RunAsync(
        WithdrawalReference withdrawal, Func<WithdrawalReference, CancellationToken, Task<WithdrawalProgress>> step)
    {
        Correlation.Set(withdrawal.CorrelationId ?? withdrawal.InstanceId);
        return step(withdrawal, CancellationToken.None);
    }
}
