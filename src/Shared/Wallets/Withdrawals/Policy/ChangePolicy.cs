using CryptoVault.Accounts.Access;
using CryptoVault.Audit;
using CryptoVault.Money;
using CryptoVault.Results;
using CryptoVault.Storage;

namespace CryptoVault.Wallets.Withdrawals.Policy;

/// <summary>There is no such version of the policy.</summary>
public sealed record PolicyVersionNotFound() : NotFoundError("POLICY_VERSION_NOT_FOUND", "There is no such version of the policy.");

/// <summary>There is no draft.</summary>
public sealed record NoPolicyDraft() : NotFoundError("NO_POLICY_DRAFT", "There is no draft. Write one first.");

/// <summary>Who wrote the draft wants to publish it.</summary>
public sealed record DrafterCannotPublish()
    : ForbiddenError("DRAFTER_CANNOT_PUBLISH", "Another administrator has to publish the draft: who wrote it cannot.");

/// <summary>Somebody changed the policy since it was read; nothing is changed.</summary>
public sealed record PolicyChanged()
    : Error(ErrorKind.PreconditionFailed, "VERSION_MISMATCH", "The policy or its draft was changed since you read it. Read it again.");

/// <summary>A change of the policy.</summary>
/// <param name="Admin">Who makes it.</param>
/// <param name="Reason">Why.</param>
/// <param name="ExpectedRevision">The revision that was read.</param>
public sealed record PolicyChange(Caller Admin, string Reason, string ExpectedRevision);

/// <summary>
/// Changes the withdrawal policy by four eyes: one admin writes a draft, another one publishes it. Withdrawals that were decided
/// keep the version that decided them.
/// </summary>
public sealed class ChangePolicy(Partitions partitions, AssetCatalog assets, TimeProvider clock)
{
    /// <summary>Most versions that the head names; older ones stay readable by their number.</summary>
    private const int MostVersions = 200;

    /// <summary>Writes the draft, in place of one that is there.</summary>
    /// <returns>The policy's head, or <see cref="ValidationFailed"/>, <see cref="PolicyChanged"/>; then nothing is changed.</returns>
    public async Task<Result<PolicyHeadDocument>> DraftAsync(PolicyChange change, WithdrawalPolicyOptions terms, CancellationToken cancellation = default)
    {
        var reader = new PolicyReader(assets);
        reader.Read(terms);
        if (terms.Rules.Count == 0 || reader.Errors.Count > 0)
        {
            return new ValidationFailed(terms.Rules.Count == 0 ? [new FieldError("/rules", "REQUIRED", "A policy has at least one rule.", Bound: $"1..{PolicyReader.MostRules}")] : reader.Errors);
        }

        return await ChangeAsync(
            change, AuditActions.PolicyDrafted,
            (_, head) => head with { Draft = new PolicyDraft(terms, new PolicyAct(change.Admin.UserId, clock.GetUtcNow(), change.Reason)) }, cancellation);
    }

    /// <summary>Throws the draft away.</summary>
    /// <returns>The policy's head, or <see cref="NoPolicyDraft"/>, <see cref="PolicyChanged"/>; then nothing is changed.</returns>
    public Task<Result<PolicyHeadDocument>> DiscardAsync(PolicyChange change, CancellationToken cancellation = default) => ChangeAsync(
        change, AuditActions.PolicyDraftDiscarded, static (_, head) => head.Draft is null ? new NoPolicyDraft() : head with { Draft = null }, cancellation);

    /// <summary>Puts the draft in force, at once.</summary>
    /// <returns>The policy's head, or <see cref="NoPolicyDraft"/>, <see cref="DrafterCannotPublish"/>, <see cref="PolicyChanged"/>; then nothing is changed.</returns>
    public Task<Result<PolicyHeadDocument>> PublishAsync(PolicyChange change, CancellationToken cancellation = default) => ChangeAsync(
        change, AuditActions.PolicyPublished,
        (view, head) =>
        {
            if (head.Draft is not { } draft)
            {
                return new NoPolicyDraft();
            }

            if (draft.Drafted.By == change.Admin.UserId)
            {
                return new DrafterCannotPublish();
            }

            var version = head.InForce + 1;
            view.Add(new PolicyVersionDocument(version, draft.Terms with { Id = PolicyHeadDocument.PolicyId, Version = version }));
            var published = new PublishedVersion(version, draft.Drafted, new PolicyAct(change.Admin.UserId, clock.GetUtcNow(), change.Reason));
            return head with { Draft = null, Versions = [.. head.Versions.TakeLast(MostVersions - 1), published] };
        },
        cancellation);

    private Task<Result<PolicyHeadDocument>> ChangeAsync(
        PolicyChange change, string action, Func<PartitionView, PolicyHeadDocument, Result<PolicyHeadDocument>> make, CancellationToken cancellation) =>
        partitions.DecideAsync<PolicyHeadDocument>(PolicyHeadDocument.Partition, view =>
        {
            var head = view.Find<PolicyHeadDocument>(PolicyHeadDocument.DocumentId) ?? PolicyHeadDocument.None;
            if (change.ExpectedRevision != head.RevisionText)
            {
                return new PolicyChanged();
            }

            var made = make(view, head);
            if (!made.IsSuccess)
            {
                return made.Error;
            }

            var changed = made.Value with { Revision = head.Revision + 1 };
            view.Put(changed);
            view.Audit(new AuditEntry(AuditStreams.Administration, action, "withdrawal-policy") { Actor = AuditActor.Of(change.Admin.UserId), Reason = change.Reason }
                .Changed("version", $"{head.InForce}", $"{changed.InForce}")
                .With("rules", string.Join(' ', ((changed.Draft ?? head.Draft)?.Terms.Rules ?? []).Select(rule => $"{rule.Name}:{rule.Outcome}"))));
            return changed;
        }, cancellation);
}
