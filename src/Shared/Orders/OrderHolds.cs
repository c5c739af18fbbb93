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
            || await IsSettlingAsync(snapshot, order.Symbol, cancellation)
                ? null
                : $"its order is {order.Status}, but does not work in {order.Symbol}, and nothing of that market is left to settle";
    }

    private static async ValueTask<bool> IsSettlingAsync(IStoreSnapshot snapshot, string symbol, CancellationToken cancellation)
    {
        await foreach (var _ in snapshot.ReadAsync(ContainerNames.Markets, symbol, OutboxDocument.IdPrefix, cancellation))
        {
            return true;
        }

        return false;
    }
}
