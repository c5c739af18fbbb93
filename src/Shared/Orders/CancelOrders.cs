using CryptoVault.Markets;
using CryptoVault.Orders.Queries;
using CryptoVault.Results;

namespace CryptoVault.Orders;

/// <summary>Cancels all open orders of a customer on a market, each for itself: what trades first has traded.</summary>
public sealed class CancelOrders(CancelOrder cancelOrder, OrderQueries orders, MarketCatalog markets)
{
    /// <summary>Cancels them.</summary>
    /// <returns>Each order that was open, canceled or (when the outcome is still to come) not yet, or ended otherwise meanwhile.</returns>
    public async Task<Result<IReadOnlyList<OrderDocument>>> ExecuteAsync(string userId, string symbol, TimeSpan wait, CancellationToken cancellation = default)
    {
        if (await markets.FindAsync(symbol, cancellation) is null)
        {
            return new MarketNotFound(symbol);
        }

        var open = await OpenAsync(userId, symbol, cancellation);
        var canceling = open.Select(order => CancelAsync(order, userId, wait, cancellation)).ToList();
        return Result<IReadOnlyList<OrderDocument>>.Success(await Task.WhenAll(canceling));
    }

    private async Task<OrderDocument> CancelAsync(OrderDocument order, string userId, TimeSpan wait, CancellationToken cancellation)
    {
        var canceled = await cancelOrder.ExecuteAsync(userId, order.OrderId, wait, cancellation);
        return canceled.IsSuccess ? canceled.Value.Order : (await orders.GetAsync(userId, order.OrderId, cancellation)).Value;
    }

    private async Task<List<OrderDocument>> OpenAsync(string userId, string symbol, CancellationToken cancellation)
    {
        var open = new List<OrderDocument>();
        string? position = null;
        do
        {
            var page = await orders.ListAsync(userId, OrderScope.Open, symbol, 100, position, cancellation);
            open.AddRange(page.Items);
            position = page.NextPosition;
        }
        while (position is not null);
        return open;
    }
}
