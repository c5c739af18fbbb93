using CryptoVault.Results;
using CryptoVault.Storage;

namespace CryptoVault.Ledger.Adjustments;

/// <summary>Reads adjustments for the staff.</summary>
public sealed class ReadAdjustments(IDocumentStore store)
{
    /// <summary>A page, newest first.</summary>
    /// <param name="status">Only those in this state, or null for all.</param>
    /// <param name="limit">Most of them.</param>
    /// <param name="continuation">Where to go on, or null at the start.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public ValueTask<DocumentList<AdjustmentDocument>> ListAsync(
        AdjustmentStatus? status, int limit, string? continuation, CancellationToken cancellation = default) =>
        store.ListAsync<AdjustmentDocument>(
            new DocumentQuery(LedgerPartitions.Users, status is null ? AdjustmentDocument.ByTime.Name : AdjustmentDocument.ByStatus.Name)
            {
                Equal = status is null ? [] : [status.Value.ToString()],
                Descending = true,
                Limit = limit,
                Continuation = continuation,
            },
            cancellation);

    /// <summary>One adjustment, or <see cref="AdjustmentNotFound"/>.</summary>
    public async Task<Result<AdjustmentDocument>> FindAsync(string adjustmentId, CancellationToken cancellation = default)
    {
        var found = await store.ListAsync<AdjustmentDocument>(
            new DocumentQuery(LedgerPartitions.Users, AdjustmentDocument.ById.Name) { Equal = [adjustmentId], Limit = 1 }, cancellation);
        return found.Items is [var document, ..] ? document : new AdjustmentNotFound();
    }
}
