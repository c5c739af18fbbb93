using CryptoVault.Ids;
using CryptoVault.Ledger;
using CryptoVault.Markets;
using CryptoVault.Matching;
using CryptoVault.Money;
using CryptoVault.Orders.Placing;
using CryptoVault.Orders.Queries;
using CryptoVault.Results;
using CryptoVault.Storage;

namespace CryptoVault.Orders;

/// <summary>
/// Makes a working order smaller; it keeps its place in the book. The market decides: a fill may come first. Then waits
/// for the outcome for a bounded time.
/// </summary>
public sealed class ReduceOrder(Partitions partitions, OrderQueries orders, MarketCatalog markets, IOrderAnswers answers, IIds ids)
{
    /// <summary>Makes the order smaller.</summary>
    /// <param name="userId">The customer.</param>
    /// <param name="orderId">The order.</param>
    /// <param name="quantity">The new quantity, what traded already included, as plain decimal digits.</param>
    /// <param name="wait">How long to wait for the outcome at most.</param>
    /// <param name="cancellation">The client went away: ends the wait, never the change.</param>
    /// <returns>The order, smaller or (when the outcome is still to come) not yet; <see cref="OrderNotReduced"/> when the market refused.</returns>
    public async Task<Result<OrderAnswered>> ExecuteAsync(string userId, string orderId, string? quantity, TimeSpan wait, CancellationToken cancellation = default)
    {
        using var answer = answers.Listen(userId, orderId);
        var known = await orders.GetAsync(userId, orderId, cancellation);
        if (!known.IsSuccess)
        {
            return known.Error;
        }

        var market = await markets.FindAsync(known.Value.Symbol, cancellation);
        if (market is null)
        {
            return new MarketNotFound(known.Value.Symbol);
        }

        var errors = new List<FieldError>();
        var wanted = AmountField.ReadPositive("/quantity", quantity, market.Base, errors);
        if (errors.Count > 0)
        {
            return new ValidationFailed(errors);
        }

        var request = ids.New();
        var asked = await partitions.DecideAsync(LedgerPartitions.OfUser(userId), view => Ask(view, userId, orderId, wanted, market, request), cancellation);
        if (!asked.IsSuccess)
        {
            return asked.Error;
        }

        var since = asked.Value.Sequence;
        var order = await answer.WaitAsync(order => IsAnswered(order, wanted, since), wait, cancellation) ?? asked.Value;
        return order.RefusalSequence > since ? new OrderNotReduced(orderId, order.Refusal!)
            : order.Quantity <= wanted ? new OrderAnswered(order, true)
            : order.Status.IsClosed() ? new OrderClosed(orderId, order.Status)
            : new OrderAnswered(order, false);
    }

    private static bool IsAnswered(OrderDocument order, Int128 wanted, int since) =>
        order.Status.IsClosed() || order.Quantity <= wanted || order.RefusalSequence > since;

    private static Result<OrderDocument> Ask(PartitionView view, string userId, string orderId, Int128 wanted, Market market, string request)
    {
        if (view.Find<OrderDocument>(OrderDocument.IdOf(orderId)) is not { } order)
        {
            return new OrderNotFound(orderId);
        }

        if (order.Status.IsClosed())
        {
            return new OrderClosed(orderId, order.Status);
        }

        if (order.Waits)
        {
            return new OrderNotReduced(orderId, "ORDER_IS_IN_LIST");
        }

        if (order.Quantity == 0)
        {
            return new OrderNotReduced(orderId, "ORDER_IS_BY_QUOTE");
        }

        if (wanted >= order.Quantity || wanted <= order.Executed)
        {
            return new OrderNotReduced(orderId, "QUANTITY_NOT_SMALLER");
        }

        if (OrderFilters.LotFilter("/quantity", wanted, market) is { } refused)
        {
            return refused;
        }

        var lots = (long)(wanted / market.LotUnits);
        if (order.Price > 0 && OrderFilters.NotionalFilter((long)(order.Price / market.TickUnits), lots, market) is { } outside)
        {
            return outside;
        }

        new MarketCommand(MarketCommandKind.Reduce, orderId, userId, order.CommandTime) { Quantity = lots, Request = request }.Send(view, order.Symbol);
        return order;
    }
}
