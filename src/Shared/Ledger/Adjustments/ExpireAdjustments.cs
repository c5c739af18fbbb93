using CryptoVault.Ledger.Holds;
using CryptoVault.Money;
using CryptoVault.Results;
using CryptoVault.Storage;

namespace CryptoVault.Ledger.Adjustments;

/// <summary>Ends adjustments that nobody decided on in time.</summary>
public sealed class ExpireAdjustments(
    Partitions partitions, IDocumentStore store, AssetCatalog assets, TimeProvider clock, ExpiryOptions options) : IExpiry
{
    /// <inheritdoc />
    public async Task<Result<ExpiryRun>> ExecuteAsync(CancellationToken cancellation = default)
    {
        var query = new DocumentQuery(LedgerPartitions.Users, AdjustmentDocument.Due.Name)
        {
            To = StoredTime.Format(clock.GetUtcNow().AddTicks(1)),
            Limit = options.MaxPerRun,
        };
        var due = await store.ListAsync<AdjustmentDocument>(query, cancellation);
        var expired = 0;
        foreach (var adjustment in due.Items)
        {
            var outcome = await partitions.DecideAsync(adjustment.Partition, view => Expire(view, adjustment.AdjustmentId), cancellation);
            if (!outcome.IsSuccess)
            {
                return outcome.Error;
            }

            expired += outcome.Value.Status == AdjustmentStatus.Expired ? 1 : 0;
        }

        return new ExpiryRun("adjustments", expired, due.Continuation is not null);
    }

    private Result<AdjustmentDocument> Expire(PartitionView view, string adjustmentId)
    {
        var book = new AdjustmentBook(view, assets, clock.GetUtcNow());
        return book.Find(adjustmentId) is { } document ? book.Expire(document) : new AdjustmentNotFound();
    }
}
