using CryptoVault.Money;
using CryptoVault.Results;
using CryptoVault.Storage;

namespace CryptoVault.Ledger.Holds;

/// <summary>
/// Ends holds whose time is over: what is left of each goes back to available, once. Only holds that were placed with a
/// time are found and accepted; those of orders and withdrawals have none, so their own life cycles alone end them.
/// </summary>
public sealed class ExpireHolds(Partitions partitions, IDocumentStore store, AssetCatalog assets, TimeProvider clock, ExpiryOptions options) : IExpiry
{
    /// <summary>Who ends them.</summary>
    public const string Actor = "system:hold-expiry";

    /// <inheritdoc />
    public async Task<Result<ExpiryRun>> ExecuteAsync(CancellationToken cancellation = default)
    {
        var query = new DocumentQuery(LedgerPartitions.Users, HoldDocument.Expiring.Name)
        {
            To = StoredTime.Format(clock.GetUtcNow().AddTicks(1)),
            Limit = options.MaxPerRun,
        };
        var due = await store.QueryAsync(query, cancellation);
        var expired = 0;
        foreach (var stored in due.Items)
        {
            var outcome = await partitions.DecideAsync(
                new PartitionKey(LedgerPartitions.Users, stored.Partition), view => Expire(view, stored.Id[HoldDocument.IdPrefix.Length..]), cancellation);
            if (!outcome.IsSuccess)
            {
                return outcome.Error;
            }

            expired += outcome.Value ? 1 : 0;
        }

        return new ExpiryRun("holds", expired, due.Continuation is not null);
    }

    /// <summary>Another process may have been quicker, or the hold's business: then nothing is left to do.</summary>
    private Result<bool> Expire(PartitionView view, string hold)
    {
        var ledger = new PartitionLedger(view, assets, clock.GetUtcNow(), Actor);
        if (ledger.FindHold(hold) is not { IsResolved: false } open || !open.IsDue(clock.GetUtcNow()))
        {
            return false;
        }

        var ended = ledger.Expire(hold);
        return ended.IsSuccess ? true : ended.Error;
    }
}
