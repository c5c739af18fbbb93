using CryptoVault.MarketData.Candles;
using CryptoVault.Shared.Tests.Storage;

namespace CryptoVault.Shared.Tests.MarketData.Candles;

/// <summary>Random trades over years, and a projection that is stopped, repeated, doubled and restarted at random points.</summary>
public sealed class CandlePropertyTests
{
    private static readonly MemoryStore.Fault[] Faults =
    [
        MemoryStore.Fault.Throttled, MemoryStore.Fault.Unavailable, MemoryStore.Fault.LostBefore, MemoryStore.Fault.LostAfter, MemoryStore.Fault.OtherWriter,
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Candles_OfRandomTrades_EqualThoseOfTheListOfTradesAndCloseForGood(int seed)
    {
        var random = new Random(seed);
        using var world = await CandleWorld.StartAsync();
        var closed = new Dictionary<(string, DateTime), ShownCandle>();
        for (var step = 0; step < 240; step++)
        {
            await LogAsync(world, random);
            await ProjectAsync(world, random);
            PassTime(world, random);
            if (step % 20 == 19)
            {
                foreach (var interval in CandleInterval.Names)
                {
                    await CompareAsync(world, random, interval, closed);
                }
            }
        }

        Assert.True(closed.Count > 1_000, $"only {closed.Count} closed candles were compared");
    }

    private static async Task LogAsync(CandleWorld world, Random random)
    {
        for (var logs = random.Next(4); logs > 0; logs--)
        {
            // Some commits take long: what they did is stamped earlier than what is closed already.
            var age = random.Next(10) == 0 ? TimeSpan.FromSeconds(random.Next(300)) : TimeSpan.Zero;
            var trades = Enumerable.Range(0, random.Next(4)).Select(_ => ((long)random.Next(1, 1_000), (long)random.Next(1, 50)));
            await world.LogAsync(age, [.. trades]);
        }
    }

    private static async Task ProjectAsync(CandleWorld world, Random random)
    {
        if (random.Next(6) == 0)
        {
            world.Restart();
        }

        if (random.Next(3) == 0)
        {
            return; // it stands still for a while
        }

        if (random.Next(4) == 0)
        {
            world.Store.FailNext(Faults[random.Next(Faults.Length)]);
        }

        await world.ProjectAsync(random.Next(3) == 0 ? 1 : int.MaxValue);
        world.Store.ForgetFaults();
    }

    private static void PassTime(CandleWorld world, Random random) => world.Clock.Advance(random.Next(40) switch
    {
        0 => TimeSpan.FromDays(random.Next(1, 70)),
        < 4 => TimeSpan.FromHours(random.Next(1, 60)),
        < 16 => TimeSpan.FromMinutes(random.Next(1, 90)),
        _ => TimeSpan.FromSeconds(random.Next(0, 50)),
    });

    private static async Task CompareAsync(CandleWorld world, Random random, string interval, Dictionary<(string, DateTime), ShownCandle> closed)
    {
        var (from, to, limit) = Range(world, random, interval);

        var shown = await world.CandlesAsync(interval, from, to, limit);

        var closedBefore = DateTime.UnixEpoch.AddMinutes((await world.PositionAsync())?.Minute ?? 0);
        var expected = NaiveCandles.Of(interval, world.Trades, world.Clock.GetUtcNow().UtcDateTime, from, to, limit, closedBefore);
        Assert.Equal(expected, shown);
        foreach (var candle in shown.Where(candle => candle.Closed))
        {
            Assert.Equal(closed.GetValueOrDefault((interval, candle.Start), candle), candle);
            closed[(interval, candle.Start)] = candle;
        }
    }

    private static (DateTime? From, DateTime? To, int Limit) Range(CandleWorld world, Random random, string interval)
    {
        if (world.Trades.Count == 0 || random.Next(3) == 0)
        {
            return (null, null, random.Next(1, 1_001));
        }

        // Around a trade, a candle's edge, or anywhere.
        var at = world.Trades[random.Next(world.Trades.Count)].Minute;
        at = random.Next(3) switch
        {
            0 => NaiveCandles.StartOf(interval, at),
            1 => at.AddSeconds(random.Next(-100_000, 100_000)),
            _ => at,
        };
        return random.Next(3) switch
        {
            0 => (at, null, random.Next(1, 100)),
            1 => (null, at, random.Next(1, 100)),
            _ => (at, at.AddMinutes(random.Next(1, 10_000)), random.Next(1, 1_001)),
        };
    }
}
