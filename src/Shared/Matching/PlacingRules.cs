using CryptoVault.Markets;
using CryptoVault.Orders;
using CryptoVault.Storage;

namespace CryptoVault.Matching;

/// <summary>What the engine checks before an order may reach the book: it trusts no sender with the book's arithmetic.</summary>
internal static class PlacingRules
{
    /// <summary>Why the order is refused, or null.</summary>
    public static string? Refuse(MarketCommand command, Market market, int openOrders, DateTimeOffset now, TimeSpan commandLife)
    {
        if (command.Order is not { } order || !IsSane(order, market))
        {
            return RejectReasons.InvalidCommand;
        }

        if (now - StoredTime.Parse(command.PlacedTime) > commandLife)
        {
            return RejectReasons.Expired;
        }

        if (market.Definition.Status != MarketStatus.Trading)
        {
            return RejectReasons.NotTrading;
        }

        var canRest = order is { Type: OrderType.Limit, TimeInForce: TimeInForce.Gtc };
        return canRest && openOrders >= market.Definition.MaxOpenOrdersPerUser ? RejectReasons.TooManyOpenOrders : null;
    }

    public static NewOrder ToNewOrder(PlacedOrder order, UInt128 key, int owner) => new()
    {
        Id = key,
        Owner = owner,
        Side = order.Side,
        Type = order.Type,
        TimeInForce = order.TimeInForce,
        Price = order.Price,
        Quantity = order.Quantity,
        Budget = order.Budget ?? NewOrder.NoBudget,
        ByQuote = order.ByQuote,
        MakerBasisPoints = (short)order.MakerBasisPoints,
        TakerBasisPoints = (short)order.TakerBasisPoints,
    };

    private static bool IsSane(PlacedOrder order, Market market)
    {
        var inBounds = order.Price >= 1 && order.Price <= market.MaxPriceTicks
            && order.Quantity >= 1 && order.Quantity <= market.MaxQuantityLots
            && order.Budget is null or (>= 1 and <= Market.MaxTickLots)
            && IsFee(order.MakerBasisPoints) && IsFee(order.TakerBasisPoints);
        if (!inBounds)
        {
            return false;
        }

        return order switch
        {
            // The reservation of a limit buy is exactly its worth: the budget can never be what stops it.
            { Type: OrderType.Limit, Side: OrderSide.Buy } => !order.ByQuote && order.Budget == order.Price * order.Quantity,
            { Type: OrderType.Limit } => !order.ByQuote && order.Budget is null,
            { Side: OrderSide.Buy } => order.Budget is not null,
            _ => order.ByQuote == order.Budget is not null,
        };
    }

    private static bool IsFee(int basisPoints) => basisPoints is >= 0 and <= FeeMath.One;
}
