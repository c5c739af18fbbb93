using CryptoVault.Audit;
using CryptoVault.Mail;
using CryptoVault.Results;
using CryptoVault.Storage;

namespace CryptoVault.Compliance.Cases;

/// <summary>What workflows do with the cases that they open.</summary>
public sealed class CaseDesk(Partitions partitions, IReviewers reviewers, CaseOptions options, TimeProvider clock)
{
    /// <summary>Opens a case; one that exists stays as it is.</summary>
    public Task<Result<CaseDocument>> OpenAsync(CaseDocument document, CancellationToken cancellation = default) =>
        partitions.DecideAsync<CaseDocument>(CaseDocument.PartitionOf(document.CaseId), view =>
        {
            if (view.Find<CaseDocument>(CaseDocument.DocumentId) is { } existing)
            {
                return existing;
            }

            var created = StoredTime.Parse(document.CreatedTime);
            var opened = document with
            {
                SlaDue = StoredTime.Format(created + options.Sla),
                Events = [new CaseEvent(CaseEventKind.Opened, document.CreatedTime, CaseDocument.System)],
            };
            view.Add(opened);
            view.Audit(new AuditEntry(AuditStreams.Compliance, AuditActions.CaseOpened, $"case:{document.CaseId}")
                .With("type", $"{document.CaseType}").With("about", document.Withdrawal is { } subject ? $"withdrawal:{subject.WithdrawalId}" : document.Deposit is { } deposit ? $"deposit:{deposit.DepositId}" : "")
                .With("customer", document.SubjectUserId is { } customer ? $"user:{customer}" : "").With("rule", document.Withdrawal?.Rule ?? ""));
            return opened;
        }, cancellation);

    /// <summary>How a case stands; by asking, one whose time is over is closed, and reminders and the escalation that are due are made.</summary>
    /// <returns>The case, or <see cref="CaseNotFound"/>.</returns>
    public async Task<Result<CaseDocument>> SettleAsync(string caseId, CancellationToken cancellation = default)
    {
        var looked = await ChangeAsync(caseId, static (document, _) => document, cancellation);
        if (!looked.IsSuccess || CaseTimes.NextTime(looked.Value, options) is not { } next || clock.GetUtcNow() < next)
        {
            return looked;
        }

        var staff = await reviewers.WithRolesAsync(looked.Value.Quorum.Escalated.Roles, cancellation);
        var present = await reviewers.WithRolesAsync(looked.Value.PresentQuorum.Roles, cancellation);
        return await ChangeAsync(caseId, (document, view) => Settle(document, view, staff, present), cancellation);
    }

    /// <summary>When something is due with a case next; null when nothing will be.</summary>
    public DateTimeOffset? NextTime(CaseDocument document) => CaseTimes.NextTime(document, options);

    /// <summary>Closes a case whose subject ended by itself; a closed one stays as it is.</summary>
    /// <returns>The case, or <see cref="CaseNotFound"/>.</returns>
    public Task<Result<CaseDocument>> WithdrawAsync(string caseId, CancellationToken cancellation = default) =>
        ChangeAsync(caseId, (document, _) => CaseDecisions.Withdraw(document, clock.GetUtcNow()), cancellation);

    private CaseDocument Settle(CaseDocument document, PartitionView view, IReadOnlyList<string> escalated, IReadOnlyList<string> present)
    {
        var look = CaseTimes.At(document, options, clock.GetUtcNow());
        if (look.Call is { } call)
        {
            var told = call == CaseEventKind.Escalated ? escalated : look.Document.AssignedTo is { } assignee ? [assignee] : present;
            foreach (var reviewer in told.Where(one => MayBeAsked(look.Document, one)).Take(options.MaxMails))
            {
                view.SendMail(CaseMail.OrderOf(look.Document, call, reviewer, clock.GetUtcNow()));
            }
        }

        return look.Document;
    }

    private static bool MayBeAsked(CaseDocument document, string reviewer) =>
        document.SubjectUserId != reviewer && !document.Decisions.Any(decision => decision.ReviewerId == reviewer);

    private Task<Result<CaseDocument>> ChangeAsync(string caseId, Func<CaseDocument, PartitionView, CaseDocument> change, CancellationToken cancellation) =>
        partitions.DecideAsync<CaseDocument>(CaseDocument.PartitionOf(caseId), view =>
        {
            if (view.Find<CaseDocument>(CaseDocument.DocumentId) is not { } document)
            {
                return new CaseNotFound();
            }

            var changed = change(document, view);
            if (!ReferenceEquals(changed, document))
            {
                view.Set(changed);
                view.Audit(new AuditEntry(
                        AuditStreams.Compliance, changed.IsOver ? AuditActions.CaseEnded : changed.EscalatedTime == document.EscalatedTime ? AuditActions.CaseReminded : AuditActions.CaseEscalated,
                        $"case:{caseId}")
                    .With("outcome", $"{changed.Outcome}"));
            }

            return changed;
        }, cancellation);
}
