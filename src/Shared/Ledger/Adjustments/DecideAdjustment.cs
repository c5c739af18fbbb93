using CryptoVault.Accounts.Access;
using CryptoVault.Money;
using CryptoVault.Results;
using CryptoVault.Storage;

namespace CryptoVault.Ledger.Adjustments;

/// <summary>A decision on an adjustment.</summary>
/// <param name="AdjustmentId">Which.</param>
/// <param name="Caller">Who decides, with the roles of this moment.</param>
/// <param name="Approves">True to have it booked.</param>
/// <param name="Reason">Why.</param>
/// <param name="ExpectedVersion">The version that was read.</param>
public sealed record AdjustmentDecision(string AdjustmentId, Caller Caller, bool Approves, string Reason, string ExpectedVersion);

/// <summary>Approves or rejects an adjustment: the second pair of eyes.</summary>
public sealed class DecideAdjustment(Partitions partitions, ReadAdjustments adjustments, AssetCatalog assets, TimeProvider clock)
{
    /// <summary>Decides.</summary>
    /// <returns>The adjustment after it, or <see cref="AdjustmentNotFound"/>, <see cref="AdjusterRoleMissing"/>, <see cref="ApproverIsBeneficiary"/>,
    /// <see cref="ApproverIsProposer"/>, <see cref="AdjustmentChanged"/>, <see cref="AdjustmentClosed"/>; then nothing is changed.</returns>
    public async Task<Result<AdjustmentDocument>> ExecuteAsync(AdjustmentDecision decision, CancellationToken cancellation = default)
    {
        var found = await adjustments.FindAsync(decision.AdjustmentId, cancellation);
        return found.IsSuccess
            ? await partitions.DecideAsync(found.Value.Partition, view => Decide(view, decision), cancellation)
            : found.Error;
    }

    private Result<AdjustmentDocument> Decide(PartitionView view, AdjustmentDecision decision)
    {
        var now = clock.GetUtcNow();
        var book = new AdjustmentBook(view, assets, now);
        if (book.Find(decision.AdjustmentId) is not { } document)
        {
            return new AdjustmentNotFound();
        }

        if (book.Refuse(document, decision.Caller, decision.Approves, decision.ExpectedVersion) is { } refusal)
        {
            return refusal;
        }

        var caller = decision.Caller;
        var act = new AdjustmentAct(caller.UserId, caller.SessionId, caller.Roles.ToNames(), decision.Reason, StoredTime.Format(now));
        return decision.Approves ? book.Approve(document, act) : book.Reject(document, act);
    }
}
