using System.Globalization;
using System.Text.Json;
using CryptoVault.Hosting;
using CryptoVault.MarketData.Candles;
using CryptoVault.Matching;
using CryptoVault.Orders;
using CryptoVault.Shared.Tests.Ledger;
using CryptoVault.Shared.Tests.Orders;
using CryptoVault.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace CryptoVault.Shared.Tests.MarketData.Candles;

/// <summary>A market whose log the test writes, with a projection and a reader that may be restarted.</summary>
internal sealed class CandleWorld : IDisposable
{
    private readonly TradingWorld world = new();
    private long sequence;
    private long tradeNumber;
    private long highestMinute;

    private CandleWorld() => Restart();

    public Testing.FakeTimeProvider Clock => world.Clock;

    public Storage.MemoryStore Store => world.Store;

    public ProjectCandles Projection { get; private set; } = null!;

    public PublicCandles Reader { get; private set; } = null!;

    /// <summary>The trades so far, each in the minute that it counts in by the documented rule.</summary>
    public List<CountedTrade> Trades { get; } = [];

    public static async Task<CandleWorld> StartAsync()
    {
        var candles = new CandleWorld();
        await candles.world.WithMarketAsync();
        return candles;
    }

    /// <summary>Another process: nothing is remembered but what is stored.</summary>
    public void Restart()
    {
        RestartReader();
        var partitions = new Partitions(world.Store, world.Bus, new Ids.UuidV7Ids(Clock), Clock, new PartitionOptions(), NullLogger<Partitions>.Instance);
        Projection = new ProjectCandles(world.Store, partitions, world.Markets, Clock, NullLogger<ProjectCandles>.Instance);
    }

    public void RestartReader()
    {
        Reader?.Dispose();
        Reader = new PublicCandles(world.Store, world.Markets, Clock);
    }

    /// <summary>Commits a log document that was stamped so long ago.</summary>
    public async Task LogAsync(TimeSpan age, params (long Price, long Quantity)[] trades)
    {
        var time = Clock.GetUtcNow() - age;
        highestMinute = Math.Max(Math.Max(highestMinute, time.ToUnixTimeSeconds() / 60), (await PositionAsync())?.Minute ?? 0);
        var log = new MarketLogDocument(MarketLogDocument.IdOf(++sequence), sequence, StoredTime.Format(time))
        {
            Trades = [.. trades.Select(trade => new LoggedTrade(++tradeNumber, trade.Price, trade.Quantity, "taker", "maker", OrderSide.Buy, 0, 0))],
        };
        Trades.AddRange(trades.Select(trade => new CountedTrade(DateTime.UnixEpoch.AddMinutes(highestMinute), trade.Price, trade.Quantity)));
        var committed = await Store.CommitAsync(new DocumentBatch(ContainerNames.Markets, TradingWorld.Symbol, [DocumentOperation.Create(log.Id, DocumentCodec.Encode(log))]));
        Assert.True(committed.IsCommitted, committed.Reason);
    }

    public async Task<CandlePositionDocument?> PositionAsync() =>
        await Store.FindAsync<CandlePositionDocument>(CandlePositionDocument.PartitionOf(TradingWorld.Symbol), CandlePositionDocument.DocumentId);

    public Task<Results.Result<CandlePositionDocument>> ProjectAsync(int maxCommits = int.MaxValue) => Projection.ProjectAsync(TradingWorld.Symbol, maxCommits);

    public async Task<List<ShownCandle>> CandlesAsync(string interval, DateTimeOffset? from = null, DateTimeOffset? to = null, int limit = 1_000)
    {
        Clock.Advance(TimeSpan.FromMilliseconds(100)); // as long as a reader may show what it read before
        var view = await Reader.GetAsync(TradingWorld.Symbol, new CandleQuery(CandleInterval.Find(interval)!, from, to, limit));
        using var json = JsonDocument.Parse(view!.Body);
        return [.. json.RootElement.GetProperty("items").EnumerateArray().Select(ShownCandle.Of)];
    }

    public void Dispose() => Reader.Dispose();
}

/// <summary>A trade and the minute that it counts in; ticks and lots.</summary>
internal readonly record struct CountedTrade(DateTime Minute, long Price, long Quantity);

/// <summary>A candle as it is shown.</summary>
internal sealed record ShownCandle(
    DateTime Start, DateTime End, decimal Open, decimal High, decimal Low, decimal Close, decimal Volume, decimal QuoteVolume, int Trades, bool Closed)
{
    public static ShownCandle Of(JsonElement json) => new(
        Time(json, "start"), Time(json, "end"), Number(json, "open"), Number(json, "high"), Number(json, "low"), Number(json, "close"),
        Number(json, "volume"), Number(json, "quoteVolume"), (int)Number(json, "trades"), json.GetProperty("closed").GetBoolean());

    private static DateTime Time(JsonElement json, string name) => json.GetProperty(name).GetDateTime();

    private static decimal Number(JsonElement json, string name) => decimal.Parse(json.GetProperty(name).GetString()!, CultureInfo.InvariantCulture);
}
