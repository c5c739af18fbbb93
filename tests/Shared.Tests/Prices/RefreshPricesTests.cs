using CryptoVault.Adapters.Simulated;
using CryptoVault.Money;
using CryptoVault.Prices;
using CryptoVault.Shared.Tests.Ledger;
using CryptoVault.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace CryptoVault.Shared.Tests.Prices;

public sealed class RefreshPricesTests
{
    private readonly LedgerWorld world = new();

    [Fact]
    public async Task Refresh_FirstSourceFails_TakesTheNext()
    {
        await RefreshAsync(new Failing(), new Fixed("b", ("BTC", 5)), new Fixed("c", ("BTC", 6), ("ETH", 7)));

        var prices = new ReferencePrices(world.Store, TimeProvider.System);
        Assert.Equal((5, "b"), ((int)(await prices.FindAsync("BTC"))!.UsdUnits, (await prices.FindAsync("BTC"))!.Source));
        Assert.Equal((7, "c"), ((int)(await prices.FindAsync("ETH"))!.UsdUnits, (await prices.FindAsync("ETH"))!.Source));
        Assert.Null(await prices.FindAsync("EUR"));
    }

    [Fact]
    public async Task Refresh_NoSourceAnswers_KeepsTheLastPriceWithItsTime()
    {
        await RefreshAsync(new Fixed("a", ("BTC", 5)));
        await RefreshAsync(new Failing());

        var price = await new ReferencePrices(world.Store, TimeProvider.System).FindAsync("BTC");
        Assert.Equal(5, (int)price!.UsdUnits);
        Assert.True(new ReferencePrices(world.Store, TimeProvider.System).IsStale(price));
    }

    [Fact]
    public async Task Refresh_FirstSourceStandsStill_TakesTheFreshOneAndGoesBackWhenItMoves()
    {
        var now = DateTimeOffset.UtcNow;
        await RefreshAsync(new Fixed("a", now.AddMinutes(-5), ("BTC", 5), ("ETH", 7)), new Fixed("b", now, ("BTC", 6)));

        var prices = new ReferencePrices(world.Store, TimeProvider.System);
        Assert.Equal((6, "b"), ((int)(await prices.FindAsync("BTC"))!.UsdUnits, (await prices.FindAsync("BTC"))!.Source));
        Assert.Equal((7, "a", true), ((int)(await prices.FindAsync("ETH"))!.UsdUnits, (await prices.FindAsync("ETH"))!.Source, prices.IsStale((await prices.FindAsync("ETH"))!)));

        await RefreshAsync(new Fixed("a", now.AddSeconds(1), ("BTC", 8)), new Failing());
        Assert.Equal((8, "a"), ((int)(await new ReferencePrices(world.Store, TimeProvider.System).FindAsync("BTC"))!.UsdUnits, (await new ReferencePrices(world.Store, TimeProvider.System).FindAsync("BTC"))!.Source));
    }

    [Fact]
    public async Task Refresh_TwiceInAQuarter_KeepsItsFirstRecentPricesForEver()
    {
        var now = DateTimeOffset.UtcNow;
        await RefreshAsync(new Fixed("a", now, ("BTC", 5)), new Fixed("b", now.AddMinutes(-5), ("ETH", 7)));
        await RefreshAsync(new Fixed("a", now.AddSeconds(1), ("BTC", 6)));
        var history = new PriceHistory(world.Store, TimeProvider.System);

        Assert.Equal(5, (int)(await history.FindAsync("BTC", now))!.Value);
        Assert.Equal(5, (int)(await history.FindAsync("BTC", now.AddDays(-3)))!.Value); // before the first price: the first one
        Assert.Null(await history.FindAsync("ETH", now)); // it was no recent one
        Assert.Equal(100_000_000, (long)(await history.FindAsync("USD", now))!.Value);
    }

    [Fact]
    public async Task Refresh_SourceIsOlderThanWhatIsStored_KeepsTheStored()
    {
        var now = DateTimeOffset.UtcNow;
        await RefreshAsync(new Fixed("b", now, ("BTC", 6)));
        await RefreshAsync(new Fixed("a", now.AddMinutes(-5), ("BTC", 5)), new Failing());

        Assert.Equal(6, (int)(await new ReferencePrices(world.Store, TimeProvider.System).FindAsync("BTC"))!.UsdUnits);
    }

    [Fact]
    public void SimulatedPrice_OverAWeek_MovesSmoothlyWithinItsBounds()
    {
        var start = DateTimeOffset.UnixEpoch.AddDays(20_000);
        var previous = SimulatedPriceSource.PriceAt("BTC", start);
        var seen = new HashSet<Int128>();
        for (var minute = 1; minute <= 7 * 24 * 60; minute++)
        {
            var price = SimulatedPriceSource.PriceAt("BTC", start.AddMinutes(minute));
            Assert.InRange(price, 6_500_000_000_000 * 82 / 100, 6_500_000_000_000 * 118 / 100);
            Assert.True(Int128.Abs(price - previous) < previous / 100, "a minute moves the price by less than a percent");
            seen.Add(price);
            previous = price;
        }

        Assert.True(seen.Count > 1000);
    }

    [Fact]
    public void ValueOf_AnAmount_IsInDollarsRoundedDown()
    {
        var price = new ReferencePrice("BTC", 6_500_000_000_001, "a", StoredTime.Format(DateTimeOffset.UnixEpoch));
        Assert.Equal(Int128.Parse("32500000000"), price.ValueOf(LedgerWorld.Of("0.005", LedgerWorld.Btc)));
        Assert.Throws<ArgumentException>(() => price.ValueOf(LedgerWorld.Of("1", LedgerWorld.Usdt)));
    }

    private Task RefreshAsync(params IPriceSource[] sources) =>
        new RefreshPrices(sources, world.Partitions, AssetCatalog.Default, TimeProvider.System, NullLogger<RefreshPrices>.Instance).ExecuteAsync();

    private sealed class Failing : IPriceSource
    {
        public string Name => "failing";

        public Task<IReadOnlyList<QuotedPrice>> GetAsync(IReadOnlyList<string> assets, CancellationToken cancellation) =>
            throw new PriceSourceException("away");
    }

    private sealed class Fixed(string name, DateTimeOffset time, params (string Asset, int Units)[] prices) : IPriceSource
    {
        public Fixed(string name, params (string Asset, int Units)[] prices) : this(name, DateTimeOffset.UnixEpoch, prices)
        {
        }

        public string Name => name;

        public Task<IReadOnlyList<QuotedPrice>> GetAsync(IReadOnlyList<string> assets, CancellationToken cancellation) =>
            Task.FromResult<IReadOnlyList<QuotedPrice>>([.. prices.Select(price => new QuotedPrice(price.Asset, price.Units, time))]);
    }
}
