using CryptoVault.Markets;
using CryptoVault.Money;
using CryptoVault.Results;

namespace CryptoVault.Orders.Placing;

/// <summary>What an order would probably do, by what everybody sees of the book now. Nothing of it is promised.</summary>
/// <param name="Tested">What it would reserve.</param>
/// <param name="Fills">What it would probably take at once, by price.</param>
/// <param name="Quantity">Their quantity.</param>
/// <param name="Quote">Their worth.</param>
/// <param name="Fee">The taker's fee on it, of what is received.</param>
/// <param name="Waits">True for a stop: it takes nothing before it is triggered.</param>
public sealed record OrderPreviewed(OrderTested Tested, IReadOnlyList<PreviewedFill> Fills, Amount Quantity, Amount Quote, Amount Fee, bool Waits);

/// <summary>A fill that is expected.</summary>
public sealed record PreviewedFill(Amount Price, Amount Quantity);

/// <summary>Says what an order would probably do, and changes nothing.</summary>
public sealed class PreviewOrder(TestOrder testOrder, IVisibleDepth depth)
{
    private const int MaxLevels = 500;

    /// <summary>Previews the order; whether the customer can pay for it is told, not refused.</summary>
    public async Task<Result<OrderPreviewed>> ExecuteAsync(PlaceOrderCommand command, CancellationToken cancellation = default) =>
        (await testOrder.LookAsync(command, cancellation)).Map(Preview);

    private OrderPreviewed Preview(OrderTested tested)
    {
        var (order, market) = (tested.Order!.Order, tested.Market!);
        var fills = new List<PreviewedFill>();
        long quantity = 0;
        long quote = 0;
        var waits = order.Type.IsStop();
        var makers = order.Side == OrderSide.Buy ? OrderSide.Sell : OrderSide.Buy;
        foreach (var (price, shown) in waits || order.Type == OrderType.LimitMaker ? [] : depth.Levels(market, makers, MaxLevels))
        {
            var taken = Math.Min(shown, order.Quantity - quantity);
            if (order.Budget is { } budget && !order.Type.HasLimit())
            {
                taken = Math.Min(taken, (budget - quote) / price);
            }

            if (taken == 0 || (order.Side == OrderSide.Buy ? price > order.Price : price < order.Price))
            {
                break;
            }

            fills.Add(new PreviewedFill(market.PriceOf(price), market.QuantityOf(taken)));
            quantity += taken;
            quote += taken * price;
        }

        if (order.TimeInForce == TimeInForce.Fok && quantity < order.Quantity)
        {
            (quantity, quote) = (0, 0);
            fills.Clear();
        }

        var received = order.Side == OrderSide.Buy ? market.QuantityOf(quantity) : market.NotionalOf(quote);
        var fee = MoneyMath.MulDiv(received.Units, order.TakerBasisPoints, 10_000, Rounding.Up);
        return new OrderPreviewed(tested, fills, market.QuantityOf(quantity), market.NotionalOf(quote), new Amount(fee, received.Asset), waits);
    }
}
