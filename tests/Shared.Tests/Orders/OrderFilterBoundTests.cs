using CryptoVault.Markets;
using CryptoVault.Money;
using CryptoVault.Orders;
using CryptoVault.Orders.Placing;
using CryptoVault.Results;

namespace CryptoVault.Shared.Tests.Orders;

/// <summary>Every filter just below, at and just above each of its bounds. (The most open orders are the engine's to count, and tested there.)</summary>
public sealed class OrderFilterBoundTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly Market Usual = Define("5", "100000");

    /// <summary>As <see cref="Usual"/>, but what an order is worth hardly matters, so that the bounds of prices can be met.</summary>
    private static readonly Market Wide = Define("0.0000001", "100000000000");

    [Theory]
    [InlineData("price, least", "FILTER_PRICE", "0.00999999 refused", "0.01", "0.02")]
    [InlineData("price, most", "FILTER_PRICE", "10995116277.75", "10995116277.76", "10995116277.77 refused")]
    [InlineData("price, tick", "FILTER_PRICE", "50000.00999999 refused", "50000.01", "50000.01000001 refused")]
    [InlineData("stop, least", "FILTER_PRICE", "0.00999999 refused", "0.01", "0.02")]
    [InlineData("stop, most", "FILTER_PRICE", "10995116277.75", "10995116277.76", "10995116277.77 refused")]
    [InlineData("stop, tick", "FILTER_PRICE", "49000.00999999 refused", "49000.01", "49000.01000001 refused")]
    [InlineData("trailing, least", "FILTER_TRAILING_DELTA", "9 refused", "10", "11")]
    [InlineData("trailing, most", "FILTER_TRAILING_DELTA", "1999", "2000", "2001 refused")]
    [InlineData("expiry, least", "FILTER_EXPIRE_TIME", "-1 refused", "0 refused", "1")]
    [InlineData("expiry, most", "FILTER_EXPIRE_TIME", "31622399999", "31622400000", "31622400001 refused")]
    [InlineData("quantity, least", "FILTER_LOT_SIZE", "0.00009999 refused", "0.0001", "0.00011")]
    [InlineData("quantity, most", "FILTER_LOT_SIZE", "9.99999", "10", "10.00000001 refused")]
    [InlineData("quantity, lot", "FILTER_LOT_SIZE", "0.00010999 refused", "0.00011", "0.00011001 refused")]
    [InlineData("iceberg, lot", "FILTER_LOT_SIZE", "0.01000999 refused", "0.01001", "0.01001001 refused")]
    [InlineData("iceberg, parts", "FILTER_ICEBERG_PARTS", "0.00999 refused", "0.01", "0.01001")]
    [InlineData("iceberg, most", "FILTER_ICEBERG_PARTS", "0.99999", "1", "1.00001 refused")]
    [InlineData("worth, least", "FILTER_NOTIONAL", "49999.99 refused", "50000", "50000.01")]
    [InlineData("worth, most", "FILTER_NOTIONAL", "49999.99", "50000", "50000.01 refused")]
    [InlineData("amount, least", "FILTER_NOTIONAL", "4.99999999 refused", "5", "5.00000001")]
    [InlineData("amount, most", "FILTER_NOTIONAL", "99999.99999999", "100000", "100000.00000001 refused")]
    [InlineData("band, lower", "FILTER_PRICE_BAND", "39999.99 refused", "40000", "40000.01")]
    [InlineData("band, upper", "FILTER_PRICE_BAND", "59999.99", "60000", "60000.01 refused")]
    [InlineData("band of a stop, lower", "FILTER_PRICE_BAND", "39199.99 refused", "39200", "39200.01")]
    [InlineData("band of a stop, upper", "FILTER_PRICE_BAND", "58799.99", "58800", "58800.01 refused")]
    public void Check_AroundABound_RefusesExactlyWhatIsOutside(string bound, string code, string below, string at, string above)
    {
        foreach (var one in new[] { below, at, above })
        {
            var parts = one.Split(' ');

            var error = Check(bound, parts[0]);

            Assert.Equal((one, parts.Length == 2 ? code : null), (one, error?.Code));
            Assert.True(error is null || error.Fields[0] is { Sent: not null, Bound: not null, Nearest: not null }, $"{bound} {one} tells too little.");
        }
    }

    [Theory]
    [InlineData(MarketStatus.Trading, null)]
    [InlineData(MarketStatus.CancelOnly, "MARKET_NOT_TRADING")]
    [InlineData(MarketStatus.Halted, "MARKET_NOT_TRADING")]
    public void Check_EachStatus_TakesOrdersOnlyWhileTrading(MarketStatus status, string? code)
    {
        var market = new Market(Usual.Definition with { Status = status }, AssetCatalog.Default);

        Assert.Equal(code, Check(market, 5_000_000, Limit("50000", "1")).Error?.Code);
    }

    private static Error? Check(string bound, string value) => bound switch
    {
        "price, least" or "price, most" or "price, tick" => Check(Wide, 0, Limit(value, value.StartsWith("0.0", StringComparison.Ordinal) ? "10" : "0.0001")).Error,
        "stop, least" or "stop, most" or "stop, tick" => Check(Wide, 0, Stop(value) with { Quantity = value.StartsWith("0.0", StringComparison.Ordinal) ? "10" : "0.0001" }).Error,
        "trailing, least" or "trailing, most" => Check(Usual, 5_000_000, Stop(null) with { TrailingDelta = int.Parse(value, System.Globalization.CultureInfo.InvariantCulture) }).Error,
        "expiry, least" or "expiry, most" => Check(Usual, 5_000_000, Limit("50000", "1") with
        {
            TimeInForce = TimeInForce.Gtd, ExpireTime = Now.AddMilliseconds(long.Parse(value, System.Globalization.CultureInfo.InvariantCulture)).ToString("O"),
        }).Error,
        "quantity, least" or "quantity, most" or "quantity, lot" => Check(Wide, 5_000_000, Limit("50000", value)).Error,
        "iceberg, lot" or "iceberg, parts" or "iceberg, most" => Check(Usual, 5_000_000, Limit("50000", "1") with { IcebergQuantity = value }).Error,
        "worth, least" => Check(Usual, 5_000_000, Limit(value, "0.0001")).Error,
        "worth, most" => Check(Usual, 5_000_000, Limit(value, "2")).Error,
        "amount, least" or "amount, most" => Check(Usual, 5_000_000, new PlaceOrderCommand("u", "BTC-USDT", OrderSide.Buy, OrderType.Market) { QuoteAmount = value }).Error,
        "band, lower" or "band, upper" => Check(Usual, 5_000_000, Limit(value, "1")).Error,
        _ => Check(Usual, 5_000_000, Stop("49000") with { Type = OrderType.StopLossLimit, Price = value }).Error,
    };

    private static Result<CheckedOrder> Check(Market market, long reference, PlaceOrderCommand command) =>
        OrderFilters.Check(OrderTerms.Read(command, market).Value, market, reference, Now);

    private static PlaceOrderCommand Limit(string price, string quantity) =>
        new("u", "BTC-USDT", OrderSide.Sell, OrderType.Limit) { Price = price, Quantity = quantity };

    private static PlaceOrderCommand Stop(string? at) => new("u", "BTC-USDT", OrderSide.Sell, OrderType.StopLoss) { StopPrice = at, Quantity = "1" };

    private static Market Define(string minNotional, string maxNotional) => new(
        MarketRules.Define(
            new MarketTerms("BTC-USDT", "BTC", "USDT", "0.01", "0.00001", "0.0001", "10", minNotional, maxNotional, 20, 10, 20, 200),
            AssetCatalog.Default, DateTimeOffset.UnixEpoch).Value,
        AssetCatalog.Default);
}
