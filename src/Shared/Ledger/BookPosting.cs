using CryptoVault.Messaging;
using CryptoVault.Money;
using CryptoVault.Results;
using CryptoVault.Storage;

namespace CryptoVault.Ledger;

/// <summary>Books what another partition ordered: the second step of a transfer. Idempotent by the posting's id.</summary>
public sealed class BookPosting(Partitions partitions, AssetCatalog assets, TimeProvider clock)
{
    /// <summary>Books the posting.</summary>
    /// <returns>The posting; <see cref="LedgersMixed"/> when the order comes from another ledger; what the ledger refuses.</returns>
    public async Task<Result<PostingDocument>> ExecuteAsync(PostingOrder order, CancellationToken cancellation = default)
    {
        var partition = new PartitionKey(order.Container, order.Partition);
        var ledger = LedgerPartitions.NamespaceOf(partition);
        if (ledger != order.Ledger)
        {
            return new LedgersMixed(order.Ledger, ledger);
        }

        return await partitions.DecideAsync(
            partition, view => new PartitionLedger(view, assets, clock.GetUtcNow(), order.Actor).Post(order.Posting), cancellation);
    }
}

/// <summary>How decisions order postings in other partitions.</summary>
public static class PostingOrders
{
    /// <summary>Promises, within a decision, that another partition will book a posting.</summary>
    /// <exception cref="InvalidOperationException">The other partition is of another ledger: a bug.</exception>
    public static void OrderPosting(this PartitionView view, PartitionKey partition, PostingDraft posting, string actor)
    {
        var ledger = LedgerPartitions.NamespaceOf(view.Partition);
        if (ledger != LedgerPartitions.NamespaceOf(partition))
        {
            throw new InvalidOperationException($"{posting.Id} would lead from {view.Partition} to {partition}: from one ledger to another.");
        }

        view.Send(
            Queues.Transfers,
            $"posting:{posting.Id}",
            $"{partition.Container}:{partition.Value}",
            new PostingOrder(partition.Container, partition.Value, posting, actor) { Ledger = ledger },
            LedgerJson.Default.PostingOrder);
    }

    /// <summary>Reads such an order from a message's body.</summary>
    /// <exception cref="System.Text.Json.JsonException">The body is no such order.</exception>
    public static PostingOrder Read(ReadOnlySpan<byte> body) =>
        System.Text.Json.JsonSerializer.Deserialize(body, LedgerJson.Default.PostingOrder)
        ?? throw new System.Text.Json.JsonException("The posting order is null.");

    /// <summary>Writes such an order as a message's body.</summary>
    public static System.Text.Json.JsonElement Write(PostingOrder order) =>
        System.Text.Json.JsonSerializer.SerializeToElement(order, LedgerJson.Default.PostingOrder);
}
