using CryptoVault.Money;
using CryptoVault.Results;
using CryptoVault.Wallets.Limits;
using CryptoVault.Wallets.Withdrawals;
using FsCheck;
using FsCheck.Fluent;

namespace CryptoVault.Shared.Tests.Wallets.Limits;

public sealed class WithdrawalLimitsTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 30, 0, TimeSpan.Zero);
    private readonly WalletWorld world = new();

    [Theory]
    [InlineData(0, "0", "0")]
    [InlineData(1, "2000", "20000")]
    [InlineData(2, "50000", "500000")]
    [InlineData(3, "1000000", "10000000")]
    [InlineData(4, "1000000", "10000000")]
    public void Defaults_ByLevel_AreThoseOfTheSpecification(int level, string day, string month)
    {
        var limits = new WithdrawalLimitOptions().ToLimits(AssetCatalog.Default).Of(level);

        Assert.Equal((Usd(day), Usd(month)), (limits.Day.UsdUnits, limits.Month.UsdUnits));
    }

    [Theory]
    [InlineData(0, "1", 1, 1, "level 0")]
    [InlineData(1, "a lot", 1, 1, "a lot")]
    [InlineData(1, "1", 5000, 5000, "level 1")]
    [InlineData(1, "1", 5, 4, "level 1")]
    public void ToLimits_OfAWrongConfiguration_NamesWhatIsWrong(int level, string day, int dayCount, int monthCount, string named)
    {
        var options = new WithdrawalLimitOptions { Levels = [new LevelLimitOptions { Level = level, DayUsd = day, MonthUsd = "1", DayCount = dayCount, MonthCount = monthCount }] };

        Assert.Contains(named, Assert.Throws<ArgumentException>(() => options.ToLimits(AssetCatalog.Default)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Request_ToTheCentOfTheLimit_Passes_AndOneSatoshiMoreDoesNot()
    {
        await world.FundAsync(WalletWorld.Ana, "1", WalletWorld.Btc);
        Assert.True((await world.AskAsync(WalletWorld.Ana, "0.02", "first", level: 1)).IsSuccess); // 1,200 dollars
        var before = world.Digest();

        var tooMuch = await world.AskAsync(WalletWorld.Ana, "0.01333334", "second", level: 1);
        Assert.Contains("800 USD are left", Assert.IsType<WithdrawalLimitExceeded>(tooMuch.Error).Message, StringComparison.Ordinal);
        Assert.Equal(before, world.Digest());
        Assert.True((await world.AskAsync(WalletWorld.Ana, "0.01333333", "third", level: 1)).IsSuccess);
    }

    [Fact]
    public async Task Request_OneTickBeforeADayIsOver_IsRefused_AndThenPasses()
    {
        await world.FundAsync(WalletWorld.Ana, "1", WalletWorld.Btc);
        Assert.True((await world.AskAsync(WalletWorld.Ana, "0.03", "first", level: 1)).IsSuccess);
        world.Clock.Advance(LimitUseDocument.Day - TimeSpan.FromTicks(1));
        Assert.IsType<WithdrawalLimitExceeded>((await world.AskAsync(WalletWorld.Ana, "0.03", "second", level: 1)).Error);
        world.Clock.Advance(TimeSpan.FromTicks(1));

        Assert.True((await world.AskAsync(WalletWorld.Ana, "0.03", "second", level: 1)).IsSuccess);
    }

    [Fact]
    public async Task Request_BeyondTheThirtyDays_IsRefusedUntilTheFirstLeavesThem()
    {
        world.LimitOptions = new WithdrawalLimitOptions { Levels = [new LevelLimitOptions { Level = 1, DayUsd = "2000", MonthUsd = "3000", DayCount = 5, MonthCount = 50 }] };
        await world.FundAsync(WalletWorld.Ana, "1", WalletWorld.Btc);
        Assert.True((await world.AskAsync(WalletWorld.Ana, "0.03", "first", level: 1)).IsSuccess); // 1,800 dollars
        world.Clock.Advance(TimeSpan.FromDays(2));
        Assert.Contains("30 days", (await world.AskAsync(WalletWorld.Ana, "0.03", "second", level: 1)).Error!.Message, StringComparison.Ordinal);
        world.Clock.Advance(TimeSpan.FromDays(28) + TimeSpan.FromHours(1));

        Assert.True((await world.AskAsync(WalletWorld.Ana, "0.03", "second", level: 1)).IsSuccess);
    }

    [Fact]
    public async Task Request_MoreOftenThanTheLevelAllows_IsRefusedAndChangesNothing()
    {
        world.LimitOptions = new WithdrawalLimitOptions { Levels = [new LevelLimitOptions { Level = 1, DayUsd = "2000", MonthUsd = "3000", DayCount = 2, MonthCount = 50 }] };
        await world.FundAsync(WalletWorld.Ana, "1", WalletWorld.Btc);
        await world.RequestedAsync("0.001", key: "1");
        await world.RequestedAsync("0.001", key: "2");
        var before = world.Digest();

        Assert.Contains("2 withdrawals", Assert.IsType<WithdrawalLimitExceeded>((await world.AskAsync(WalletWorld.Ana, "0.001", "3")).Error).Message, StringComparison.Ordinal);
        Assert.Equal(before, world.Digest());
    }

    [Fact]
    public async Task Request_FiftyAtOnce_NeverExceedTheLimitTogether()
    {
        await world.FundAsync(WalletWorld.Ana, "10", WalletWorld.Btc);
        var asked = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => world.AskAsync(WalletWorld.Ana, "0.01", $"k{i}", level: 1))); // 600 dollars each

        Assert.Equal(3, asked.Count(one => one.IsSuccess));
        Assert.All(asked.Where(one => !one.IsSuccess), one => Assert.IsType<WithdrawalLimitExceeded>(one.Error));
        Assert.Equal("0.03006000", (await world.BalanceAsync(WalletWorld.Ana, WalletWorld.Btc)).Held);
        Assert.Equal("200.00000000", (await LeftAsync(1)).Day.Left.ToString());
    }

    [Fact]
    public async Task Cancel_OfAWithdrawal_GivesItsLimitBack()
    {
        await world.FundAsync(WalletWorld.Ana, "1", WalletWorld.Btc);
        var recent = await world.RequestedAsync("0.01", key: "1");
        await world.Cancel.ExecuteAsync(recent);
        Assert.Equal((0, 0), ((await LeftAsync(2)).Day.UsedCount, (await LeftAsync(2)).Month.UsedCount));

        var old = await world.RequestedAsync("0.01", key: "2");
        world.Clock.Advance(TimeSpan.FromHours(30));
        await world.RequestedAsync("0.02", key: "3");
        await world.Cancel.ExecuteAsync(old);

        var left = await LeftAsync(2);
        Assert.Equal((1, 1, "1200.00000000"), (left.Day.UsedCount, left.Month.UsedCount, left.Month.Used.ToString()));
    }

    [Fact]
    public async Task Request_WithoutAPrice_IsUnavailableAndChangesNothing()
    {
        await world.FundAsync(WalletWorld.Ana, "1", WalletWorld.Btc);
        world.BtcPrice = null;
        var before = world.Digest();

        Assert.IsType<ServiceUnavailable>((await world.AskAsync(WalletWorld.Ana, "0.01")).Error);
        Assert.Equal(before, world.Digest());
    }

    [Fact]
    public async Task Request_Taken_RecordsTheLimitsThatItUsed()
    {
        await world.FundAsync(WalletWorld.Ana, "1", WalletWorld.Btc);
        await world.RequestedAsync("0.01", key: "1");
        var checks = (await world.ReadAsync(await world.RequestedAsync("0.02", key: "2"))).Checks!;

        Assert.Equal(new LimitUse(3, Usd("1200"), new WindowUse(2, 1000, Usd("1800"), Usd("1000000")), new WindowUse(2, 10_000, Usd("1800"), Usd("10000000"))), checks.Limits);
        Assert.Equal(new WithdrawalDestination(DestinationKind.OneTime, null, null), checks.Destination);
    }

    [Fact]
    public void Use_OverAnyTimes_CountsNoLessThanAWindowOverAllOfThem()
    {
        var gaps = Gen.Choose(0, 60 * 36).Select(minutes => TimeSpan.FromMinutes(minutes)).ListOf();
        Prop.ForAll(gaps.ToArbitrary(), steps =>
        {
            var (use, now) = (LimitUseDocument.None, Start);
            var all = new List<DateTimeOffset>();
            foreach (var step in steps)
            {
                now += step;
                use = use.At(now).With($"{all.Count}", now, 1);
                all.Add(now);
                var day = all.Count(time => now - time < LimitUseDocument.Day);
                var month = all.Count(time => now - time < LimitUseDocument.Month);
                var longer = all.Count(time => now - time < LimitUseDocument.Month + TimeSpan.FromHours(1));
                if (use.DayCount != day || use.DayUnits != day || use.MonthCount < month || use.MonthCount > longer || use.MonthUnits != use.MonthCount || use.Hours.Count > 721)
                {
                    return false;
                }
            }

            return true;
        }).QuickCheckThrowOnFailure();
    }

    private static Int128 Usd(string text) => WalletWorld.Of(text, AssetCatalog.Default.Get("USD")).Units;

    private async Task<LimitsLeft> LeftAsync(int level) => (await world.Limits.ExecuteAsync(WalletWorld.Ana, level, "session")).Value;
}
