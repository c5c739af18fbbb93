using CryptoVault.Ledger;
using CryptoVault.Matching;
using CryptoVault.Money;
using CryptoVault.Results;
using CryptoVault.Storage;

namespace CryptoVault.Orders.Placing;

/// <summary>An order, and whether its market has answered already.</summary>
/// <param name="Order">The order as it is now.</param>
/// <param name="IsAnswered">False when the market's answer is still to come: the order may execute yet.</param>
public sealed record OrderAnswered(OrderDocument Order, bool IsAnswered);

/// <summary>
/// Places an order: one commit in the customer's partition reserves the money, writes the order and promises the
/// command to the market's engine; then waits for the engine's answer for a bounded time. Idempotent by client order id.
/// </summary>
public sealed class PlaceOrder(OrderIntake intake, AssetCatalog assets)
{
    /// <summary>Places the order.</summary>
    /// <param name="command">The order.</param>
    /// <param name="wait">How long to wait for the market's answer at most.</param>
    /// <param name="cancellation">The client went away: ends the wait, never the order.</param>
    public async Task<Result<OrderAnswered>> ExecuteAsync(PlaceOrderCommand command, TimeSpan wait, CancellationToken cancellation = default) =>
        (await intake.PlaceAsync(command, Place, wait, cancellation)).Map(static order => new OrderAnswered(order, order.Sequence > 0));

    private Result<OrderDocument> Place(PartitionView view, IncomingOrder incoming, string orderId)
    {
        var (command, terms, market) = (incoming.Command, incoming.Terms, incoming.Market);
        if (incoming.FindEarlier(view, orderId) is { } earlier)
        {
            return earlier is { ListId: null, Replaces: null } && OrderRecords.IsSame(earlier, terms, market)
                ? earlier
                : new DuplicateClientOrderId(command.ClientOrderId!);
        }

        var now = intake.Now;
        var passed = incoming.Check(view, now);
        if (!passed.IsSuccess)
        {
            return passed.Error;
        }

        var ledger = new PartitionLedger(view, assets, now, command.UserId);
        var hold = ledger.Reserve(OrderDocument.HoldIdOf(orderId), passed.Value.Hold, OrderRecords.ReferenceOf(orderId));
        if (!hold.IsSuccess)
        {
            return hold.Error;
        }

        var order = OrderRecords.Of(hold.Value, command.ClientOrderId, terms, market, passed.Value.Order);
        view.Add(order);
        new MarketCommand(MarketCommandKind.Place, orderId, command.UserId, order.OrderTime) { Order = passed.Value.Order }.Send(view, market.Symbol);
        return order;
    }
}
