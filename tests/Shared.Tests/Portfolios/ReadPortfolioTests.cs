using CryptoVault.Portfolios;
using CryptoVault.Shared.Tests.Wallets;

namespace CryptoVault.Shared.Tests.Portfolios;

public sealed class ReadPortfolioTests
{
    private static readonly DateTimeOffset Start = new(2030, 1, 30, 12, 0, 0, TimeSpan.Zero);

    private readonly PortfolioWorld world = new(Start);

    [Fact]
    public async Task Find_OfADepositATradeAndAHold_TellsPositionsAndGains()
    {
        await world.PriceAsync(("BTC", 60_000), ("USDT", 1));
        await world.InAsync("USDT", "90000");
        await world.TradeAsync("USDT", "60000", "BTC", "1");
        await world.HoldAsync("BTC", "0.4");
        world.At(Start.AddHours(1));
        await world.PriceAsync(("BTC", 66_000), ("USDT", 1));
        var found = await world.Reader.FindAsync(WalletWorld.Ana);

        Assert.Equal(["BTC 1 60000 66000 6000", "USDT 30000 30000 30000 0"], found.Positions.Select(Told));
        Assert.Equal((Dollars(96_000), Dollars(90_000), Dollars(6_000), true), (found.Value, found.State.NetInflow, found.Profit, found.IsComplete));
        Assert.Equal(Dollars(60_000), found.Positions[0].AverageCost);
    }

    [Fact]
    public async Task Find_OfSomebodyWithoutMoney_IsEmpty()
    {
        var found = await world.Reader.FindAsync("ben");

        Assert.Empty(found.Positions);
        Assert.Equal((0, 0, true), (found.Value, found.Profit, found.IsComplete));
        Assert.Empty(world.Kept);
    }

    [Fact]
    public async Task Find_WithoutAPriceNow_TellsThatItIsNotComplete()
    {
        await world.InAsync("BTC", "1");
        var found = await world.Reader.FindAsync(WalletWorld.Ana);

        Assert.False(found.IsComplete);
        Assert.Null(Assert.Single(found.Positions).Value);
        Assert.False(found.Positions[0].Position.IsCostKnown);
    }

    [Fact]
    public async Task Follow_OverDays_HasAPointPerDayAtItsLastPrice()
    {
        await ThreeDaysAsync();
        var found = await world.Reader.FollowAsync(WalletWorld.Ana, new DateOnly(2030, 1, 29), new DateOnly(2030, 2, 2));

        Assert.Equal(
            ["2030-01-30 60000 60000", "2030-01-31 70000 60000", "2030-02-01 210000 198000", "2030-02-02 240000 198000"],
            found.Points.Select(point => $"{point.Day:yyyy-MM-dd} {point.Value / 100_000_000} {point.NetInflow / 100_000_000}"));
        Assert.Equal((0, true), (found.Before.Value, found.IsLastOpen));
        // 70/60 x 210/(70+138) x 240/210
        Assert.Equal(1_000_000L * 70 * 240 / (60 * 208) - 1_000_000, (long)found.ReturnPartsPerMillion, 1.0);
    }

    [Fact]
    public async Task Follow_FromTheMiddle_StartsFromTheDayBefore()
    {
        await ThreeDaysAsync();
        await world.Reader.FindAsync(WalletWorld.Ana);
        var found = await world.Reader.FollowAsync(WalletWorld.Ana, new DateOnly(2030, 2, 1), new DateOnly(2030, 2, 1));

        Assert.Equal(Dollars(70_000), found.Before.Value);
        Assert.Equal(Dollars(210_000), Assert.Single(found.Points).Value);
        Assert.False(found.IsLastOpen);
    }

    [Fact]
    public async Task Find_AgainAfterAMonthsEnd_IsTheSameFromWhatIsKept()
    {
        await ThreeDaysAsync();
        var first = await world.Reader.FindAsync(WalletWorld.Ana);
        Assert.Equal(["portfolio:2030-01-31"], world.Kept);
        var second = await world.Reader.FindAsync(WalletWorld.Ana);
        var curve = await world.Reader.FollowAsync(WalletWorld.Ana, new DateOnly(2030, 1, 29), new DateOnly(2030, 2, 2));

        Assert.Equal(first.Positions, second.Positions);
        Assert.Equal((first.State.NetInflow, first.State.WithdrawnGain), (second.State.NetInflow, second.State.WithdrawnGain));
        Assert.Equal(4, curve.Points.Count);
        Assert.Equal(Dollars(70_000), curve.Points[1].Value);
    }

    [Fact]
    public async Task Find_OfThousandsOfPostingsInAMonth_KeepsTheNewestDayThatIsOver()
    {
        await world.PriceAsync(("USDT", 1));
        for (var i = 0; i < 1_000; i++)
        {
            await world.InAsync("USDT", "1");
        }

        world.At(new DateTimeOffset(2030, 1, 31, 0, 9, 59, TimeSpan.Zero));
        await world.Reader.FindAsync(WalletWorld.Ana);
        Assert.Empty(world.Kept); // a posting of the day may still come

        world.At(new DateTimeOffset(2030, 1, 31, 0, 10, 0, TimeSpan.Zero));
        await world.InAsync("USDT", "1");
        await world.Reader.FindAsync(WalletWorld.Ana);
        Assert.Equal(["portfolio:2030-01-30"], world.Kept);
        Assert.Equal(1_001, (long)((await world.Reader.FindAsync(WalletWorld.Ana)).Positions[0].Position.Units / 100_000_000));
    }

    private async Task ThreeDaysAsync()
    {
        await world.PriceAsync(("BTC", 60_000));
        await world.InAsync("BTC", "1");
        world.At(Start.AddDays(1));
        await world.PriceAsync(("BTC", 70_000));
        world.At(Start.AddDays(2));
        await world.PriceAsync(("BTC", 69_000));
        await world.InAsync("BTC", "2");
        world.At(Start.AddDays(2).AddHours(6));
        await world.PriceAsync(("BTC", 70_000));
        world.At(Start.AddDays(3));
        await world.PriceAsync(("BTC", 80_000));
    }

    private static string Told(ValuedPosition valued) =>
        $"{valued.Asset} {Whole(valued.Position.Units)} {Whole(valued.Position.Cost)} {Whole(valued.Value ?? -1)} {Whole(valued.Unrealized ?? -1)}";

    private static Int128 Whole(Int128 units) => units / 100_000_000;

    private static Int128 Dollars(long dollars) => dollars * (Int128)100_000_000;
}
