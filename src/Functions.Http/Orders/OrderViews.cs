using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using CryptoVault.Functions.Http.Api;
using CryptoVault.Functions.Http.Api.Queries;
using CryptoVault.Matching;
using CryptoVault.Money;
using CryptoVault.Orders;
using CryptoVault.Orders.Placing;
using CryptoVault.Orders.Queries;

namespace CryptoVault.Functions.Http.Orders;

internal sealed record ReduceOrderRequest(string Quantity);

internal sealed record OrderTestView(string Symbol, string HoldAsset, string Hold, string Available, int MakerFeeBp, int TakerFeeBp)
{
    public static OrderTestView Of(OrderTested tested) => new(
        tested.Symbol, tested.Hold.Asset.Code, tested.Hold.Asset.Format(tested.Hold.Units), tested.Hold.Asset.Format(tested.Available.Units),
        tested.MakerBasisPoints, tested.TakerBasisPoints);
}

internal sealed record OrderPreviewView(
    string Symbol, string HoldAsset, string Hold, string Available, bool IsFunded, int MakerFeeBp, int TakerFeeBp, bool WaitsForTrigger,
    IReadOnlyList<PreviewFillView> ExpectedFills, string ExpectedQuantity, string ExpectedQuote, string ExpectedFee, string FeeAsset)
{
    public static OrderPreviewView Of(OrderPreviewed previewed)
    {
        var tested = previewed.Tested;
        var hold = tested.Hold.Asset;
        return new OrderPreviewView(
            tested.Symbol, hold.Code, hold.Format(tested.Hold.Units), hold.Format(tested.Available.Units), tested.Available >= tested.Hold,
            tested.MakerBasisPoints, tested.TakerBasisPoints, previewed.Waits,
            [.. previewed.Fills.Select(fill => new PreviewFillView(fill.Price.Asset.Format(fill.Price.Units), fill.Quantity.Asset.Format(fill.Quantity.Units)))],
            previewed.Quantity.Asset.Format(previewed.Quantity.Units), previewed.Quote.Asset.Format(previewed.Quote.Units),
            previewed.Fee.Asset.Format(previewed.Fee.Units), previewed.Fee.Asset.Code);
    }
}

internal sealed record PreviewFillView(string Price, string Quantity);

internal sealed record CanceledOrders(IReadOnlyList<OrderView> Items);

internal sealed record CancelOrdersQuery(string Symbol, TimeSpan Wait);

internal sealed record OrderView(
    string OrderId, string ClientOrderId, string Symbol, OrderSide Side, OrderType Type, TimeInForce TimeInForce, OrderStatus Status,
    string ExecutedQuantity, string ExecutedQuote, string Fees, string FeeAsset, IReadOnlyList<FillView> Fills, string CreatedAt, string UpdatedAt)
{
    public string? Price { get; init; }

    public string? Quantity { get; init; }

    public string? QuoteAmount { get; init; }

    public string? RejectReason { get; init; }

    public string? StopPrice { get; init; }

    public int? TrailingDelta { get; init; }

    public string? IcebergQuantity { get; init; }

    public string? ExpireTime { get; init; }

    public SelfTradePrevention SelfTradePrevention { get; init; }

    public string? TriggeredAt { get; init; }

    public int MakerFeeBp { get; init; }

    public int TakerFeeBp { get; init; }

    public string? ListId { get; init; }

    public string? Replaces { get; init; }

    public string? ReplacedBy { get; init; }

    /// <summary>False while the market's answer to what was just asked is still to come.</summary>
    [JsonIgnore]
    public bool IsAnswered { get; init; } = true;

    public static OrderView Of(OrderDocument order, AssetCatalog assets)
    {
        var (inBase, inQuote) = (assets.Get(order.Base), assets.Get(order.Quote));
        var received = assets.Get(order.ReceivedAsset);
        return new OrderView(
            order.OrderId, order.ClientOrderId, order.Symbol, order.Side, order.OrderType, order.TimeInForce, order.Status,
            inBase.Format(order.Executed), inQuote.Format(order.ExecutedQuote), received.Format(order.Fee), received.Code,
            [.. order.Fills.Select(fill => FillView.Of(fill, inBase, inQuote, received))], order.OrderTime, order.UpdatedTime)
        {
            Price = order.Price == 0 ? null : inQuote.Format(order.Price),
            Quantity = order.Quantity == 0 ? null : inBase.Format(order.Quantity),
            QuoteAmount = order.QuoteAmount == 0 ? null : inQuote.Format(order.QuoteAmount),
            RejectReason = order.Reason,
            StopPrice = order.StopPrice == 0 ? null : inQuote.Format(order.StopPrice),
            TrailingDelta = order.TrailingDelta == 0 ? null : order.TrailingDelta,
            IcebergQuantity = order.IcebergQuantity == 0 ? null : inBase.Format(order.IcebergQuantity),
            ExpireTime = order.ExpireTime,
            SelfTradePrevention = order.SelfTradePrevention,
            TriggeredAt = order.TriggeredTime,
            MakerFeeBp = order.MakerBasisPoints,
            TakerFeeBp = order.TakerBasisPoints,
            ListId = order.ListId,
            Replaces = order.Replaces,
            ReplacedBy = order.ReplacedBy,
        };
    }

    public static Answer Placed(OrderView order) =>
        order.Status == OrderStatus.PendingNew ? Answers.Accepted.At($"/api/v1/orders/{order.OrderId}") : Answers.Created.At($"/api/v1/orders/{order.OrderId}");
}

internal sealed record FillView(string TradeId, string Price, string Quantity, string QuoteQuantity, string Fee, string FeeAsset, string Liquidity, string? Time)
{
    public static FillView Of(OrderFill fill, Asset inBase, Asset inQuote, Asset received) => new(
        fill.Trade.ToString(CultureInfo.InvariantCulture), inQuote.Format(fill.Price), inBase.Format(fill.Quantity), inQuote.Format(fill.Quote),
        received.Format(fill.Fee), received.Code, fill.IsMaker ? "maker" : "taker", fill.Time);
}

internal sealed record OwnTradeView(string OrderId, string Symbol, OrderSide Side, string TradeId, string Price, string Quantity, string QuoteQuantity, string Fee, string FeeAsset, string Liquidity, string? Time)
{
    public static OwnTradeView Of(OwnFill own, AssetCatalog assets)
    {
        var received = assets.Get(own.Side == OrderSide.Buy ? own.Base : own.Quote);
        var fill = FillView.Of(own.Fill, assets.Get(own.Base), assets.Get(own.Quote), received);
        return new OwnTradeView(
            own.OrderId, own.Symbol, own.Side, fill.TradeId, fill.Price, fill.Quantity, fill.QuoteQuantity, fill.Fee, fill.FeeAsset, fill.Liquidity, fill.Time);
    }
}

internal sealed record WaitQuery(TimeSpan Wait)
{
    public static WaitQuery Read(QueryReader query) => new(TimeSpan.FromMilliseconds(query.Integer("wait", 0, 10_000, 2_000)));
}

internal sealed record OrdersQuery(OrderScope Scope, string? Symbol, string? ClientOrderId, PageRequest Page);

internal sealed record TradeListQuery(string? Symbol, PageRequest Page);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(PlaceOrderRequest))]
[JsonSerializable(typeof(ReduceOrderRequest))]
[JsonSerializable(typeof(OrderTestView))]
[JsonSerializable(typeof(OrderPreviewView))]
[JsonSerializable(typeof(CanceledOrders))]
[JsonSerializable(typeof(OrderView))]
[JsonSerializable(typeof(ItemList<OrderView>))]
[JsonSerializable(typeof(PlaceOrderListRequest))]
[JsonSerializable(typeof(OrderListView))]
[JsonSerializable(typeof(ItemList<OrderListView>))]
[JsonSerializable(typeof(ItemList<OwnTradeView>))]
internal sealed partial class OrdersHttpJson : JsonSerializerContext;
