using CryptoVault.Hosting;
using CryptoVault.MarketData.Candles;
using CryptoVault.Matching;
using CryptoVault.Shared.Tests.Orders;
using CryptoVault.Storage;

namespace CryptoVault.Shared.Tests.MarketData.Candles;

/// <summary>The clock of these tests starts on Wednesday, 2030-01-02, at 03:04:05.</summary>
public sealed class CandleTests
{
    [Fact]
    public async Task Candles_BeforeTheFirstTrade_AreNone()
    {
        using var world = await CandleWorld.StartAsync();
        await world.LogAsync(TimeSpan.Zero);
        Assert.True((await world.ProjectAsync()).IsSuccess);

        Assert.Empty(await world.CandlesAsync("1m"));
        Assert.Empty(await world.CandlesAsync("1M", world.Clock.GetUtcNow().AddDays(-3)));
    }

    [Theory]
    [InlineData("1m", "2030-01-02T03:04:00Z", "2030-01-02T03:05:00Z")]
    [InlineData("3m", "2030-01-02T03:03:00Z", "2030-01-02T03:06:00Z")]
    [InlineData("30m", "2030-01-02T03:00:00Z", "2030-01-02T03:30:00Z")]
    [InlineData("8h", "2030-01-02T00:00:00Z", "2030-01-02T08:00:00Z")]
    [InlineData("3d", "2030-01-01T00:00:00Z", "2030-01-04T00:00:00Z")]
    [InlineData("1w", "2029-12-31T00:00:00Z", "2030-01-07T00:00:00Z")]
    [InlineData("1M", "2030-01-01T00:00:00Z", "2030-02-01T00:00:00Z")]
    public async Task Candle_WithATrade_StartsAtAWholeIntervalOfUtc(string interval, string start, string end)
    {
        using var world = await CandleWorld.StartAsync();
        await world.LogAsync(TimeSpan.Zero, (1_000, 5), (1_200, 1), (900, 2));

        var candle = Assert.Single(await world.CandlesAsync(interval));

        Assert.Equal(new ShownCandle(Time(start), Time(end), 10m, 12m, 9m, 9m, 0.00008m, 0.00080m, 3, false), candle);
    }

    [Fact]
    public async Task Candle_WhoseTimeIsOver_ClosesWithTheProjectionAndTakesNoLaterTrade()
    {
        using var world = await CandleWorld.StartAsync();
        await world.LogAsync(TimeSpan.Zero, (1_000, 5));
        world.Clock.Advance(TimeSpan.FromSeconds(58)); // 03:05:03
        Assert.False((await world.CandlesAsync("1m"))[0].Closed);
        await world.ProjectAsync();
        var closed = (await world.CandlesAsync("1m"))[0];
        Assert.True(closed.Closed);

        await world.LogAsync(TimeSpan.FromSeconds(30), (2_000, 7)); // stamped in the closed minute, committed late

        var candles = await world.CandlesAsync("1m");
        Assert.Equal([closed, closed with { Start = closed.End, End = closed.End.AddMinutes(1), Open = 20m, High = 20m, Low = 20m, Close = 20m, Volume = 0.00007m, QuoteVolume = 0.0014m, Closed = false }], candles);
        await world.ProjectAsync();
        Assert.Equal(candles, await world.CandlesAsync("1m"));
    }

    [Fact]
    public async Task Candles_AfterAQuietYear_AreFilledWithTheLastPrice()
    {
        using var world = await CandleWorld.StartAsync();
        await world.LogAsync(TimeSpan.Zero, (1_000, 5), (1_500, 5));
        world.Clock.Advance(TimeSpan.FromDays(400));
        await world.ProjectAsync();
        await world.LogAsync(TimeSpan.Zero, (3_000, 1));
        await world.ProjectAsync();
        world.Restart();

        var quiet = await world.CandlesAsync("5m", new DateTimeOffset(2030, 9, 1, 0, 0, 0, TimeSpan.Zero), limit: 3);
        var newest = await world.CandlesAsync("1h", limit: 2);

        Assert.Equal([15m, 15m, 15m], quiet.Select(candle => candle.Open));
        Assert.All(quiet, candle => Assert.Equal((0m, 0, true), (candle.Volume, candle.Trades, candle.Closed)));
        Assert.Equal([(15m, 15m, true), (30m, 30m, false)], newest.Select(candle => (candle.Open, candle.Close, candle.Closed)));
    }

    [Fact]
    public async Task Projection_LogDocumentNotThereYet_WaitsForIt()
    {
        using var world = await CandleWorld.StartAsync();
        await world.LogAsync(TimeSpan.Zero, (1_000, 5));
        await world.ProjectAsync();
        await world.LogAsync(TimeSpan.Zero, (1_100, 5));
        await world.LogAsync(TimeSpan.Zero, (1_200, 5));
        var late = await TakeAwayAsync(world, 2);

        var behind = await world.ProjectAsync();
        Assert.False(behind.IsSuccess);
        Assert.Equal(1, (await world.PositionAsync())!.Sequence);

        Assert.True((await world.Store.CommitAsync(new DocumentBatch(ContainerNames.Markets, TradingWorld.Symbol, [DocumentOperation.Create(late.Id, late.Body)]))).IsCommitted);
        Assert.Equal(3, (await world.ProjectAsync()).Value.Sequence);
        Assert.Equal(3, Assert.Single(await world.CandlesAsync("1m")).Trades);
    }

    [Fact]
    public async Task Projection_StoodStillUntilTheLogExpired_GoesOnWithWhatIsLeft()
    {
        using var world = await CandleWorld.StartAsync();
        await world.LogAsync(TimeSpan.Zero, (1_000, 5));
        await world.ProjectAsync();
        await world.LogAsync(TimeSpan.Zero, (1_100, 5));
        world.Clock.Advance(MarketLogDocument.Life + TimeSpan.FromHours(1));
        await world.LogAsync(TimeSpan.Zero, (1_200, 5));
        await TakeAwayAsync(world, 2);

        Assert.Equal(3, (await world.ProjectAsync()).Value.Sequence);
        Assert.Equal([1, 1], (await world.CandlesAsync("1h")).Where(candle => candle.Trades > 0).Select(candle => candle.Trades));
    }

    [Fact]
    public async Task Projection_NothingNew_WritesNothing()
    {
        using var world = await CandleWorld.StartAsync();
        await world.LogAsync(TimeSpan.Zero, (1_000, 5));
        await world.ProjectAsync();
        var commits = world.Store.Commits;

        await world.ProjectAsync();
        world.Clock.Advance(TimeSpan.FromSeconds(10));
        await world.ProjectAsync();

        Assert.Equal(commits, world.Store.Commits);
    }

    [Fact]
    public async Task Answer_NothingHappened_IsTheSameObject()
    {
        using var world = await CandleWorld.StartAsync();
        await world.LogAsync(TimeSpan.Zero, (1_000, 5));
        var query = new CandleQuery(CandleInterval.Find("1m")!, null, null, 10);
        var first = await world.Reader.GetAsync(TradingWorld.Symbol, query);
        world.Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Same(first, await world.Reader.GetAsync(TradingWorld.Symbol, query));
        await world.LogAsync(TimeSpan.Zero, (1_001, 5));
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.NotEqual(first!.EntityTag, (await world.Reader.GetAsync(TradingWorld.Symbol, query))!.EntityTag);
        Assert.Null(await world.Reader.GetAsync("DOGE-USDT", query));
    }

    private static async Task<StoredDocument> TakeAwayAsync(CandleWorld world, long sequence)
    {
        var id = MarketLogDocument.IdOf(sequence);
        var log = await world.Store.ReadAsync(ContainerNames.Markets, TradingWorld.Symbol, id);
        Assert.True((await world.Store.CommitAsync(new DocumentBatch(ContainerNames.Markets, TradingWorld.Symbol, [DocumentOperation.Delete(id, log!.ETag)]))).IsCommitted);
        return log;
    }

    private static DateTime Time(string text) => DateTime.Parse(text, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AdjustToUniversal);
}
