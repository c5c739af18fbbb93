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
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

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
        Assert.True(OrderFilters.Check(Limit(OrderSide.Buy, "1", "10"), Market, 0, Now).IsSuccess);
        Assert.IsType<NoReferencePrice>(OrderFilters.Check(MarketOrder(OrderSide.Buy, "1", null), Market, 0, Now).Error);
        Assert.IsType<NoReferencePrice>(OrderFilters.Check(MarketOrder(OrderSide.Sell, null, "100"), Market, 0, Now).Error);
        Assert.True(OrderFilters.Check(MarketOrder(OrderSide.Sell, "1", null), Market, 0, Now).IsSuccess);
        Assert.True(OrderFilters.Check(MarketOrder(OrderSide.Buy, null, "100"), Market, 0, Now).IsSuccess);
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
    [InlineData("stop", "0.009", "FILTER_PRICE", "/stopPrice", "0.01", "0.01")]
    [InlineData("stop", "49000.001", "FILTER_PRICE", "/stopPrice", "0.01", "49000")]
    [InlineData("trailing", "9", "FILTER_TRAILING_DELTA", "/trailingDelta", "10", "10")]
    [InlineData("trailing", "2001", "FILTER_TRAILING_DELTA", "/trailingDelta", "2000", "2000")]
    [InlineData("iceberg", "0.00999", "FILTER_ICEBERG_PARTS", "/icebergQuantity", "100", "0.01")]
    [InlineData("iceberg", "1.00001", "FILTER_ICEBERG_PARTS", "/icebergQuantity", "1", "1")]
    [InlineData("iceberg", "0.010001", "FILTER_LOT_SIZE", "/icebergQuantity", "0.00001", "0.01")]
    [InlineData("limit", "39199.99", "FILTER_PRICE_BAND", "/price", "39200", "39200")]
    [InlineData("limit", "58800.01", "FILTER_PRICE_BAND", "/price", "58800", "58800")]
    public void Check_SpecialFieldOutsideABound_IsRefusedWithBoundAndNearest(string field, string value, string code, string pointer, string bound, string nearest)
    {
        var refused = Assert.IsType<FilterRejected>(OrderFilters.Check(SpecialOrder(field, value), Market, Reference, Now).Error);

        var told = Assert.Single(refused.Fields);
        Assert.Equal((code, pointer, bound, nearest), (refused.Code, told.Pointer, told.Bound, told.Nearest));
    }

    [Theory]
    [InlineData("stop", "49000")]
    [InlineData("stop", "49000.01")]
    [InlineData("trailing", "10")]
    [InlineData("trailing", "11")]
    [InlineData("trailing", "1999")]
    [InlineData("trailing", "2000")]
    [InlineData("iceberg", "0.01")]
    [InlineData("iceberg", "0.01001")]
    [InlineData("iceberg", "0.99999")]
    [InlineData("iceberg", "1")]
    [InlineData("limit", "39200")]
    [InlineData("limit", "39200.01")]
    [InlineData("limit", "58799.99")]
    [InlineData("limit", "58800")]
    public void Check_SpecialFieldAtABound_Passes(string field, string value)
    {
        Assert.Null(OrderFilters.Check(SpecialOrder(field, value), Market, Reference, Now).Error);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(366L * 24 * 3600 * 1000, true)]
    [InlineData((366L * 24 * 3600 * 1000) + 1, false)]
    public void Check_ExpiryAtItsBounds_IsInTheFutureAndNotTooFar(long milliseconds, bool passes)
    {
        var time = Now.AddMilliseconds(milliseconds).ToString("O");
        var command = new PlaceOrderCommand("u", "BTC-USDT", OrderSide.Buy, OrderType.Limit)
        {
            Price = "50000", Quantity = "0.01", TimeInForce = TimeInForce.Gtd, ExpireTime = time,
        };

        var error = OrderFilters.Check(OrderTerms.Read(command, Market).Value, Market, Reference, Now).Error;

        Assert.Equal(passes ? null : "FILTER_EXPIRE_TIME", error?.Code);
        Assert.Equal(passes, error?.Fields[0].Nearest is null);
    }

    [Fact]
    public void Check_StopsWithoutALimit_ReserveByTheBandAroundTheirStop()
    {
        Assert.Equal("660.00000000 USDT", Hold(StopOrder(OrderSide.Buy, "0.01", null)));
        Assert.Equal("0.01000000 BTC", Hold(StopOrder(OrderSide.Sell, "0.01", null)));
        Assert.Equal("100.00000000 USDT", Hold(StopOrder(OrderSide.Buy, null, "100")));
        Assert.Equal("0.00228000 BTC", Hold(StopOrder(OrderSide.Sell, null, "100")));
    }

    [Theory]
    [InlineData("4.99999999", "5")]
    [InlineData("100000.00000001", "100000")]
    public void Check_QuoteAmountOutsideTheNotional_IsRefused(string amount, string nearest)
    {
        var refused = Assert.IsType<FilterRejected>(OrderFilters.Check(MarketOrder(OrderSide.Buy, null, amount), Market, Reference, Now).Error);

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

    private static Result<CheckedOrder> Check(OrderSide side, string price, string quantity) => OrderFilters.Check(Limit(side, price, quantity), Market, Reference, Now);

    private static string Hold(OrderTerms terms)
    {
        var hold = OrderFilters.Check(terms, Market, Reference, Now).Value.Hold;
        return $"{hold} {hold.Asset}";
    }

    /// <summary>A stop at 55,000.</summary>
    private static OrderTerms StopOrder(OrderSide side, string? quantity, string? quoteAmount) => OrderTerms.Read(
        new PlaceOrderCommand("u", "BTC-USDT", side, OrderType.StopLoss) { Quantity = quantity, QuoteAmount = quoteAmount, StopPrice = "55000" }, Market).Value;

    /// <summary>An order of one bitcoin with one field as given; stops stand at 49,000.</summary>
    private static OrderTerms SpecialOrder(string field, string value) => OrderTerms.Read(
        field switch
        {
            "stop" => new PlaceOrderCommand("u", "BTC-USDT", OrderSide.Sell, OrderType.StopLoss) { Quantity = "1", StopPrice = value },
            "trailing" => new PlaceOrderCommand("u", "BTC-USDT", OrderSide.Sell, OrderType.StopLoss) { Quantity = "1", TrailingDelta = int.Parse(value, System.Globalization.CultureInfo.InvariantCulture) },
            "iceberg" => new PlaceOrderCommand("u", "BTC-USDT", OrderSide.Sell, OrderType.Limit) { Price = "50000", Quantity = "1", IcebergQuantity = value },
            _ => new PlaceOrderCommand("u", "BTC-USDT", OrderSide.Sell, OrderType.StopLossLimit) { Price = value, Quantity = "1", StopPrice = "49000" },
        },
        Market).Value;

    private static OrderTerms Limit(OrderSide side, string price, string quantity) =>
        OrderTerms.Read(new PlaceOrderCommand("u", "BTC-USDT", side, OrderType.Limit) { Price = price, Quantity = quantity }, Market).Value;

    private static OrderTerms MarketOrder(OrderSide side, string? quantity, string? quoteAmount) =>
        OrderTerms.Read(new PlaceOrderCommand("u", "BTC-USDT", side, OrderType.Market) { Quantity = quantity, QuoteAmount = quoteAmount }, Market).Value;
}
