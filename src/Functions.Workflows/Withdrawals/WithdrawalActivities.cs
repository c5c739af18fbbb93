using CryptoVault.Messaging;
using CryptoVault.Wallets.Withdrawals;
using CryptoVault.Wallets.Withdrawals.Steps;
using Microsoft.Azure.Functions.Worker;

namespace CryptoVault.Functions.Workflows.Withdrawals;

/// <summary>The steps of a withdrawal as activities: each may run again, and then changes nothing.</summary>
public sealed class WithdrawalActivities(
    AskForConfirmation askForConfirmation, FollowConfirmation followConfirmation, ScreenWithdrawal screenWithdrawal, ApplyPolicy applyPolicy,
    OpenApprovalCase openApprovalCase, FollowApproval followApproval, SubmitWithdrawal submitWithdrawal, FollowCustody followCustody)
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

    private static Task<WithdrawalProgress> RunAsync(
        WithdrawalReference withdrawal, Func<WithdrawalReference, CancellationToken, Task<WithdrawalProgress>> step)
    {
        Correlation.Set(withdrawal.CorrelationId ?? withdrawal.InstanceId);
        return step(withdrawal, CancellationToken.None);
    }
}
