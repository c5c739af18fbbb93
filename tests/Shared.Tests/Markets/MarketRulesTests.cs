using CryptoVault.Markets;
using CryptoVault.Money;
using CryptoVault.Results;

namespace CryptoVault.Shared.Tests.Markets;

public sealed class MarketRulesTests
{
    private static readonly MarketTerms Valid = new("BTC-USDT", "BTC", "USDT", "0.01", "0.00001", "0.00001", "100", "1", "1000000", 20, 10, 20, 200);

    [Fact]
    public void Define_ValidTerms_GivesExactTicksAndLots()
    {
        var market = new Market(MarketRules.Define(Valid, AssetCatalog.Default, DateTimeOffset.UnixEpoch).Value, AssetCatalog.Default);

        Assert.Equal((1_000_000, 1_000, 10), (market.TickUnits, market.LotUnits, market.TickLotUnits));
        Assert.Equal((1, 10_000_000, 10_000_000), (market.MinLots, market.MaxQuantityLots, market.MinTickLots));
        Assert.Equal("50000.01000000", market.PriceOf(5_000_001).ToString());
        Assert.Equal("0.50000010", market.NotionalOf(5_000_001).ToString());
    }

    [Theory]
    [InlineData("0.01", "0.00000001", "1.00000000", "1.00000000")] // 10^6 x 1 is no multiple of 10^8: the tick must be whole dollars
    [InlineData("0.00015", "0.00001", "0.00100000", "0.00100000")]
    [InlineData("0.0126", "0.00001", "0.00100000", "0.01300000")]
    [InlineData("0.01249", "0.00001", "0.00100000", "0.01200000")]
    public void Define_TickTimesLotNotExact_IsRefusedWithTheNearestValidTick(string tick, string lot, string step, string nearest)
    {
        var terms = Valid with { Tick = tick, Lot = lot, MinQuantity = lot };

        var field = Assert.Single(Refused(terms));

        Assert.Equal(("/tick", "TICK_LOT_NOT_EXACT", tick, step, nearest), (field.Pointer, field.Code, field.Sent, field.Bound, field.Nearest));
        Assert.True(MarketRules.Define(terms with { Tick = nearest }, AssetCatalog.Default, DateTimeOffset.UnixEpoch).IsSuccess);
    }

    [Theory]
    [InlineData("symbol", "BTC-EUR", "/symbol")]
    [InlineData("base", "XXX", "/base")]
    [InlineData("quote", "BTC", "/quote")]
    [InlineData("tick", "0", "/tick")]
    [InlineData("tick", "1e3", "/tick")]
    [InlineData("tick", "0.000000001", "/tick")]
    [InlineData("lot", "-1", "/lot")]
    [InlineData("minQuantity", "0.000015", "/minQuantity")]
    [InlineData("maxQuantity", "0.000001", "/maxQuantity")]
    [InlineData("minNotional", "0", "/minNotional")]
    [InlineData("maxNotional", "0.5", "/maxNotional")]
    public void Define_BadTerm_IsRefusedByItsField(string term, string value, string pointer)
    {
        var terms = term switch
        {
            "symbol" => Valid with { Symbol = value },
            "base" => Valid with { Base = value },
            "quote" => Valid with { Quote = value },
            "tick" => Valid with { Tick = value },
            "lot" => Valid with { Lot = value },
            "minQuantity" => Valid with { MinQuantity = value },
            "maxQuantity" => Valid with { MaxQuantity = value },
            "minNotional" => Valid with { MinNotional = value },
            _ => Valid with { MaxNotional = value },
        };

        Assert.Contains(pointer, Refused(terms).Select(field => field.Pointer));
    }

    [Theory]
    [InlineData(0, 10, 20, 200, "/priceBandPercent")]
    [InlineData(101, 10, 20, 200, "/priceBandPercent")]
    [InlineData(20, -1, 20, 200, "/makerFeeBp")]
    [InlineData(20, 10, 1_001, 200, "/takerFeeBp")]
    [InlineData(20, 10, 20, 0, "/maxOpenOrdersPerUser")]
    public void Define_NumberOutOfRange_IsRefusedWithBoundAndNearest(int band, int maker, int taker, int open, string pointer)
    {
        var field = Assert.Single(Refused(Valid with { PriceBandPercent = band, MakerFeeBp = maker, TakerFeeBp = taker, MaxOpenOrdersPerUser = open }));

        Assert.Equal((pointer, "OUT_OF_RANGE"), (field.Pointer, field.Code));
        Assert.NotNull(field.Bound);
        Assert.NotNull(field.Nearest);
    }

    [Fact]
    public void Define_LargestTermsOfAssetsWithManyPlaces_StaysWithin64Bits()
    {
        var terms = new MarketTerms("ETH-USDT", "ETH", "USDT", "1000000", "1", "1", "70368744177664", "1", "9000000000000000000", 100, 1_000, 1_000, 10_000);

        var market = new Market(MarketRules.Define(terms with { MaxNotional = "1000000000000000" }, AssetCatalog.Default, DateTimeOffset.UnixEpoch).Value, AssetCatalog.Default);

        Assert.Equal(1L << 46, market.MaxQuantityLots);
        Assert.True((Int128)market.MaxPriceTicks * market.MaxQuantityLots <= Market.MaxTickLots);
        Assert.NotEmpty(Refused(terms with { MaxQuantity = "70368744177665" }));
    }

    private static IReadOnlyList<FieldError> Refused(MarketTerms terms)
    {
        var defined = MarketRules.Define(terms, AssetCatalog.Default, DateTimeOffset.UnixEpoch);
        return Assert.IsType<ValidationFailed>(defined.Error).Fields;
    }
}
