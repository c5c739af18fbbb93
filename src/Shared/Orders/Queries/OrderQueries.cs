using System.Globalization;
using CryptoVault.Ledger;
using CryptoVault.Matching;
using CryptoVault.Results;
using CryptoVault.Storage;

namespace CryptoVault.Orders.Queries;

/// <summary>Which of a customer's orders are asked for.</summary>
public enum OrderScope
{
    /// <summary>All.</summary>
    All,
    /// <summary>Those that may still trade.</summary>
    Open,
    /// <summary>Those that ended.</summary>
    Closed,
}

/// <summary>A page of things, newest first.</summary>
/// <param name="Items">The things.</param>
/// <param name="NextPosition">Where the next page starts, or null at the end.</param>
public sealed record PageOf<T>(IReadOnlyList<T> Items, string? NextPosition);

/// <summary>A customer's fill, with what it belongs to.</summary>
public sealed record OwnFill(string OrderId, string Symbol, string Base, string Quote, OrderSide Side, OrderFill Fill);

/// <summary>Reads a customer's orders and fills. (A page with a filter may be shorter than asked for and still not the last.)</summary>
public sealed class OrderQueries(IDocumentStore store)
{
    /// <summary>Most documents that are looked at for one page, when a filter passes few of them.</summary>
    private const int MaxLookedAt = 1_000;

    /// <summary>The order, with its newest fills.</summary>
    public async Task<Result<OrderDocument>> GetAsync(string userId, string orderId, CancellationToken cancellation = default)
    {
        var stored = OrderKey.TryParse(orderId, out _)
            ? await store.ReadAsync(LedgerPartitions.Users, userId, OrderDocument.IdOf(orderId), cancellation)
            : null;
        return stored is null ? new OrderNotFound(orderId) : DocumentCodec.Decode<OrderDocument>(stored);
    }

    /// <summary>The order with the customer's own id.</summary>
    public async Task<Result<OrderDocument>> FindByClientIdAsync(string userId, string clientOrderId, CancellationToken cancellation = default)
    {
        var found = await GetAsync(userId, OrderKey.OfClientOrder(userId, clientOrderId), cancellation);
        // An order that was placed without one has its own id as client order id.
        return found.IsSuccess ? found : await GetAsync(userId, clientOrderId, cancellation) is { IsSuccess: true } own && own.Value.ClientOrderId == clientOrderId ? own : found;
    }

    /// <summary>A page of orders.</summary>
    public async Task<PageOf<OrderDocument>> ListAsync(
        string userId, OrderScope scope, string? symbol, int limit, string? position, CancellationToken cancellation = default)
    {
        var index = scope == OrderScope.Open ? OrderDocument.Open : OrderDocument.ByTime;
        var query = new DocumentQuery(LedgerPartitions.Users, index.Name) { Partition = userId, Descending = true, Limit = limit, Continuation = position };
        var found = new List<OrderDocument>(limit);
        for (var lookedAt = 0; lookedAt < MaxLookedAt;)
        {
            var page = await store.QueryAsync(query with { Limit = limit - found.Count }, cancellation);
            lookedAt += page.Items.Count;
            found.AddRange(page.Items.Select(DocumentCodec.Decode<OrderDocument>)
                .Where(order => (symbol is null || order.Symbol == symbol) && (scope != OrderScope.Closed || order.Status.IsClosed())));
            query = query with { Continuation = page.Continuation };
            if (found.Count == limit || page.Continuation is null)
            {
                break;
            }
        }

        return new PageOf<OrderDocument>(found, query.Continuation);
    }

    /// <summary>A page of the customer's own fills.</summary>
    public async Task<PageOf<OwnFill>> FillsAsync(string userId, string? symbol, int limit, string? position, CancellationToken cancellation = default)
    {
        // A position is the store's, and how many fills of the document after it were told already.
        var (continuation, told) = Split(position);
        var found = new List<OwnFill>(limit);
        var query = new DocumentQuery(LedgerPartitions.Users, OrderDocument.Filled.Name) { Partition = userId, Descending = true, Limit = 1, Continuation = continuation };
        for (var lookedAt = 0; lookedAt < MaxLookedAt; lookedAt++)
        {
            var page = await store.QueryAsync(query, cancellation);
            if (page.Items.Count == 0)
            {
                return new PageOf<OwnFill>(found, null);
            }

            var fills = FillsOf(page.Items[0]).Where(fill => symbol is null || fill.Symbol == symbol).Reverse().Skip(told).Take(limit - found.Count + 1).ToList();
            if (fills.Count > limit - found.Count)
            {
                var room = limit - found.Count;
                found.AddRange(fills.Take(room));
                return new PageOf<OwnFill>(found, Join(query.Continuation, told + room));
            }

            found.AddRange(fills);
            (query, told) = (query with { Continuation = page.Continuation }, 0);
            if (page.Continuation is null || found.Count == limit)
            {
                break;
            }
        }

        return new PageOf<OwnFill>(found, query.Continuation is null ? null : Join(query.Continuation, 0));
    }

    private static IEnumerable<OwnFill> FillsOf(StoredDocument stored)
    {
        if (stored.Id.StartsWith(FillsDocument.IdPrefix, StringComparison.Ordinal))
        {
            var page = DocumentCodec.Decode<FillsDocument>(stored);
            var orderId = stored.Id.Split(':')[1];
            return page.Fills.Select(fill => new OwnFill(orderId, page.Symbol, page.Base, page.Quote, page.Side, fill));
        }

        var order = DocumentCodec.Decode<OrderDocument>(stored);
        return order.Fills.Select(fill => new OwnFill(order.OrderId, order.Symbol, order.Base, order.Quote, order.Side, fill));
    }

    private static string Join(string? continuation, int told) => string.Create(CultureInfo.InvariantCulture, $"{told}:{continuation}");

    private static (string? Continuation, int Told) Split(string? position)
    {
        if (position is null)
        {
            return (null, 0);
        }

        var colon = position.IndexOf(':', StringComparison.Ordinal);
        var continuation = position[(colon + 1)..];
        return (continuation.Length == 0 ? null : continuation, int.Parse(position.AsSpan(0, colon), CultureInfo.InvariantCulture));
    }
}
