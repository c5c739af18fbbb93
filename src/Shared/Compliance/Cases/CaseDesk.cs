using CryptoVault.Audit;
using CryptoVault.Results;
using CryptoVault.Storage;

namespace CryptoVault.Compliance.Cases;

/// <summary>What workflows do with the cases that they open.</summary>
public sealed class CaseDesk(Partitions partitions, TimeProvider clock)
{
    /// <summary>Opens a case; one that exists stays as it is.</summary>
    public Task<Result<CaseDocument>> OpenAsync(CaseDocument document, CancellationToken cancellation = default) =>
        partitions.DecideAsync<CaseDocument>(CaseDocument.PartitionOf(document.CaseId), view =>
        {
            if (view.Find<CaseDocument>(CaseDocument.DocumentId) is { } existing)
            {
                return existing;
            }

            view.Add(document);
            view.Audit(new AuditEntry(AuditStreams.Compliance, AuditActions.CaseOpened, $"case:{document.CaseId}")
                .With("type", $"{document.CaseType}").With("about", document.Withdrawal is { } subject ? $"withdrawal:{subject.WithdrawalId}" : "")
                .With("customer", document.Withdrawal is { } withdrawal ? $"user:{withdrawal.UserId}" : "").With("rule", document.Withdrawal?.Rule ?? ""));
            return document;
        }, cancellation);

    /// <summary>How a case stands; one whose time is over is closed by asking.</summary>
    /// <returns>The case, or <see cref="CaseNotFound"/>.</returns>
    public Task<Result<CaseDocument>> SettleAsync(string caseId, CancellationToken cancellation = default) =>
        ChangeAsync(caseId, CaseDecisions.ExpireIfDue, cancellation);

    /// <summary>Closes a case whose subject ended by itself; a closed one stays as it is.</summary>
    /// <returns>The case, or <see cref="CaseNotFound"/>.</returns>
    public Task<Result<CaseDocument>> WithdrawAsync(string caseId, CancellationToken cancellation = default) =>
        ChangeAsync(caseId, CaseDecisions.Withdraw, cancellation);

    private Task<Result<CaseDocument>> ChangeAsync(string caseId, Func<CaseDocument, DateTimeOffset, CaseDocument> change, CancellationToken cancellation) =>
        partitions.DecideAsync<CaseDocument>(CaseDocument.PartitionOf(caseId), view =>
        {
            if (view.Find<CaseDocument>(CaseDocument.DocumentId) is not { } document)
            {
                return new CaseNotFound();
            }

            var changed = change(document, clock.GetUtcNow());
            if (!ReferenceEquals(changed, document))
            {
                view.Set(changed);
                view.Audit(new AuditEntry(AuditStreams.Compliance, AuditActions.CaseEnded, $"case:{caseId}").With("outcome", $"{changed.Outcome}"));
            }

            return changed;
        }, cancellation);
}
