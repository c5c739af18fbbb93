using CryptoVault.Ledger;
using CryptoVault.Matching;
using CryptoVault.Storage;

namespace CryptoVault.Orders;

/// <summary>
/// Ends orders whose command got lost on its way (dead-lettered, deleted by hand): asks the market to reject what it
/// does not know. Only the market can: it alone knows whether the order reached the book after all.
/// </summary>
public sealed class RejectLostOrders(Partitions partitions, IDocumentStore store, EngineOptions options, TimeProvider clock)
{
    /// <summary>How long after its command expired an order is taken for lost.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(30);

    /// <summary>Looks for lost orders once.</summary>
    /// <returns>How many were found.</returns>
    public async Task<int> ExecuteAsync(CancellationToken cancellation = default)
    {
        var before = StoredTime.Format(clock.GetUtcNow() - options.CommandLife - Margin);
        var page = await store.QueryAsync(
            new DocumentQuery(LedgerPartitions.Users, OrderDocument.Pending.Name) { To = before, Limit = 1_000 }, cancellation);
        foreach (var stored in page.Items)
        {
            await partitions.DecideAsync(LedgerPartitions.OfUser(stored.Partition), view => AskToReject(view, stored.Id), cancellation);
        }

        return page.Items.Count;
    }

    private static Results.Result<bool> AskToReject(PartitionView view, string id)
    {
        var order = view.Find<OrderDocument>(id);
        var isLost = order is { Status: OrderStatus.PendingNew };
        if (isLost)
        {
            new MarketCommand(MarketCommandKind.Reject, order!.OrderId, view.Partition.Value, order.CommandTime) { Reason = RejectReasons.Undeliverable }
                .Send(view, order.Symbol);
        }

        return isLost;
    }
}
