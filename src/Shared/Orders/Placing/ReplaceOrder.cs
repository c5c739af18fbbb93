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
public sealed class ReplaceOrder(OrderIntake intake, AssetCatalog assets)
{
    /// <summary>Replaces the order.</summary>
    /// <param name="orderId">The order to replace.</param>
    /// <param name="command">The new order, on the same market.</param>
    /// <param name="wait">How long to wait for the market's answer at most.</param>
    /// <param name="cancellation">The client went away: ends the wait, never the orders.</param>
    /// <returns>The new order; <see cref="OrderNotReplaced"/> when the market refused, <see cref="OrderClosed"/> when the old one had ended before.</returns>
    public async Task<Result<OrderAnswered>> ExecuteAsync(string orderId, PlaceOrderCommand command, TimeSpan wait, CancellationToken cancellation = default)
    {
        var replaced = await intake.PlaceAsync(command, (view, incoming, newId) => Ask(view, orderId, newId, incoming), wait, cancellation);
        return replaced switch
        {
            { IsSuccess: false } => replaced.Error,
            { Value: { Status: OrderStatus.Rejected } order } => new OrderNotReplaced(orderId, order.Reason ?? RejectReasons.InternalError),
            _ => new OrderAnswered(replaced.Value, replaced.Value.Sequence > 0),
        };
    }

    private Result<OrderDocument> Ask(PartitionView view, string orderId, string newId, IncomingOrder incoming)
    {
        if (incoming.FindEarlier(view, newId) is { } earlier)
        {
            return earlier.Replaces == orderId && OrderRecords.IsSame(earlier, incoming.Terms, incoming.Market)
                ? earlier
                : new DuplicateClientOrderId(incoming.Command.ClientOrderId!);
        }

        if (view.Find<OrderDocument>(OrderDocument.IdOf(orderId)) is not { } old)
        {
            return new OrderNotFound(orderId);
        }

        if (Refuse(old, incoming.Market) is { } refused)
        {
            return refused;
        }

        var now = intake.Now;
        var passed = incoming.Check(view, now);
        return passed.IsSuccess ? Place(view, old, newId, incoming, passed.Value, now) : passed.Error;
    }

    private static Error? Refuse(OrderDocument old, Market market) =>
        old.Status.IsClosed() ? new OrderClosed(old.OrderId, old.Status)
        : old.ListId is not null ? new OrderNotReplaced(old.OrderId, "ORDER_IS_IN_LIST")
        : old.Symbol != market.Symbol ? new ValidationFailed(new FieldError(
            "/symbol", "NOT_ALLOWED", "The new order is on the market of the one that it replaces.", market.Symbol, old.Symbol, old.Symbol))
        : null;

    /// <summary>Reserves the difference. What the old order holds goes on to the new one when the market has swapped them.</summary>
    private Result<OrderDocument> Place(
        PartitionView view, OrderDocument old, string newId, IncomingOrder incoming, CheckedOrder passed, DateTimeOffset now)
    {
        var (command, terms, market) = (incoming.Command, incoming.Terms, incoming.Market);
        var ledger = new PartitionLedger(view, assets, now, command.UserId);
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
