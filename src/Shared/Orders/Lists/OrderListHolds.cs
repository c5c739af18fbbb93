using CryptoVault.Ledger;
using CryptoVault.Ledger.Verification;
using CryptoVault.Storage;

namespace CryptoVault.Orders.Lists;

/// <summary>An open hold of a list belongs to two legs of which neither has taken it over: at least one has not ended.</summary>
internal sealed class OrderListHolds : IHoldPurpose
{
    public string ReferenceType => OrderListDocument.ReferenceType;

    public async ValueTask<string?> WhyNotOpenAsync(IStoreSnapshot snapshot, PartitionKey partition, LedgerReference reference, CancellationToken cancellation)
    {
        var list = await snapshot.FindAsync<OrderListDocument>(partition.Container, partition.Value, OrderListDocument.IdOf(reference.Id), cancellation);
        if (list is null)
        {
            return "its list does not exist";
        }

        foreach (var orderId in list.LegOrders)
        {
            var leg = await snapshot.FindAsync<OrderDocument>(partition.Container, partition.Value, OrderDocument.IdOf(orderId), cancellation);
            if (leg is not null && !leg.Status.IsClosed())
            {
                return null;
            }
        }

        return "all legs of its list have ended";
    }
}
