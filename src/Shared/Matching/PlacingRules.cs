using CryptoVault.Markets;
using CryptoVault.Orders;
using CryptoVault.Storage;

namespace CryptoVault.Matching;

/// <summary>What the engine checks before an order may reach the book: it trusts no sender with the book's arithmetic.</summary>
internal static class PlacingRules
{
    /// <summary>Why the order (or pair of orders) is refused, or null.</summary>
    public static string? Refuse(MarketCommand command, Market market, int openOrders, DateTimeOffset now, TimeSpan commandLife)
    {
        if (!IsSane(command.Order, market) || (command.Kind == MarketCommandKind.PlacePair && !IsSane(command.OtherOrder, market)))
        {
            return RejectReasons.InvalidCommand;
        }

        if (now - StoredTime.Parse(command.PlacedTime) > commandLife)
        {
            return RejectReasons.Expired;
        }

        // What takes the place of another order adds none.
        var added = command.Kind switch
        {
            MarketCommandKind.PlacePair => 2,
            MarketCommandKind.Replace => 0,
            _ => CanWork(command.Order!) ? 1 : 0,
        };
        return added > 0 && openOrders + added > market.Definition.MaxOpenOrdersPerUser ? RejectReasons.TooManyOpenOrders : null;
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
        TriggerPrice = order.TriggerPrice,
        TrailingBasisPoints = (short)order.TrailingBasisPoints,
        Peak = order.Peak,
        ExpiresAt = order.ExpiresAt,
        Prevention = order.Prevention,
        MakerBasisPoints = (short)order.MakerBasisPoints,
        TakerBasisPoints = (short)order.TakerBasisPoints,
    };

    private static bool CanWork(PlacedOrder order) =>
        order.Type.IsStop() || (order.Type.HasLimit() && order.TimeInForce is TimeInForce.Gtc or TimeInForce.Gtd);

    private static bool IsSane(PlacedOrder? order, Market market) =>
        order is not null
        && order.Price >= (order.Type.HasLimit() ? 1 : 0) && order.Price <= market.MaxPriceTicks
        && order.Quantity >= 1 && order.Quantity <= market.MaxQuantityLots
        && order.Budget is null or (>= 1 and <= Market.MaxTickLots)
        && IsFee(order.MakerBasisPoints) && IsFee(order.TakerBasisPoints)
        && HasTheBudgetOfItsType(order) && HasTheTriggerOfItsType(order, market) && HasTheTimeOfItsType(order);

    private static bool HasTheBudgetOfItsType(PlacedOrder order) => order switch
    {
        // The reservation of a limit buy is exactly its worth: the budget can never be what stops it.
        { Side: OrderSide.Buy } when order.Type.HasLimit() => !order.ByQuote && order.Budget == order.Price * order.Quantity,
        _ when order.Type.HasLimit() => !order.ByQuote && order.Budget is null,
        { Side: OrderSide.Buy } => order.Budget is not null,
        _ => order.ByQuote == order.Budget is not null,
    };

    private static bool HasTheTriggerOfItsType(PlacedOrder order, Market market)
    {
        if (!order.Type.IsStop())
        {
            return order is { TriggerPrice: 0, TrailingBasisPoints: 0 };
        }

        return order.TriggerPrice >= 0 && order.TriggerPrice <= market.MaxPriceTicks
            && order.TrailingBasisPoints is >= 0 and < FeeMath.One
            && (order.TriggerPrice > 0 || order.TrailingBasisPoints > 0);
    }

    private static bool HasTheTimeOfItsType(PlacedOrder order)
    {
        var rests = order.Type.HasLimit() && order.TimeInForce is TimeInForce.Gtc or TimeInForce.Gtd;
        return (order.TimeInForce == TimeInForce.Gtd) == (order.ExpiresAt > 0)
            && (order.Peak == 0 || (rests && order.Peak > 0 && order.Peak < order.Quantity))
            && (order.Type.HasLimit() || order.TimeInForce == TimeInForce.Ioc)
            && (order.Type != OrderType.LimitMaker || rests);
    }

    private static bool IsFee(int basisPoints) => basisPoints is >= 0 and <= FeeMath.One;
}
