using CryptoVault.Compliance.Cases;
using CryptoVault.Results;

namespace CryptoVault.Wallets.Withdrawals.Steps;

/// <summary>
/// Looks what the reviewers decided, in the case itself: what woke the orchestration up says nothing. The case alone
/// tells whether a decision or the end of its time came first; the withdrawal follows it. By looking, reminders and the
/// escalation that are due are made, too.
/// </summary>
public sealed class FollowApproval(WithdrawalDecider decider, CaseDesk desk)
{
    /// <summary>From pending_approval to approved, or to rejected or expired with the hold released, once the case is closed.</summary>
    public async Task<WithdrawalProgress> ExecuteAsync(WithdrawalReference withdrawal, CancellationToken cancellation = default)
    {
        var document = await decider.ReadAsync(withdrawal, cancellation);
        if (document.CaseId is null)
        {
            return WithdrawalDecider.ProgressOf(document);
        }

        var isWaiting = document.Status == WithdrawalStatus.PendingApproval;
        var settled = isWaiting ? await desk.SettleAsync(document.CaseId, cancellation) : await desk.WithdrawAsync(document.CaseId, cancellation);
        if (!settled.IsSuccess)
        {
            // A withdrawal that was canceled before its case was opened has none.
            return settled.Error is CaseNotFound && !isWaiting
                ? WithdrawalDecider.ProgressOf(document)
                : throw WithdrawalDecider.Failure(withdrawal, settled.Error);
        }

        if (isWaiting && settled.Value.Outcome is { } outcome)
        {
            document = await decider.FromAsync(
                withdrawal, WithdrawalStatus.PendingApproval, (book, waiting) => Follow(book, waiting, outcome), cancellation);
        }

        return isWaiting && document.Status == WithdrawalStatus.PendingApproval
            ? new WithdrawalProgress(document.Status, desk.NextTime(settled.Value))
            : WithdrawalDecider.ProgressOf(document);
    }

    private static Result<WithdrawalDocument> Follow(WithdrawalBook book, WithdrawalDocument document, CaseOutcome outcome) => outcome switch
    {
        CaseOutcome.Approved => book.Move(document, WithdrawalStatus.Approved),
        CaseOutcome.Rejected => book.GiveBack(document, WithdrawalStatus.Rejected, "It was not approved."),
        CaseOutcome.Expired => book.GiveBack(document, WithdrawalStatus.Expired, "It was not approved in time."),
        _ => throw new InvalidOperationException($"Case {document.CaseId} ended as {outcome} while its withdrawal waits for it."),
    };
}
