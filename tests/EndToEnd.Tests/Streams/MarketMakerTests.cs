using System.Diagnostics;
using System.Text.Json;
using CryptoVault.DemoPlayer.Client;
using CryptoVault.EndToEnd.Tests.Hosting;
using CryptoVault.LocalHost.MarketMaking;
using CryptoVault.LocalProcess;

namespace CryptoVault.EndToEnd.Tests.Streams;

/// <summary>The demo's market maker: what it wants, and that a host with it has liquidity, also after a restart.</summary>
public sealed class MarketMakerTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly MarketGrid Grid = new(Tick: 1_000_000, Lot: 1_000, Unit: 100_000_000, MinNotional: 100_000_000);
    private static readonly Int128 Dollar = 100_000_000;
    private static readonly MarketMakerOptions Options = new();

    [Fact]
    public void Around_EnoughOfBoth_QuotesAllLevelsOnTheGridAwayFromThePrice()
    {
        var wanted = Quoting.Around(50_000 * Dollar, Grid, Has(btc: 10, usdt: 500_000), Dollar, Options);

        Assert.Equal((Options.Levels, Options.Levels), (wanted.Count(quote => quote.IsBuy), wanted.Count(quote => !quote.IsBuy)));
        Assert.Equal(49_950 * Dollar, wanted.Where(quote => quote.IsBuy).Max(quote => quote.Price));
        Assert.Equal((50_050 * Dollar) + Grid.Tick, wanted.Where(quote => !quote.IsBuy).Min(quote => quote.Price));
        Assert.All(wanted, quote => Assert.Equal((Int128.Zero, Int128.Zero), (quote.Price % Grid.Tick, quote.Quantity % Grid.Lot)));
    }

    [Theory]
    [InlineData(10, 0, 0, 6)]
    [InlineData(0, 500_000, 6, 0)]
    [InlineData(10, 5_000, 0, 6)]
    [InlineData(0, 0, 0, 0)]
    public void Around_InventoryOnOneSide_QuotesOnlyWhatItBears(int btc, int usdt, int bids, int asks)
    {
        var wanted = Quoting.Around(50_000 * Dollar, Grid, Has(btc, usdt), Dollar, Options);

        Assert.Equal((bids, asks), (wanted.Count(quote => quote.IsBuy), wanted.Count(quote => !quote.IsBuy)));
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(10_008, false)]
    [InlineData(10_009, true)]
    [InlineData(9_991, true)]
    [InlineData(10_000, false)]
    public void HasMoved_EightBasisPoints_IsTheBound(int before, bool moved) =>
        Assert.Equal(moved, Quoting.HasMoved(before == 0 ? 0 : 10_000, before == 0 ? 10_000 : before, 8));

    [Fact]
    public async Task Host_WithTheMarketMaker_HasQuotesAroundTheReferencePriceAlsoAfterARestart()
    {
        using var folder = new TemporaryFolder();
        var settings = new Dictionary<string, string> { ["Demo__MarketMaker__Enabled"] = "true", ["Demo__MarketMaker__Interval"] = "00:00:00.200" };
        for (var start = 0; start < 2; start++)
        {
            await using var host = await LocalHosts.StartAsync(folder.Path, settings);
            using var api = new Api(host.Url);
            var watch = Stopwatch.StartNew();
            while (!await IsQuotedAsync(api))
            {
                Assert.True(watch.Elapsed < Patience, (await api.GetAsync("api/v1/market-data/depth/BTC-USDT?levels=50")).Text + host.Process.Output);
                await Task.Delay(50);
            }

            Assert.Equal(0, await host.Process.StopAsync());
        }
    }

    /// <summary>As many levels as it quotes and no others: what the demo data left in the book is its own, and gone.</summary>
    private static async Task<bool> IsQuotedAsync(Api api)
    {
        var depth = (await api.GetAsync("api/v1/market-data/depth/BTC-USDT?levels=50")).Expect(200).Body;
        return Count(depth, "bids") == Options.Levels && Count(depth, "asks") == Options.Levels;
    }

    private static int Count(JsonElement depth, string side) => depth.GetProperty(side).GetArrayLength();

    private static Inventory Has(int btc, int usdt) => new(btc * Grid.Unit, btc * Grid.Unit, usdt * Dollar, usdt * Dollar);
}
