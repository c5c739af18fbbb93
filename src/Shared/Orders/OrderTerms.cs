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
}

/// <summary>How long an order works.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TimeInForce>))]
public enum TimeInForce : byte
{
    /// <summary>Good till canceled: what does not trade at once rests in the book.</summary>
    [JsonStringEnumMemberName("GTC")] Gtc,
    /// <summary>Immediate or cancel: what does not trade at once expires.</summary>
    [JsonStringEnumMemberName("IOC")] Ioc,
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
