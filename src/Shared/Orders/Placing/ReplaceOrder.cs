using CryptoVault.Fees;
using CryptoVault.Ids;
using CryptoVault.Ledger;
using CryptoVault.Markets;
using CryptoVault.Matching;
using CryptoVault.Money;
using CryptoVault.Results;
using CryptoVault.Storage;

namespace CryptoVault.Orders.Placing;

/// <summary>
/// Puts a new order in the place of a working one: reserves what the new one needs beyond what the old one holds, and has
/// the market's engine end the one and accept the other in one step, or neither. Idempotent by client order id.
/// </summary>
public sealed class ReplaceOrder(
    Partitions partitions, MarketCatalog markets, FeeSchedules fees, IBandReference references, AssetCatalog assets, IOrderAnswers answers, IIds ids,
    TimeProvider clock, EngineLoad load)
{
    /// <summary>Replaces the order.</summary>
    /// <param name="orderId">The order to replace.</param>
    /// <param name="command">The new order, on the same market.</param>
    /// <param name="wait">How long to wait for the market's answer at most.</param>
    /// <param name="cancellation">The client went away: ends the wait, never the orders.</param>
    /// <returns>The new order; <see cref="OrderNotReplaced"/> when the market refused, <see cref="OrderClosed"/> when the old one had ended before.</returns>
    public async Task<Result<OrderAnswered>> ExecuteAsync(string orderId, PlaceOrderCommand command, TimeSpan wait, CancellationToken cancellation = default)
    {
        if (ClientOrderIds.Refuse("/clientOrderId", command.ClientOrderId) is { } malformed)
        {
            return new ValidationFailed(malformed);
        }

        if (load.Refuse() is { } tooBusy)
        {
            return tooBusy;
        }

        if (await markets.FindAsync(command.Symbol, cancellation) is not { } market)
        {
            return new MarketNotFound(command.Symbol);
        }

        var terms = OrderTerms.Read(command, market);
        if (!terms.IsSuccess)
        {
            return terms.Error;
        }

        var schedule = await fees.NewestAsync(cancellation);
        var newId = command.ClientOrderId is null ? ids.New() : OrderKey.OfClientOrder(command.UserId, command.ClientOrderId);
        using var answer = answers.Listen(command.UserId, newId);
        var asked = await partitions.DecideAsync(
            LedgerPartitions.OfUser(command.UserId), view => Ask(view, orderId, newId, command, terms.Value, market, schedule), cancellation);
        if (!asked.IsSuccess)
        {
            return asked.Error;
        }

        var order = asked.Value.Sequence > 0 ? asked.Value : await answer.WaitAsync(static order => order.Sequence > 0, wait, cancellation) ?? asked.Value;
        return order.Status == OrderStatus.Rejected ? new OrderNotReplaced(orderId, order.Reason ?? RejectReasons.InternalError) : new OrderAnswered(order, order.Sequence > 0);
    }

    private Result<OrderDocument> Ask(
        PartitionView view, string orderId, string newId, PlaceOrderCommand command, OrderTerms terms, Market market, FeeScheduleDocument schedule)
    {
        if (command.ClientOrderId is { } clientOrderId && OrderRecords.FindEarlier(view, newId, clientOrderId) is { } earlier)
        {
            return earlier.Replaces == orderId && OrderRecords.IsSame(earlier, terms, market) ? earlier : new DuplicateClientOrderId(clientOrderId);
        }

        if (view.Find<OrderDocument>(OrderDocument.IdOf(orderId)) is not { } old)
        {
            return new OrderNotFound(orderId);
        }

        if (Refuse(old, market) is { } refused)
        {
            return refused;
        }

        var now = clock.GetUtcNow();
        var passed = OrderFilters.Check(terms, market, references.Find(market), now, FeeRules.Of(view, schedule, market, now));
        return passed.IsSuccess ? Place(view, old, newId, command, terms, passed.Value, market) : passed.Error;
    }

    private static Error? Refuse(OrderDocument old, Market market) =>
        old.Status.IsClosed() ? new OrderClosed(old.OrderId, old.Status)
        : old.ListId is not null ? new OrderNotReplaced(old.OrderId, "ORDER_IS_IN_LIST")
        : old.Symbol != market.Symbol ? new ValidationFailed(new FieldError(
            "/symbol", "NOT_ALLOWED", "The new order is on the market of the one that it replaces.", market.Symbol, old.Symbol, old.Symbol))
        : null;

    /// <summary>Reserves the difference. What the old order holds goes on to the new one when the market has swapped them.</summary>
    private Result<OrderDocument> Place(
        PartitionView view, OrderDocument old, string newId, PlaceOrderCommand command, OrderTerms terms, CheckedOrder passed, Market market)
    {
        var ledger = new PartitionLedger(view, assets, clock.GetUtcNow(), command.UserId);
        var (hold, reference) = (OrderDocument.HoldIdOf(newId), OrderRecords.ReferenceOf(newId));
        var given = old.Side == terms.Side ? Int128.Min(old.Remaining, passed.Hold.Units) : 0;
        var difference = new Amount(passed.Hold.Units - given, passed.Hold.Asset);
        var reserved = difference.IsPositive ? ledger.Reserve(hold, difference, reference) : ledger.Unfunded(hold, passed.Hold.Asset, reference);
        if (!reserved.IsSuccess)
        {
            return reserved.Error;
        }

        var order = OrderRecords.Of(reserved.Value, command.ClientOrderId, terms, market, passed.Order) with { Replaces = old.OrderId };
        view.Add(order);
        new MarketCommand(MarketCommandKind.Replace, newId, command.UserId, order.OrderTime)
        {
            Order = passed.Order,
            Other = old.OrderId,
            Reserved = (long)(difference.Units / (terms.Side == OrderSide.Buy ? market.TickLotUnits : market.LotUnits)),
        }.Send(view, market.Symbol);
        return order;
    }
}
