using CryptoVault.Accounts.Access;
using CryptoVault.Audit;
using CryptoVault.Money;
using CryptoVault.Results;
using CryptoVault.Storage;
using CryptoVault.Workflows;

namespace CryptoVault.Compliance.Cases;

/// <summary>A reviewer's decision on a case.</summary>
/// <param name="CaseId">The case.</param>
/// <param name="Reviewer">Who decides.</param>
/// <param name="Verdict">What.</param>
/// <param name="Reason">Why.</param>
/// <param name="ExpectedVersion">The version that the reviewer has read.</param>
public sealed record DecideCaseCommand(string CaseId, Caller Reviewer, CaseVerdict Verdict, string Reason, string ExpectedVersion)
{
    /// <summary>Why, in a word that can be counted.</summary>
    public CaseReasonCode ReasonCode { get; init; }

    /// <summary>What shows it.</summary>
    public CaseEvidence? Evidence { get; init; }
}

/// <summary>
/// Records a reviewer's decision, and wakes the orchestration that waits for it when the case is thereby closed.
/// The orchestration acts on this record, never on the wake-up. The roles are those that the reviewer has at the
/// decision, not those that the request came in with.
/// </summary>
public sealed class DecideCase(Partitions partitions, IReviewers reviewers, AssetCatalog assets, TimeProvider clock)
{
    /// <summary>Decides.</summary>
    /// <returns>The case after it, or <see cref="CaseNotFound"/>, <see cref="CaseClosed"/>, <see cref="CaseChanged"/>, <see cref="CaseTaken"/>,
    /// <see cref="ApproverIsRequester"/>, <see cref="ApproverRoleMissing"/>, <see cref="AlreadyDecided"/>, <see cref="VerdictUnfit"/>, <see cref="EvidenceMissing"/>.</returns>
    public async Task<Result<CaseDocument>> ExecuteAsync(DecideCaseCommand command, CancellationToken cancellation = default)
    {
        var roles = await reviewers.RolesOfAsync(command.Reviewer, cancellation);
        return await partitions.DecideAsync<CaseDocument>(CaseDocument.PartitionOf(command.CaseId), view =>
        {
            if (view.Find<CaseDocument>(CaseDocument.DocumentId) is not { } document)
            {
                return new CaseNotFound();
            }

            var decided = RefuseFee(document, command) is { } refused ? refused : CaseDecisions.Decide(document, command, roles, clock.GetUtcNow());
            if (decided.IsSuccess)
            {
                view.Set(decided.Value);
                view.Audit(new AuditEntry(AuditStreams.Compliance, AuditActions.CaseDecided, $"case:{command.CaseId}") { Reason = command.Reason }
                    .With("decision", $"{command.Verdict}").With("reasonCode", $"{command.ReasonCode}").With("evidence", command.Evidence is { } shown ? $"{shown.TransactionId} {shown.Source}" : "")
                    .With("version", $"{decided.Value.Version}").Changed("state", $"{document.State}", $"{decided.Value.State}").With("outcome", $"{decided.Value.Outcome}"));
                if (decided.Value.IsOver)
                {
                    view.WakeWorkflow(document.WorkflowInstance, $"case:{decided.Value.CaseId}:{decided.Value.Version}");
                }
            }

            return decided;
        }, cancellation);
    }

    /// <summary>The fee that the evidence names is booked, so it must be an amount of the asset.</summary>
    private Error? RefuseFee(CaseDocument document, DecideCaseCommand command)
    {
        var errors = new List<FieldError>();
        if (command.Evidence?.NetworkFee is { } fee && document.Withdrawal is { } withdrawal)
        {
            AmountField.ReadPositive("/evidence/networkFee", fee, assets.Get(withdrawal.Asset), errors);
        }

        return errors.Count == 0 ? null : new ValidationFailed(errors);
    }
}
