using CryptoVault.Markets;
using CryptoVault.Money;
using CryptoVault.Orders;
using CryptoVault.Orders.Placing;
using CryptoVault.Results;

namespace CryptoVault.Shared.Tests.Orders;

/// <summary>Each filter just below, at and just above its bound; what is told; and what is reserved.</summary>
public sealed class OrderFilterTests
{
    private const long Reference = 5_000_000; // 50,000.00

    private static readonly Market Market = new(
        MarketRules.Define(
            new MarketTerms("BTC-USDT", "BTC", "USDT", "0.01", "0.00001", "0.0001", "10", "5", "100000", 20, 10, 20, 200), AssetCatalog.Default, DateTimeOffset.UnixEpoch).Value,
        AssetCatalog.Default);

    [Theory]
    [InlineData("49999.999", "0.01", "FILTER_PRICE", "/price", "0.01", "50000")]
    [InlineData("50000.014", "0.01", "FILTER_PRICE", "/price", "0.01", "50000.01")]
    [InlineData("50000.015", "0.01", "FILTER_PRICE", "/price", "0.01", "50000.01")]
    [InlineData("50000.016", "0.01", "FILTER_PRICE", "/price", "0.01", "50000.02")]
    [InlineData("0.009", "0.01", "FILTER_PRICE", "/price", "0.01", "0.01")]
    [InlineData("50000", "0.00009", "FILTER_LOT_SIZE", "/quantity", "0.0001", "0.0001")]
    [InlineData("50000", "0.000105", "FILTER_LOT_SIZE", "/quantity", "0.00001", "0.0001")]
    [InlineData("50000", "0.0001051", "FILTER_LOT_SIZE", "/quantity", "0.00001", "0.00011")]
    [InlineData("50000", "10.00001", "FILTER_LOT_SIZE", "/quantity", "10", "10")]
    [InlineData("49999", "0.0001", "FILTER_NOTIONAL", "/quantity", "5", "0.00011")]
    [InlineData("50000.01", "2", "FILTER_NOTIONAL", "/quantity", "100000", "1.99999")]
    [InlineData("39999.99", "0.01", "FILTER_PRICE_BAND", "/price", "40000", "40000")]
    [InlineData("60000.01", "0.01", "FILTER_PRICE_BAND", "/price", "60000", "60000")]
    public void Check_LimitOutsideABound_IsRefusedWithBoundAndNearest(string price, string quantity, string code, string pointer, string bound, string nearest)
    {
        var refused = Assert.IsType<FilterRejected>(Check(OrderSide.Buy, price, quantity).Error);

        var field = Assert.Single(refused.Fields);
        Assert.Equal((code, code, pointer, bound, nearest), (refused.Code, field.Code, field.Pointer, field.Bound, field.Nearest));
        Assert.Equal(ErrorKind.Unprocessable, refused.Kind);
    }

    [Theory]
    [InlineData("50000", "0.0001")]
    [InlineData("50000", "2")]
    [InlineData("40000", "0.01")]
    [InlineData("60000", "0.01")]
    [InlineData("50000.01", "1.99999")]
    public void Check_LimitAtABound_Passes(string price, string quantity)
    {
        Assert.True(Check(OrderSide.Buy, price, quantity).IsSuccess);
        Assert.True(Check(OrderSide.Sell, price, quantity).IsSuccess);
    }

    [Fact]
    public void Check_SeveralFiltersBroken_TellsTheFirstInOrder()
    {
        Assert.Equal("FILTER_PRICE", Check(OrderSide.Buy, "1.001", "0.000001").Error!.Code);
        Assert.Equal("FILTER_LOT_SIZE", Check(OrderSide.Buy, "1", "0.000001").Error!.Code);
        Assert.Equal("FILTER_NOTIONAL", Check(OrderSide.Buy, "1", "0.0001").Error!.Code);
        Assert.Equal("FILTER_PRICE_BAND", Check(OrderSide.Buy, "1", "10").Error!.Code);
    }

    [Fact]
    public void Check_NoReferencePrice_LimitsHaveNoBandAndUnpricedMarketOrdersAreRefused()
    {
        Assert.True(OrderFilters.Check(Limit(OrderSide.Buy, "1", "10"), Market, 0).IsSuccess);
        Assert.IsType<NoReferencePrice>(OrderFilters.Check(MarketOrder(OrderSide.Buy, "1", null), Market, 0).Error);
        Assert.IsType<NoReferencePrice>(OrderFilters.Check(MarketOrder(OrderSide.Sell, null, "100"), Market, 0).Error);
        Assert.True(OrderFilters.Check(MarketOrder(OrderSide.Sell, "1", null), Market, 0).IsSuccess);
        Assert.True(OrderFilters.Check(MarketOrder(OrderSide.Buy, null, "100"), Market, 0).IsSuccess);
    }

    [Fact]
    public void Check_EachKindOfOrder_ReservesWhatItCanCostAtMost()
    {
        Assert.Equal("500.00000000 USDT", Hold(Limit(OrderSide.Buy, "50000", "0.01")));
        Assert.Equal("0.01000000 BTC", Hold(Limit(OrderSide.Sell, "50000", "0.01")));
        Assert.Equal("600.00000000 USDT", Hold(MarketOrder(OrderSide.Buy, "0.01", null)));
        Assert.Equal("0.01000000 BTC", Hold(MarketOrder(OrderSide.Sell, "0.01", null)));
        Assert.Equal("100.00000000 USDT", Hold(MarketOrder(OrderSide.Buy, null, "100.00000009")));
        Assert.Equal("0.00250000 BTC", Hold(MarketOrder(OrderSide.Sell, null, "100")));
    }

    [Theory]
    [InlineData("4.99999999", "5")]
    [InlineData("100000.00000001", "100000")]
    public void Check_QuoteAmountOutsideTheNotional_IsRefused(string amount, string nearest)
    {
        var refused = Assert.IsType<FilterRejected>(OrderFilters.Check(MarketOrder(OrderSide.Buy, null, amount), Market, Reference).Error);

        Assert.Equal(("FILTER_NOTIONAL", "/quoteAmount", nearest), (refused.Code, refused.Fields[0].Pointer, refused.Fields[0].Nearest));
    }

    [Theory]
    [InlineData(OrderType.Limit, null, "1", null, "/price")]
    [InlineData(OrderType.Limit, "1", null, null, "/quantity")]
    [InlineData(OrderType.Limit, "1", "1", "1", "/quoteAmount")]
    [InlineData(OrderType.Limit, "1e5", "1", null, "/price")]
    [InlineData(OrderType.Limit, "1", "0.000000001", null, "/quantity")]
    [InlineData(OrderType.Limit, "1", "0", null, "/quantity")]
    [InlineData(OrderType.Market, "1", "1", null, "/price")]
    [InlineData(OrderType.Market, null, null, null, "/quantity")]
    [InlineData(OrderType.Market, null, "1", "1", "/quantity")]
    [InlineData(OrderType.Market, null, null, "-1", "/quoteAmount")]
    public void Read_FieldsThatDoNotBelong_AreRefused(OrderType type, string? price, string? quantity, string? quoteAmount, string pointer)
    {
        var read = OrderTerms.Read(new PlaceOrderCommand("u", "BTC-USDT", OrderSide.Buy, type) { Price = price, Quantity = quantity, QuoteAmount = quoteAmount }, Market);

        Assert.Equal(pointer, Assert.Single(Assert.IsType<ValidationFailed>(read.Error).Fields).Pointer);
    }

    private static Result<CheckedOrder> Check(OrderSide side, string price, string quantity) => OrderFilters.Check(Limit(side, price, quantity), Market, Reference);

    private static string Hold(OrderTerms terms)
    {
        var hold = OrderFilters.Check(terms, Market, Reference).Value.Hold;
        return $"{hold} {hold.Asset}";
    }

    private static OrderTerms Limit(OrderSide side, string price, string quantity) =>
        OrderTerms.Read(new PlaceOrderCommand("u", "BTC-USDT", side, OrderType.Limit) { Price = price, Quantity = quantity }, Market).Value;

    private static OrderTerms MarketOrder(OrderSide side, string? quantity, string? quoteAmount) =>
        OrderTerms.Read(new PlaceOrderCommand("u", "BTC-USDT", side, OrderType.Market) { Quantity = quantity, QuoteAmount = quoteAmount }, Market).Value;
}
