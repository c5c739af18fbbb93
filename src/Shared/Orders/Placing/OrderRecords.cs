using CryptoVault.Ledger;
using CryptoVault.Markets;
using CryptoVault.Matching;
using CryptoVault.Storage;

namespace CryptoVault.Orders.Placing;

/// <summary>Orders as they are written when they are placed, and found again by their client order ids.</summary>
internal static class OrderRecords
{
    /// <summary>The document of an order that is about to be sent to its market.</summary>
    public static OrderDocument Of(HoldDocument hold, string? clientOrderId, OrderTerms terms, Market market, PlacedOrder placed) =>
        OrderDocument.Of(hold, clientOrderId ?? hold.Reference.Id, market.Symbol, market.Base.Code, market.Quote.Code) with
        {
            Side = terms.Side,
            OrderType = terms.Type,
            TimeInForce = terms.TimeInForce,
            Price = terms.Price,
            Quantity = terms.Quantity,
            QuoteAmount = terms.QuoteAmount,
            StopPrice = terms.StopPrice,
            TrailingDelta = terms.TrailingDelta,
            IcebergQuantity = terms.IcebergQuantity,
            ExpireTime = terms.ExpireTime,
            SelfTradePrevention = terms.Prevention,
            MakerBasisPoints = placed.MakerBasisPoints,
            TakerBasisPoints = placed.TakerBasisPoints,
            Status = OrderStatus.PendingNew,
            UpdatedTime = hold.PostingTime,
        };

    /// <summary>What an order asked for, as it was read when it was placed.</summary>
    public static OrderTerms TermsOf(OrderDocument order) => new(order.Side, order.OrderType, order.TimeInForce)
    {
        Price = order.Price,
        Quantity = order.Quantity,
        QuoteAmount = order.QuoteAmount,
        StopPrice = order.StopPrice,
        TrailingDelta = order.TrailingDelta,
        IcebergQuantity = order.IcebergQuantity,
        ExpireTime = order.ExpireTime,
        Prevention = order.SelfTradePrevention,
    };

    /// <summary>The ledger's reference of an order.</summary>
    public static LedgerReference ReferenceOf(string orderId) => new("order", orderId);

    /// <summary>The order that has the client order id: the one whose id follows from it, or one without whose own id it is.</summary>
    public static OrderDocument? FindEarlier(PartitionView view, string orderId, string clientOrderId) =>
        view.Find<OrderDocument>(OrderDocument.IdOf(orderId))
        ?? (OrderKey.TryParse(clientOrderId, out _) ? view.Find<OrderDocument>(OrderDocument.IdOf(clientOrderId)) : null);

    /// <summary>True when an order asked for the same.</summary>
    public static bool IsSame(OrderDocument earlier, OrderTerms terms, Market market) =>
        (earlier.Symbol, earlier.Side, earlier.OrderType, earlier.TimeInForce, earlier.Price, earlier.AskedQuantity, earlier.QuoteAmount)
        == (market.Symbol, terms.Side, terms.Type, terms.TimeInForce, terms.Price, terms.Quantity, terms.QuoteAmount)
        && (earlier.StopPrice, earlier.TrailingDelta, earlier.IcebergQuantity, earlier.ExpireTime, earlier.SelfTradePrevention)
        == (terms.StopPrice, terms.TrailingDelta, terms.IcebergQuantity, terms.ExpireTime, terms.Prevention);
}
