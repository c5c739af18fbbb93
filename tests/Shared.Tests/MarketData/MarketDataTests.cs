using System.Text.Json;
using CryptoVault.MarketData;
using CryptoVault.Money;
using CryptoVault.Orders;
using CryptoVault.Prices;
using CryptoVault.Shared.Tests.Orders;
using CryptoVault.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace CryptoVault.Shared.Tests.MarketData;

public sealed class MarketDataTests
{
    [Fact]
    public async Task Ticker_AfterTrades_TellsLastBestAndTheLastDay()
    {
        var world = await TradedAsync();
        using var data = Follow(world);

        var ticker = await TickerAsync(data);

        Assert.Equal(
            ("50010.00000000", "49900.00000000", "0.20000000", "50010.00000000", "0.08000000"),
            (Text(ticker, "last"), Text(ticker, "bid"), Text(ticker, "bidQuantity"), Text(ticker, "ask"), Text(ticker, "askQuantity")));
        Assert.Equal(
            ("50000.00000000", "50010.00000000", "50000.00000000", "0.03000000", "1500.20000000", "10.00000000", "0.02", "2"),
            (Text(ticker, "open"), Text(ticker, "high"), Text(ticker, "low"), Text(ticker, "volume"), Text(ticker, "quoteVolume"), Text(ticker, "change"), Text(ticker, "changePercent"), Text(ticker, "trades")));
    }

    [Fact]
    public async Task Ticker_ADayLater_HasLastPriceAndEmptyDay()
    {
        var world = await TradedAsync();
        using var data = Follow(world);
        await TickerAsync(data);
        world.Clock.Advance(TimeSpan.FromHours(24.1));

        var ticker = await TickerAsync(data);

        Assert.Equal(("50010.00000000", null, "0.00000000", "0"), (Text(ticker, "last"), Text(ticker, "open"), Text(ticker, "volume"), Text(ticker, "trades")));
    }

    [Fact]
    public async Task BookTicker_OfAMarket_TellsTheBestPricesAndTheSequence()
    {
        using var data = Follow(await TradedAsync());

        var book = Parse(await data.BookTickerAsync(TradingWorld.Symbol));

        Assert.Equal(
            ("49900.00000000", "0.20000000", "50010.00000000", "0.08000000", "4"),
            (Text(book, "bid"), Text(book, "bidQuantity"), Text(book, "ask"), Text(book, "askQuantity"), Text(book, "sequence")));
        Assert.Null(await data.BookTickerAsync("DOGE-USDT"));
    }

    [Fact]
    public async Task AveragePrice_WithAndWithoutRecentTrades_IsOfTheTradesOrTheReference()
    {
        var world = await TradedAsync();
        await SetPricesAsync(world, ("BTC", 6_000_000_000_000), ("USDT", 100_000_000));
        using var data = Follow(world);

        var traded = Parse(await data.AveragePriceAsync(TradingWorld.Symbol));
        world.Clock.Advance(TimeSpan.FromMinutes(4)); // the minute of the trades is the fifth
        var stillTraded = Parse(await data.AveragePriceAsync(TradingWorld.Symbol));
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        var quiet = Parse(await data.AveragePriceAsync(TradingWorld.Symbol));

        Assert.Equal(("50006.66666666", "trades", "0.03000000", "2"), (Text(traded, "price"), Text(traded, "source"), Text(traded, "volume"), Text(traded, "trades")));
        Assert.Equal("50006.66666666", Text(stillTraded, "price"));
        Assert.Equal(("60000.00000000", "reference", "0.00000000", true), (Text(quiet, "price"), Text(quiet, "source"), Text(quiet, "volume"), quiet.GetProperty("referenceStale").GetBoolean()));
    }

    [Fact]
    public async Task Ticker_ReferenceOverAMinuteOld_IsMarkedStale()
    {
        var world = await TradedAsync();
        using var data = Follow(world);
        Assert.True((await TickerAsync(data)).GetProperty("referenceStale").GetBoolean());
        await SetPricesAsync(world, ("BTC", 6_000_000_000_000), ("USDT", 100_000_000));
        using var priced = Follow(world);

        var fresh = await TickerAsync(priced);
        world.Clock.Advance(TimeSpan.FromSeconds(61));
        var stale = await TickerAsync(priced);

        Assert.Equal(("60000.00000000", false), (Text(fresh, "referencePrice"), fresh.GetProperty("referenceStale").GetBoolean()));
        Assert.Equal(("60000.00000000", true), (Text(stale, "referencePrice"), stale.GetProperty("referenceStale").GetBoolean()));
    }

    [Fact]
    public async Task Tickers_OfAllMarkets_AreTheTickersAndStayTheSameObject()
    {
        var world = await TradedAsync();
        using var data = Follow(world);

        var tickers = await data.TickersAsync();

        Assert.Equal((await TickerAsync(data)).GetRawText(), Assert.Single(Parse(tickers).GetProperty("items").EnumerateArray()).GetRawText());
        Assert.Same(tickers, await data.TickersAsync());
        await world.PlacedAsync(world.Limit("bea", OrderSide.Buy, "50010", "0.01"));
        Assert.NotEqual(tickers.EntityTag, (await data.TickersAsync()).EntityTag);
    }

    [Fact]
    public async Task Views_NothingHappened_AreTheSameBytesAndChangeWithTheMarket()
    {
        var world = await TradedAsync();
        using var data = Follow(world);
        var (ticker, depth, trades) = (await data.TickerAsync(TradingWorld.Symbol), await data.DepthAsync(TradingWorld.Symbol, 5), await data.TradesAsync(TradingWorld.Symbol, 10));

        Assert.Same(ticker, await data.TickerAsync(TradingWorld.Symbol));
        Assert.Same(depth, await data.DepthAsync(TradingWorld.Symbol, 5));
        await world.PlacedAsync(world.Limit("bea", OrderSide.Buy, "50010", "0.01"));

        Assert.NotEqual(ticker!.EntityTag, (await data.TickerAsync(TradingWorld.Symbol))!.EntityTag);
        Assert.NotEqual(depth!.EntityTag, (await data.DepthAsync(TradingWorld.Symbol, 5))!.EntityTag);
        Assert.NotEqual(trades!.EntityTag, (await data.TradesAsync(TradingWorld.Symbol, 10))!.EntityTag);
    }

    [Fact]
    public async Task Depth_OfAFollowerThatCameLate_EqualsTheOneThatWasToldAllAlong()
    {
        var world = await TradedAsync();
        using var early = Follow(world);
        await early.DepthAsync(TradingWorld.Symbol, 100);
        var random = new Random(7);
        for (var i = 0; i < 60; i++)
        {
            var side = (OrderSide)random.Next(2);
            await world.PlacedAsync(world.Limit(side == OrderSide.Buy ? "bea" : "sam", side, $"{50_000 + random.Next(-20, 20)}", "0.0010"));
        }

        // In another process: no signals, only the store.
        using var late = Follow(world, new MarketSignals());

        Assert.Equal(Body(await early.DepthAsync(TradingWorld.Symbol, 100)), Body(await late.DepthAsync(TradingWorld.Symbol, 100)));
        Assert.Equal(Body(await early.TradesAsync(TradingWorld.Symbol, 1_000)), Body(await late.TradesAsync(TradingWorld.Symbol, 1_000)));
        Assert.Equal(Body(await early.TickerAsync(TradingWorld.Symbol)), Body(await late.TickerAsync(TradingWorld.Symbol)));
    }

    [Fact]
    public async Task Projection_OrdersReadWhileTheMarketWentOn_BecomesExactWithTheLog()
    {
        var world = await TradedAsync();
        var market = (await world.Markets.FindAsync(TradingWorld.Symbol))!;
        var projection = new MarketProjection(market);
        projection.Start(Decode<CryptoVault.Matching.MarketHead>(world, "head").Single(), world.Clock.GetUtcNow());
        await world.PlacedAsync(world.Limit("bea", OrderSide.Buy, "50010", "0.05")); // after the head, before the orders are read
        await world.PlacedAsync(world.Limit("bea", OrderSide.Buy, "48000", "0.05"));
        foreach (var order in Decode<CryptoVault.Matching.WorkingOrderDocument>(world, "order:"))
        {
            projection.AddOrder(order);
        }

        foreach (var log in Decode<CryptoVault.Matching.MarketLogDocument>(world, "log:").OrderBy(log => log.Sequence).Where(log => log.Sequence > projection.Sequence))
        {
            Assert.True(projection.TryApply(log));
        }

        Assert.Equal([(5_001_000, 3_000)], projection.Side(OrderSide.Sell).Select(level => (level.Key, level.Value)));
        Assert.Equal([(4_990_000, 20_000), (4_800_000, 5_000)], projection.Side(OrderSide.Buy).Select(level => (level.Key, level.Value)));
    }

    [Fact]
    public async Task Trades_AskedFor_ComeNewestFirst()
    {
        var world = await TradedAsync();
        using var data = Follow(world);

        using var trades = JsonDocument.Parse((await data.TradesAsync(TradingWorld.Symbol, 10))!.Body);

        Assert.Equal(["2", "1"], trades.RootElement.GetProperty("items").EnumerateArray().Select(trade => Text(trade, "id")));
        var newest = trades.RootElement.GetProperty("items")[0];
        Assert.Equal(("50010.00000000", "0.02000000", "1000.20000000", "buy"), (Text(newest, "price"), Text(newest, "quantity"), Text(newest, "quoteQuantity"), Text(newest, "takerSide")));
    }

    [Fact]
    public async Task Ticker_OfNoMarket_IsNull()
    {
        using var data = Follow(await TradedAsync());

        Assert.Null(await data.TickerAsync("ETH-USDT"));
    }

    [Fact]
    public void MinuteBars_ManyMinutes_KeepExactlyADay()
    {
        var bars = new MinuteBars();
        for (var minute = 0; minute < 4_000; minute++)
        {
            bars.Add(30_000_000 + minute, 100 + minute, 1);
        }

        var day = bars.Window(30_000_000 + 3_999);

        Assert.Equal((100 + 2_560, 100 + 3_999, 1_440), (day.Open, day.Close, day.Trades));
        Assert.Equal(0, bars.Window(30_000_000 + 9_999).Trades);
    }

    private static async Task<TradingWorld> TradedAsync()
    {
        var world = await new TradingWorld().WithMarketAsync();
        await world.FundAsync("sam", "10", "BTC");
        await world.FundAsync("bea", "100000", "USDT");
        await world.PlacedAsync(world.Limit("sam", OrderSide.Sell, "50000", "0.01"));
        await world.PlacedAsync(world.Limit("sam", OrderSide.Sell, "50010", "0.1"));
        await world.PlacedAsync(world.Limit("bea", OrderSide.Buy, "49900", "0.2"));
        await world.PlacedAsync(world.Limit("bea", OrderSide.Buy, "50010", "0.03"));
        return world;
    }

    private static PublicMarketData Follow(TradingWorld world, MarketSignals? signals = null) => new(
        world.Store, world.Markets, new ReferencePrices(world.Store, world.Clock), AssetCatalog.Default, signals ?? world.Signals, world.Clock, NullLogger<PublicMarketData>.Instance);

    private static async Task<JsonElement> TickerAsync(PublicMarketData data)
    {
        using var json = JsonDocument.Parse((await data.TickerAsync(TradingWorld.Symbol))!.Body);
        return json.RootElement.Clone();
    }

    private static JsonElement Parse(MarketView? view) => JsonElement.Parse(view!.Body.Span);

    private static async Task SetPricesAsync(TradingWorld world, params (string Asset, long UsdUnits)[] prices)
    {
        var time = StoredTime.Format(world.Clock.GetUtcNow());
        var document = new ReferencePricesDocument([.. prices.Select(price => new ReferencePrice(price.Asset, price.UsdUnits, "test", time))], time);
        Assert.True((await world.Store.CommitAsync(new DocumentBatch(
            ReferencePricesDocument.Partition.Container, ReferencePricesDocument.Partition.Value, [DocumentOperation.Create(document.Id, DocumentCodec.Encode(document))]))).IsCommitted);
    }

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();

    private static string Body(MarketView? view) => System.Text.Encoding.UTF8.GetString(view!.Body.Span);

    private static IEnumerable<T> Decode<T>(TradingWorld world, string prefix) where T : class, IDocument<T> =>
        world.Store.All(CryptoVault.Hosting.ContainerNames.Markets).Where(document => document.Id.StartsWith(prefix, StringComparison.Ordinal)).Select(DocumentCodec.Decode<T>);
}
