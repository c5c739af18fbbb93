using CryptoVault.Accounts.Access;
using CryptoVault.Functions.Http.Api;
using CryptoVault.Orders;
using CryptoVault.Orders.Placing;

namespace CryptoVault.Functions.Http.Orders;

/// <summary>What an order asks for, wherever it stands.</summary>
internal abstract record OrderFields(OrderSide Side, OrderType Type)
{
    public TimeInForce? TimeInForce { get; init; }

    public string? Price { get; init; }

    public string? Quantity { get; init; }

    public string? QuoteAmount { get; init; }

    public string? ClientOrderId { get; init; }

    public string? StopPrice { get; init; }

    public int? TrailingDelta { get; init; }

    public string? IcebergQuantity { get; init; }

    public string? ExpireTime { get; init; }

    public SelfTradePrevention? SelfTradePrevention { get; init; }

    protected PlaceOrderCommand ToCommand(string userId, string symbol) => new(userId, symbol, Side, Type)
    {
        TimeInForce = TimeInForce,
        Price = Price,
        Quantity = Quantity,
        QuoteAmount = QuoteAmount,
        ClientOrderId = ClientOrderId,
        StopPrice = StopPrice,
        TrailingDelta = TrailingDelta,
        IcebergQuantity = IcebergQuantity,
        ExpireTime = ExpireTime,
        SelfTradePrevention = SelfTradePrevention,
    };
}

internal sealed record PlaceOrderRequest(string Symbol, OrderSide Side, OrderType Type) : OrderFields(Side, Type), IChecked
{
    public void Check(FieldChecks check) => check.Text("/symbol", Symbol, 1, 32);

    public PlaceOrderCommand ToCommand(Caller caller) => ToCommand(caller.UserId, Symbol);
}

/// <summary>An order of a list: the market is the list's.</summary>
internal sealed record ListedOrderRequest(OrderSide Side, OrderType Type) : OrderFields(Side, Type)
{
    public PlaceOrderCommand Of(string userId, string symbol) => ToCommand(userId, symbol);
}
