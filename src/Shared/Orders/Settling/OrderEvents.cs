using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using CryptoVault.Matching;
using CryptoVault.Money;
using CryptoVault.Storage;
using CryptoVault.Streams.UserEvents;

namespace CryptoVault.Orders.Settling;

/// <summary>The private event that an order changed: the fields of <c>GET /orders/{id}</c> without its fills, which are events of their own.</summary>
internal sealed record OrderEvent(
    string OrderId, string ClientOrderId, string Symbol, OrderSide Side, OrderType Type, TimeInForce TimeInForce, OrderStatus Status, int OrderSequence,
    string ExecutedQuantity, string ExecutedQuote, string Fees, string FeeAsset, string CreatedAt, string UpdatedAt)
{
    public string? Price { get; init; }

    public string? Quantity { get; init; }

    public string? QuoteAmount { get; init; }

    public string? StopPrice { get; init; }

    public string? RejectReason { get; init; }

    public string? Refusal { get; init; }

    public static OrderEvent Of(OrderDocument order, AssetCatalog assets)
    {
        var (inBase, inQuote, received) = (assets.Get(order.Base), assets.Get(order.Quote), assets.Get(order.ReceivedAsset));
        return new OrderEvent(
            order.OrderId, order.ClientOrderId, order.Symbol, order.Side, order.OrderType, order.TimeInForce, order.Status, order.Sequence,
            inBase.Format(order.Executed), inQuote.Format(order.ExecutedQuote), received.Format(order.Fee), received.Code, order.OrderTime, order.UpdatedTime)
        {
            Price = order.Price == 0 ? null : inQuote.Format(order.Price),
            Quantity = order.Quantity == 0 ? null : inBase.Format(order.Quantity),
            QuoteAmount = order.QuoteAmount == 0 ? null : inQuote.Format(order.QuoteAmount),
            StopPrice = order.StopPrice == 0 ? null : inQuote.Format(order.StopPrice),
            RejectReason = order.Reason,
            Refusal = order.RefusalSequence == order.Sequence ? order.Refusal : null,
        };
    }
}

/// <summary>The private event of a trade; what <c>GET /trades</c> says of it.</summary>
internal sealed record TradeEvent(
    string OrderId, string Symbol, OrderSide Side, string TradeId, string Price, string Quantity, string QuoteQuantity, string Fee, string FeeAsset,
    string Liquidity, string Time)
{
    public static TradeEvent Of(OrderDocument order, OrderFill fill, string time, AssetCatalog assets)
    {
        var (inBase, inQuote, received) = (assets.Get(order.Base), assets.Get(order.Quote), assets.Get(order.ReceivedAsset));
        return new TradeEvent(
            order.OrderId, order.Symbol, order.Side, fill.Trade.ToString(CultureInfo.InvariantCulture), inQuote.Format(fill.Price), inBase.Format(fill.Quantity),
            inQuote.Format(fill.Quote), received.Format(fill.Fee), received.Code, fill.IsMaker ? "maker" : "taker", time);
    }
}

/// <summary>Tells customers what happens to their orders.</summary>
internal static class OrderEvents
{
    /// <summary>Tells what an update did: each trade, then the order as it is now.</summary>
    public static void Tell(PartitionView view, OrderDocument order, OrderUpdate update, string time, AssetCatalog assets)
    {
        if (!view.TellsEvents())
        {
            return;
        }

        foreach (var fill in update.Fills)
        {
            view.Tell(UserEventKinds.Trade, TradeEvent.Of(order, fill, time, assets), OrderEventsJson.Default.TradeEvent);
        }

        view.Tell(UserEventKinds.Order, OrderEvent.Of(order, assets), OrderEventsJson.Default.OrderEvent);
    }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
[JsonSerializable(typeof(OrderEvent))]
[JsonSerializable(typeof(TradeEvent))]
internal sealed partial class OrderEventsJson : JsonSerializerContext;
