using System.Text.Json.Serialization;

namespace CryptoVault.Orders;

/// <summary>Which way an order trades.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<OrderSide>))]
public enum OrderSide : byte
{
    /// <summary>Receives base, pays quote.</summary>
    [JsonStringEnumMemberName("buy")] Buy,
    /// <summary>Receives quote, pays base.</summary>
    [JsonStringEnumMemberName("sell")] Sell,
}

/// <summary>How an order finds its price.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<OrderType>))]
public enum OrderType : byte
{
    /// <summary>At the best prices there are, at once; never rests.</summary>
    [JsonStringEnumMemberName("market")] Market,
    /// <summary>At the stated price or better.</summary>
    [JsonStringEnumMemberName("limit")] Limit,
    /// <summary>A limit order that is refused rather than trade at once: it only ever makes.</summary>
    [JsonStringEnumMemberName("limit_maker")] LimitMaker,
    /// <summary>A market order that waits until the price moved against it: risen to its stop (a buy), fallen to it (a sell).</summary>
    [JsonStringEnumMemberName("stop_loss")] StopLoss,
    /// <summary>As <see cref="StopLoss"/>, then a limit order.</summary>
    [JsonStringEnumMemberName("stop_loss_limit")] StopLossLimit,
    /// <summary>A market order that waits until the price moved in its favour: fallen to its stop (a buy), risen to it (a sell).</summary>
    [JsonStringEnumMemberName("take_profit")] TakeProfit,
    /// <summary>As <see cref="TakeProfit"/>, then a limit order.</summary>
    [JsonStringEnumMemberName("take_profit_limit")] TakeProfitLimit,
}

/// <summary>Questions that are asked of an order's type in many places.</summary>
public static class OrderTypes
{
    /// <summary>True when the order waits for a trigger before it may trade.</summary>
    public static bool IsStop(this OrderType type) => type >= OrderType.StopLoss;

    /// <summary>True when the order has a limit price.</summary>
    public static bool HasLimit(this OrderType type) =>
        type is OrderType.Limit or OrderType.LimitMaker or OrderType.StopLossLimit or OrderType.TakeProfitLimit;

    /// <summary>True when a stop waits for the price to rise to it, false when it waits for it to fall.</summary>
    public static bool TriggersRising(this OrderType type, OrderSide side) =>
        (type is OrderType.StopLoss or OrderType.StopLossLimit) == (side == OrderSide.Buy);
}

/// <summary>How long an order works.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TimeInForce>))]
public enum TimeInForce : byte
{
    /// <summary>Good till canceled: what does not trade at once rests in the book.</summary>
    [JsonStringEnumMemberName("GTC")] Gtc,
    /// <summary>Immediate or cancel: what does not trade at once expires.</summary>
    [JsonStringEnumMemberName("IOC")] Ioc,
    /// <summary>Fill or kill: trades in full at once, or not at all.</summary>
    [JsonStringEnumMemberName("FOK")] Fok,
    /// <summary>Good till date: as GTC, but expires at its time by the market's clock.</summary>
    [JsonStringEnumMemberName("GTD")] Gtd,
}

/// <summary>What happens when an order meets another one of the same customer; the taker's mode rules.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SelfTradePrevention>))]
public enum SelfTradePrevention : byte
{
    /// <summary>They trade.</summary>
    [JsonStringEnumMemberName("none")] None,
    /// <summary>The incoming order expires.</summary>
    [JsonStringEnumMemberName("expire_taker")] ExpireTaker,
    /// <summary>The resting order expires.</summary>
    [JsonStringEnumMemberName("expire_maker")] ExpireMaker,
    /// <summary>Both expire.</summary>
    [JsonStringEnumMemberName("expire_both")] ExpireBoth,
    /// <summary>Both shrink by the smaller quantity.</summary>
    [JsonStringEnumMemberName("decrement")] Decrement,
}

/// <summary>Where an order is in its life: <c>pending_new -> new -> partially_filled -> filled</c>, or one of the other ends.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<OrderStatus>))]
public enum OrderStatus : byte
{
    /// <summary>Reserved and sent to the market, which has not answered yet.</summary>
    [JsonStringEnumMemberName("pending_new")] PendingNew,
    /// <summary>Accepted by the market, nothing traded yet.</summary>
    [JsonStringEnumMemberName("new")] New,
    /// <summary>Working, partly traded.</summary>
    [JsonStringEnumMemberName("partially_filled")] PartiallyFilled,
    /// <summary>Traded in full.</summary>
    [JsonStringEnumMemberName("filled")] Filled,
    /// <summary>Ended by its owner.</summary>
    [JsonStringEnumMemberName("canceled")] Canceled,
    /// <summary>Refused by the market; nothing traded.</summary>
    [JsonStringEnumMemberName("rejected")] Rejected,
    /// <summary>Ended by its own terms (an IOC or market order's rest).</summary>
    [JsonStringEnumMemberName("expired")] Expired,
    /// <summary>Ended by self-trade prevention.</summary>
    [JsonStringEnumMemberName("expired_in_match")] ExpiredInMatch,
}

/// <summary>Questions that are asked of a status in many places.</summary>
public static class OrderStatuses
{
    /// <summary>True when nothing more can happen to the order.</summary>
    public static bool IsClosed(this OrderStatus status) => status >= OrderStatus.Filled;

    /// <summary>True while the order works in its market.</summary>
    public static bool IsOpen(this OrderStatus status) => status is OrderStatus.New or OrderStatus.PartiallyFilled;
}
