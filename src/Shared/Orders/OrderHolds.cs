using CryptoVault.Hosting;
using CryptoVault.Ledger;
using CryptoVault.Ledger.Verification;
using CryptoVault.Matching;
using CryptoVault.Messaging;
using CryptoVault.Storage;

namespace CryptoVault.Orders;

/// <summary>
/// An open order hold belongs to an order that its market has not answered, that works in its market, or whose
/// closing event is on its way.
/// </summary>
internal sealed class OrderHolds : IHoldPurpose
{
    public string ReferenceType => "order";

    public async ValueTask<string?> WhyNotOpenAsync(IStoreSnapshot snapshot, PartitionKey partition, LedgerReference reference, CancellationToken cancellation)
    {
        var order = await snapshot.FindAsync<OrderDocument>(partition.Container, partition.Value, OrderDocument.IdOf(reference.Id), cancellation);
        if (order is null)
        {
            return "its order does not exist";
        }

        if (order.Status.IsClosed())
        {
            return $"its order is {order.Status}";
        }

        return order.Status == OrderStatus.PendingNew
            || await snapshot.FindAsync<WorkingOrderDocument>(ContainerNames.Markets, order.Symbol, WorkingOrderDocument.IdPrefix + reference.Id, cancellation) is not null
            || await HasOutboxAsync(snapshot, new PartitionKey(ContainerNames.Markets, order.Symbol), cancellation)
            || await HasOutboxAsync(snapshot, partition, cancellation) // a settlement that came before its turn is sent again from here
                ? null
                : $"its order is {order.Status}, but does not work in {order.Symbol}, and nothing of that market is left to settle";
    }

    private static async ValueTask<bool> HasOutboxAsync(IStoreSnapshot snapshot, PartitionKey partition, CancellationToken cancellation)
    {
        await foreach (var _ in snapshot.ReadAsync(partition.Container, partition.Value, OutboxDocument.IdPrefix, cancellation))
        {
            return true;
        }

        return false;
    }
}
