using CryptoVault.Ledger;
using CryptoVault.Orders.Queries;
using CryptoVault.Results;
using CryptoVault.Storage;

namespace CryptoVault.Orders.Lists;

/// <summary>A list with its orders.</summary>
/// <param name="List">The list.</param>
/// <param name="Orders">Its orders, the working one first.</param>
public sealed record OrderListFound(OrderListDocument List, IReadOnlyList<OrderDocument> Orders)
{
    /// <summary>True while something may still happen to it.</summary>
    public bool IsOpen => Orders.Any(order => !order.Status.IsClosed());

    /// <summary>True when its market has answered all that was sent there.</summary>
    public bool IsAnswered => Orders.All(order => order.Waits || order.Sequence > 0);
}

/// <summary>Reads a customer's order lists.</summary>
public sealed class OrderListQueries(IDocumentStore store)
{
    /// <summary>The list.</summary>
    public async Task<Result<OrderListFound>> GetAsync(string userId, string listId, CancellationToken cancellation = default)
    {
        var list = OrderKey.TryParse(listId, out _)
            ? await store.FindAsync<OrderListDocument>(LedgerPartitions.OfUser(userId), OrderListDocument.IdOf(listId), cancellation)
            : null;
        return list is null ? new OrderListNotFound(listId) : (await WithOrdersAsync(userId, [list], cancellation))[0];
    }

    /// <summary>The list with the customer's own id.</summary>
    public async Task<Result<OrderListFound>> FindByClientIdAsync(string userId, string clientListId, CancellationToken cancellation = default)
    {
        var found = await GetAsync(userId, OrderKey.OfClientList(userId, clientListId), cancellation);
        return found.IsSuccess ? found : await GetAsync(userId, clientListId, cancellation) is { IsSuccess: true } own && own.Value.List.ClientListId == clientListId ? own : found;
    }

    /// <summary>A page of lists, newest first.</summary>
    public async Task<PageOf<OrderListFound>> ListAsync(string userId, string? symbol, int limit, string? position, CancellationToken cancellation = default)
    {
        var page = await store.ListAsync<OrderListDocument>(
            new DocumentQuery(LedgerPartitions.Users, OrderListDocument.ByTime.Name) { Partition = userId, Descending = true, Limit = limit, Continuation = position },
            cancellation);
        var lists = page.Items.Where(list => symbol is null || list.Symbol == symbol).ToArray();
        return new PageOf<OrderListFound>(await WithOrdersAsync(userId, lists, cancellation), page.Continuation);
    }

    private async Task<OrderListFound[]> WithOrdersAsync(string userId, IReadOnlyList<OrderListDocument> lists, CancellationToken cancellation)
    {
        var ids = lists.SelectMany(list => list.AllOrders).Select(OrderDocument.IdOf).ToArray();
        var documents = ids.Length == 0 ? [] : await store.ReadManyAsync(LedgerPartitions.Users, userId, ids, cancellation);
        var orders = documents.OfType<StoredDocument>().Select(DocumentCodec.Decode<OrderDocument>).ToDictionary(order => order.OrderId, StringComparer.Ordinal);
        return [.. lists.Select(list => new OrderListFound(list, [.. list.AllOrders.Select(orderId => orders[orderId])]))];
    }
}
