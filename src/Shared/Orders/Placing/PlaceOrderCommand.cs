namespace CryptoVault.Orders.Placing;

/// <summary>An order as its customer sends it; amounts and prices as plain decimal digits.</summary>
/// <param name="UserId">The customer.</param>
/// <param name="Symbol">The market.</param>
/// <param name="Side">Which way.</param>
/// <param name="Type">How it finds its price.</param>
public sealed record PlaceOrderCommand(string UserId, string Symbol, OrderSide Side, OrderType Type)
{
    /// <summary>How long it works; orders with a limit default to GTC, others are always IOC.</summary>
    public TimeInForce? TimeInForce { get; init; }

    /// <summary>The limit price, for orders with a limit.</summary>
    public string? Price { get; init; }

    /// <summary>How much base to trade.</summary>
    public string? Quantity { get; init; }

    /// <summary>How much quote to pay or receive, for orders without a limit, instead of a quantity.</summary>
    public string? QuoteAmount { get; init; }

    /// <summary>The last price that triggers a stop, or from which on a trailing stop tracks.</summary>
    public string? StopPrice { get; init; }

    /// <summary>How far the price must turn back to trigger a trailing stop, in basis points.</summary>
    public int? TrailingDelta { get; init; }

    /// <summary>How much an iceberg shows at a time.</summary>
    public string? IcebergQuantity { get; init; }

    /// <summary>When a GTD order expires.</summary>
    public string? ExpireTime { get; init; }

    /// <summary>What happens when it would take from another order of the customer; default: the market's.</summary>
    public SelfTradePrevention? SelfTradePrevention { get; init; }

    /// <summary>The customer's own id of the order, unique for ever; default: the order's id.</summary>
    public string? ClientOrderId { get; init; }
}
