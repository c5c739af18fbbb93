using CryptoVault.Compliance.Cases;

namespace CryptoVault.Wallets.Withdrawals.Steps;

/// <summary>Opens the case in which reviewers decide. Its id is derived from the withdrawal, so there is one.</summary>
public sealed class OpenApprovalCase(WithdrawalDecider decider, CaseDesk desk)
{
    /// <summary>Approvals stand in the middle of the queue.</summary>
    private const int Priority = 50;

    /// <summary>Opens it if the withdrawal waits for approval.</summary>
    public async Task<WithdrawalProgress> ExecuteAsync(WithdrawalReference withdrawal, CancellationToken cancellation = default)
    {
        var document = await decider.ReadAsync(withdrawal, cancellation);
        if (document.Status == WithdrawalStatus.PendingApproval)
        {
            var opened = await desk.OpenAsync(CaseOf(withdrawal, document), cancellation);
            if (!opened.IsSuccess)
            {
                throw WithdrawalDecider.Failure(withdrawal, opened.Error);
            }
        }

        return WithdrawalDecider.ProgressOf(document);
    }

    private static CaseDocument CaseOf(WithdrawalReference withdrawal, WithdrawalDocument document) =>
        new(
            document.CaseId!, CaseType.WithdrawalApproval, CaseState.Open, Priority, document.StatusTime, document.Deadline!,
            document.PolicyDecision!.Quorum!, withdrawal.InstanceId, 1)
        {
            Withdrawal = new WithdrawalSubject(
                document.WithdrawalId, document.UserId, document.Asset, document.Network, document.Address, document.Units, document.PolicyDecision.Rule),
        };
}
