namespace CryptoVault.Orders.Placing;

/// <summary>An order as its customer sends it; amounts and prices as plain decimal digits.</summary>
/// <param name="UserId">The customer.</param>
/// <param name="Symbol">The market.</param>
/// <param name="Side">Which way.</param>
/// <param name="Type">How it finds its price.</param>
public sealed record PlaceOrderCommand(string UserId, string Symbol, OrderSide Side, OrderType Type)
{
    /// <summary>How long it works; limit orders default to GTC, market orders are always IOC.</summary>
    public TimeInForce? TimeInForce { get; init; }

    /// <summary>The limit price, for limit orders.</summary>
    public string? Price { get; init; }

    /// <summary>How much base to trade.</summary>
    public string? Quantity { get; init; }

    /// <summary>How much quote to pay or receive, for market orders, instead of a quantity.</summary>
    public string? QuoteAmount { get; init; }

    /// <summary>The customer's own id of the order, unique for ever; default: the order's id.</summary>
    public string? ClientOrderId { get; init; }
}
