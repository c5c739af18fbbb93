using CryptoVault.Accounts.Access;
using CryptoVault.Audit;
using CryptoVault.Results;
using CryptoVault.Storage;

namespace CryptoVault.Compliance.Cases;

/// <summary>Claims, releases and reassigns cases, and writes notes on them. Each change names the version that was read.</summary>
public sealed class WorkOnCase(Partitions partitions, IReviewers reviewers, TimeProvider clock)
{
    /// <summary>The caller takes the case.</summary>
    /// <returns>The case, or <see cref="CaseNotFound"/>, <see cref="CaseChanged"/>, <see cref="CaseClosed"/>, <see cref="CaseTaken"/>,
    /// <see cref="ApproverIsRequester"/>, <see cref="ApproverRoleMissing"/>.</returns>
    public Task<Result<CaseDocument>> ClaimAsync(string caseId, Caller reviewer, string version, CancellationToken cancellation = default) =>
        ChangeAsync(caseId, version, AuditActions.CaseClaimed, (document, now) => CaseWork.Claim(document, reviewer, now), cancellation);

    /// <summary>The caller gives the case back, or an officer takes it from whoever has it.</summary>
    public Task<Result<CaseDocument>> ReleaseAsync(string caseId, Caller reviewer, string version, CancellationToken cancellation = default) =>
        ChangeAsync(caseId, version, AuditActions.CaseReleased, (document, now) => CaseWork.Release(document, reviewer, now), cancellation);

    /// <summary>An officer gives the case to somebody who may decide it.</summary>
    /// <returns>The case, or <see cref="AssigneeUnfit"/>, and what the others answer.</returns>
    public async Task<Result<CaseDocument>> ReassignAsync(string caseId, Caller officer, string userId, string version, CancellationToken cancellation = default)
    {
        var roles = await reviewers.RolesOfStaffAsync(userId, cancellation);
        return await ChangeAsync(caseId, version, AuditActions.CaseReassigned, (document, now) => CaseWork.Reassign(document, officer, userId, roles, now), cancellation);
    }

    /// <summary>The caller writes a note.</summary>
    /// <returns>The case, or <see cref="TooManyNotes"/>, and what the others answer.</returns>
    public Task<Result<CaseDocument>> NoteAsync(string caseId, Caller author, string text, string version, CancellationToken cancellation = default) =>
        ChangeAsync(caseId, version, AuditActions.CaseNoted, (document, now) => CaseWork.Note(document, author, text, now), cancellation);

    private Task<Result<CaseDocument>> ChangeAsync(
        string caseId, string version, string action, Func<CaseDocument, DateTimeOffset, Result<CaseDocument>> change, CancellationToken cancellation) =>
        partitions.DecideAsync<CaseDocument>(CaseDocument.PartitionOf(caseId), view =>
        {
            if (view.Find<CaseDocument>(CaseDocument.DocumentId) is not { } document)
            {
                return new CaseNotFound();
            }

            if (CaseDecisions.VersionOf(document) != version)
            {
                return new CaseChanged();
            }

            var changed = change(document, clock.GetUtcNow());
            if (changed.IsSuccess && !ReferenceEquals(changed.Value, document))
            {
                view.Set(changed.Value);
                view.Audit(new AuditEntry(AuditStreams.Compliance, action, $"case:{caseId}")
                    .Changed("assignedTo", document.AssignedTo ?? "", changed.Value.AssignedTo ?? "").With("version", $"{changed.Value.Version}"));
            }

            return changed;
        }, cancellation);
}
