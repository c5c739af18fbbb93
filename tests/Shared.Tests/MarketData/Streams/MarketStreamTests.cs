using CryptoVault.MarketData.Streams;
using CryptoVault.Orders;
using CryptoVault.Results;
using CryptoVault.Shared.Tests.Orders;
using CryptoVault.Streams;
using System.Text.Json;

namespace CryptoVault.Shared.Tests.MarketData.Streams;

public sealed class MarketStreamTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Depth_RandomTradingAndBatches_EveryClientsBookEqualsTheSnapshot(int seed)
    {
        var random = new Random(seed);
        using var world = await StreamWorld.StartAsync();
        var clients = new List<(StreamConnection Stream, RebuiltBook Book)>();
        var joined = 0;
        for (var step = 0; step < 250; step++)
        {
            if (random.Next(25) == 0)
            {
                clients.Add((await world.SubscribeAsync(MarketChannels.Depth), new RebuiltBook()));
            }

            await TradeAsync(world, random);
            if (random.Next(3) == 0)
            {
                world.Streams.SendBatches();
            }

            foreach (var (stream, book) in clients.Where(_ => random.Next(2) == 0))
            {
                StreamWorld.Take(stream).ForEach(change => book.Take(change.Data));
                if (book.Sequence == 0 && random.Next(3) == 0 && book.TryJoin(await DepthAsync(world)))
                {
                    joined++;
                }
            }
        }

        world.Streams.SendBatches();
        var depth = await DepthAsync(world);
        foreach (var (stream, book) in clients)
        {
            StreamWorld.Take(stream).ForEach(change => book.Take(change.Data));
            Assert.True(book.Sequence > 0 || book.TryJoin(depth));
            Assert.Equal(RebuiltBook.Show(depth), book.Show(5_000));
        }

        Assert.True(joined > 3, $"only {joined} clients joined on the way");
    }

    [Fact]
    public async Task Trades_OfABatch_ComeOldestFirstWithTheirNumbers()
    {
        using var world = await StreamWorld.StartAsync();
        using var stream = await world.SubscribeAsync(MarketChannels.Trades);
        await world.Trading.PlacedAsync(world.Trading.Limit("sam", OrderSide.Sell, "50000", "0.3"));
        await world.Trading.PlacedAsync(world.Trading.Limit("bea", OrderSide.Buy, "50000", "0.1"));
        await world.Trading.PlacedAsync(world.Trading.Limit("bea", OrderSide.Buy, "50000", "0.2"));

        world.Streams.SendBatches();
        world.Streams.SendBatches(); // nothing happened in between

        var traded = Assert.Single(StreamWorld.Take(stream));
        Assert.Equal(("trades", "BTC-USDT:3"), (traded.Name, traded.Id));
        Assert.Equal(["1 0.10000000", "2 0.20000000"], traded.Data.GetProperty("items").EnumerateArray().Select(trade => $"{Text(trade, "id")} {Text(trade, "quantity")}"));
    }

    [Fact]
    public async Task Views_ForNewcomersAndAfterChanges_AreSentOnce()
    {
        using var world = await StreamWorld.StartAsync();
        using var first = await world.SubscribeAsync(MarketChannels.Ticker | MarketChannels.Candles);
        await world.Streams.SendViewsAsync();
        Assert.Equal(["ticker", "candles"], StreamWorld.Take(first).Select(view => view.Name));

        using var second = await world.SubscribeAsync(MarketChannels.Ticker);
        await world.Streams.SendViewsAsync();
        Assert.Equal(["ticker"], StreamWorld.Take(second).Select(view => view.Name));
        Assert.Empty(StreamWorld.Take(first));

        await world.Trading.PlacedAsync(world.Trading.Limit("sam", OrderSide.Sell, "50000", "0.3"));
        await world.Trading.PlacedAsync(world.Trading.Limit("bea", OrderSide.Buy, "50000", "0.1"));
        world.Trading.Clock.Advance(TimeSpan.FromMilliseconds(100));
        await world.Streams.SendViewsAsync();
        var changed = StreamWorld.Take(first);
        Assert.Equal(["ticker", "candles"], changed.Select(view => view.Name));
        Assert.Equal("50000.00000000", Text(changed[1].Data.GetProperty("items")[0], "close"));
        Assert.Single(StreamWorld.Take(second));
    }

    [Theory]
    [InlineData(4, 1_000_000)]
    [InlineData(1_000, 600)]
    public async Task SlowConsumer_MoreThanMayWait_IsDroppedWithTheReasonAndTheOthersGetAll(int maxEvents, int maxBytes)
    {
        using var world = await StreamWorld.StartAsync(new StreamOptions { MaxQueuedEvents = maxEvents, MaxQueuedBytes = maxBytes });
        using var slow = await world.SubscribeAsync(MarketChannels.Depth);
        using var quick = await world.SubscribeAsync(MarketChannels.Depth);
        var got = 0;
        for (var i = 0; i < 12; i++)
        {
            await world.Trading.PlacedAsync(world.Trading.Limit("bea", OrderSide.Buy, $"{40_000 + i}", "0.1"));
            world.Streams.SendBatches();
            got += StreamWorld.Take(quick).Count;
        }

        Assert.Equal((StreamEnds.SlowConsumer, 12), (slow.Reason, got));
        await Eventually.IsTrueAsync(() => slow.Ended.IsCancellationRequested);
        Assert.Null(quick.Reason);
        Assert.Equal(1, world.Connections.Count);
    }

    [Fact]
    public async Task Subscribe_OverTheLimitOrToNoMarket_IsRefusedAndTakesNoPlace()
    {
        using var world = await StreamWorld.StartAsync(new StreamOptions { MaxConnections = 1 });
        Assert.Equal("MARKET_NOT_FOUND", (await world.TrySubscribeAsync(MarketChannels.Depth, TradingWorld.Symbol, "DOGE-USDT")).Error?.Code);

        using (await world.SubscribeAsync(MarketChannels.Depth))
        {
            Assert.IsType<ServiceUnavailable>((await world.TrySubscribeAsync(MarketChannels.Depth)).Error);
            Assert.Equal(1, world.Connections.Count);
        }

        Assert.Equal(0, world.Connections.Count);
        Assert.True((await world.TrySubscribeAsync(MarketChannels.Depth)).IsSuccess);
    }

    [Fact]
    public async Task Stopping_EndsOpenStreamsAndNewOnes()
    {
        using var world = await StreamWorld.StartAsync();
        using var before = await world.SubscribeAsync(MarketChannels.Depth);

        world.Lifetime.StopApplication();
        world.Connections.EndAll();
        using var after = (await world.TrySubscribeAsync(MarketChannels.Depth)).Value;

        Assert.Equal((StreamEnds.ServerStopping, StreamEnds.ServerStopping, 0), (before.Reason, after.Reason, world.Connections.Count));
    }

    [Fact]
    public async Task Heartbeat_ForEverybody_IsAComment()
    {
        using var world = await StreamWorld.StartAsync();
        using var stream = await world.SubscribeAsync(MarketChannels.Depth);

        world.Connections.SendHeartbeats();

        Assert.Equal(": heartbeat", Assert.Single(StreamWorld.Take(stream)).Name);
    }

    private static async Task TradeAsync(StreamWorld world, Random random)
    {
        var side = (OrderSide)random.Next(2);
        var price = side == OrderSide.Buy ? random.Next(49_950, 50_005) : random.Next(49_995, 50_050);
        await world.Trading.PlacedAsync(world.Trading.Limit(random.Next(2) == 0 ? "sam" : "bea", side, $"{price}", $"0.00{random.Next(1, 100):00}"));
    }

    private static async Task<JsonElement> DepthAsync(StreamWorld world) => JsonElement.Parse((await world.Data.DepthAsync(TradingWorld.Symbol, 5_000))!.Body.Span);

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();
}
