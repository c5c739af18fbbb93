using CryptoVault.Accounts;
using CryptoVault.Accounts.Access;
using CryptoVault.Fees;
using CryptoVault.Ledger;
using CryptoVault.Matching;
using CryptoVault.Money;
using CryptoVault.Orders;
using CryptoVault.Results;
using CryptoVault.Storage;
using CryptoVault.Wallets.Valuation;
using Microsoft.Extensions.Logging.Abstractions;

namespace CryptoVault.Shared.Tests.Orders;

/// <summary>Fees: tables by volume, customers' own rates, fixed on the order when it is accepted, and the volumes that they depend on.</summary>
public sealed class FeeTests
{
    private static readonly Caller Admin = new("adam", "session-adam", RoleSet.Of([Role.Admin]), 0);

    [Fact]
    public async Task Place_BelowTheTable_PaysTheMarketsOwnRates()
    {
        var world = await FundedAsync();
        await SetTableAsync(world, new FeeTierTerms("100000", 8, 9));

        var order = await world.PlacedAsync(world.Limit("bea", OrderSide.Buy, "40000", "0.1"));

        Assert.Equal((10, 20), (order.MakerBasisPoints, order.TakerBasisPoints));
    }

    [Theory]
    [InlineData(99_999, 10, 20)]
    [InlineData(100_000, 8, 9)]
    [InlineData(100_001, 8, 9)]
    [InlineData(999_999, 8, 9)]
    [InlineData(1_000_000, 5, 6)]
    public async Task Place_AtAVolume_PaysTheLastRowThatItReached(long dollars, int maker, int taker)
    {
        var world = await FundedAsync();
        await SetTableAsync(world, new FeeTierTerms("100000", 8, 9), new FeeTierTerms("1000000", 5, 6));
        await SetVolumeAsync(world, "bea", dollars, daysAgo: 29);

        var order = await world.PlacedAsync(world.Limit("bea", OrderSide.Buy, "40000", "0.1"));

        Assert.Equal((maker, taker), (order.MakerBasisPoints, order.TakerBasisPoints));
    }

    [Fact]
    public async Task Place_VolumeOfThirtyDaysAgo_DoesNotCount()
    {
        var world = await FundedAsync();
        await SetTableAsync(world, new FeeTierTerms("100000", 8, 9));
        await SetVolumeAsync(world, "bea", 100_000, daysAgo: 30);

        var order = await world.PlacedAsync(world.Limit("bea", OrderSide.Buy, "40000", "0.1"));

        Assert.Equal((10, 20), (order.MakerBasisPoints, order.TakerBasisPoints));
    }

    [Fact]
    public async Task SetOverrides_ThenTheTable_OrdersKeepTheRatesThatTheyWereAcceptedWith()
    {
        var world = await FundedAsync();
        await AddProfileAsync(world, "bea");
        var resting = await world.PlacedAsync(world.Limit("bea", OrderSide.Buy, "40000", "1"));

        var set = await Change(world).SetOverridesAsync(new FeeOverridesChange(Admin, "bea", "Large", "0", [new FeeOverrideTerms(null, 1, 2, null), new FeeOverrideTerms(TradingWorld.Symbol, 0, 3, null)]));
        var newer = await world.PlacedAsync(world.Limit("bea", OrderSide.Buy, "39000", "1"));
        await world.PlacedAsync(world.Limit("sam", OrderSide.Sell, "39000", "2"));

        Assert.True(set.IsSuccess, set.Error?.Message);
        Assert.Equal((0, 3), (newer.MakerBasisPoints, newer.TakerBasisPoints));
        Assert.Equal(100_000, (int)(await world.OrderAsync("bea", resting.OrderId)).Fee); // 10 basis points of 1 BTC
        Assert.Equal(0, (int)(await world.OrderAsync("bea", newer.OrderId)).Fee);
        world.AssertSettled();
    }

    [Fact]
    public async Task SetOverrides_OneWhoseTimeIsOver_CountsNoMore()
    {
        var world = await FundedAsync();
        await AddProfileAsync(world, "bea");
        await Change(world).SetOverridesAsync(new FeeOverridesChange(Admin, "bea", "A week", "0", [new FeeOverrideTerms(null, 0, 0, world.Clock.GetUtcNow().AddDays(7).ToString("O"))]));

        world.Clock.Advance(TimeSpan.FromDays(7) - TimeSpan.FromTicks(1));
        var before = await world.PlacedAsync(world.Limit("bea", OrderSide.Buy, "39000", "0.1"));
        world.Clock.Advance(TimeSpan.FromTicks(1));
        var after = await world.PlacedAsync(world.Limit("bea", OrderSide.Buy, "39000", "0.1"));

        Assert.Equal((0, 20), (before.TakerBasisPoints, after.TakerBasisPoints));
    }

    [Fact]
    public async Task Change_StaleVersionOrBadTerms_IsRefusedAndChangesNothing()
    {
        var world = await FundedAsync();
        await AddProfileAsync(world, "bea");
        await SetTableAsync(world, new FeeTierTerms("100", 1, 1));

        var stale = await Change(world).SetScheduleAsync(new FeeScheduleChange(Admin, "again", "0", [], []));
        var descending = await Change(world).SetScheduleAsync(new FeeScheduleChange(Admin, "again", "1", [new FeeTierTerms("100", 1, 1), new FeeTierTerms("99", 1, 1)], []));
        var nobody = await Change(world).SetOverridesAsync(new FeeOverridesChange(Admin, "zoe", "why", "0", []));
        var unknown = await Change(world).SetOverridesAsync(new FeeOverridesChange(Admin, "bea", "why", "0", [new FeeOverrideTerms("DOGE-USDT", 1, 1001, null)]));

        Assert.Equal((ErrorKind.PreconditionFailed, "FEES_CHANGED"), (stale.Error!.Kind, stale.Error.Code));
        Assert.Equal("/tiers/1/volume", Assert.Single(descending.Error!.Fields).Pointer);
        Assert.IsType<UserNotFound>(nobody.Error);
        Assert.Equal(["/overrides/0/symbol", "/overrides/0/takerFeeBp"], unknown.Error!.Fields.Select(field => field.Pointer));
        var now = await Read(world).ScheduleAsync();
        Assert.Equal((1, 1, "adam"), (now.Version, now.Tiers.Count, now.Changed!.UserId));
        Assert.Empty((await Read(world).OfAsync("bea")).Value.Profile.Overrides);
    }

    [Fact]
    public async Task Project_TradesOfTwoCustomers_CountsEachOnceHoweverOftenItRuns()
    {
        var world = await FundedAsync();
        await AddProfileAsync(world, "bea");
        await world.PlacedAsync(world.Limit("bea", OrderSide.Buy, "40000", "1"));
        await world.PlacedAsync(world.Limit("sam", OrderSide.Sell, "40000", "0.5"));

        await Volumes(world).ExecuteAsync();
        await Volumes(world).ExecuteAsync();
        await world.PlacedAsync(world.Limit("sam", OrderSide.Sell, "40000", "0.25"));
        await Volumes(world).ExecuteAsync();

        var fees = (await Read(world).OfAsync("bea")).Value;
        Assert.Equal(30_000_00000000, (long)fees.Volume);
        Assert.Equal((FeeSource.Market, 10), (fees.Rates[0].Fees.Source, fees.Rates[0].Fees.Rates.MakerBasisPoints));
        Assert.Equal(30_000_00000000, (long)(await ProfileAsync(world, "sam"))!.VolumeAt(world.Clock.GetUtcNow()));
    }

    [Fact]
    public async Task Project_DiesBetweenCustomerAndPosition_CountsNothingTwice()
    {
        var world = await FundedAsync();
        await world.PlacedAsync(world.Limit("bea", OrderSide.Buy, "40000", "1"));
        await world.PlacedAsync(world.Limit("sam", OrderSide.Sell, "40000", "0.5"));
        await Volumes(world).ExecuteAsync();
        var partition = VolumePositionDocument.PartitionOf(TradingWorld.Symbol);
        var stored = await world.Store.ReadAsync(partition.Container, partition.Value, VolumePositionDocument.DocumentId);
        await world.Store.CommitAsync(new DocumentBatch(partition.Container, partition.Value, [DocumentOperation.Delete(VolumePositionDocument.DocumentId, stored!.ETag)]));
        world.Partitions.Forget(partition);

        await Volumes(world).ExecuteAsync();

        Assert.Equal(20_000_00000000, (long)(await ProfileAsync(world, "bea"))!.VolumeAt(world.Clock.GetUtcNow()));
    }

    [Fact]
    public async Task Project_TakerMatchedOverSeveralCommits_IsCountedWhenItIsNamed()
    {
        var world = await new TradingWorld(new EngineOptions { MaxDocumentsPerCommit = 3 }).WithMarketAsync();
        await world.FundAsync("sam", "1", "BTC");
        await world.FundAsync("bea", "100000", "USDT");
        for (var i = 0; i < 10; i++)
        {
            await world.PlacedAsync(world.Limit("sam", OrderSide.Sell, "40000", "0.1"));
        }

        await world.PlacedAsync(world.Limit("bea", OrderSide.Buy, "40000", "1"));
        await Volumes(world).ExecuteAsync();

        Assert.Equal(40_000_00000000, (long)(await ProfileAsync(world, "bea"))!.VolumeAt(world.Clock.GetUtcNow()));
        Assert.Equal(40_000_00000000, (long)(await ProfileAsync(world, "sam"))!.VolumeAt(world.Clock.GetUtcNow()));
    }

    private static async Task SetTableAsync(TradingWorld world, params FeeTierTerms[] tiers)
    {
        var set = await Change(world).SetScheduleAsync(new FeeScheduleChange(Admin, "Prices", "0", tiers, []));
        Assert.True(set.IsSuccess, set.Error?.Message);
    }

    private static Task SetVolumeAsync(TradingWorld world, string user, long dollars, int daysAgo) => world.Partitions.DecideAsync(
        LedgerPartitions.OfUser(user),
        view =>
        {
            var day = FeeProfileDocument.DayOf(world.Clock.GetUtcNow()) - daysAgo;
            _ = view.Find<FeeProfileDocument>(FeeProfileDocument.DocumentId);
            view.Put(new FeeProfileDocument { Volumes = [new DayVolume(day, (Int128)dollars * 100_000_000)] });
            return Result<bool>.Success(true);
        });

    private static Task AddProfileAsync(TradingWorld world, string user) => world.Partitions.DecideAsync(
        LedgerPartitions.OfUser(user),
        view =>
        {
            view.Put(new ProfileDocument(user, $"{user}@example.com", "DE", ["customer"], world.Clock.GetUtcNow()));
            return Result<bool>.Success(true);
        });

    private static async Task<FeeProfileDocument?> ProfileAsync(TradingWorld world, string user) =>
        await world.Store.FindAsync<FeeProfileDocument>(LedgerPartitions.OfUser(user), FeeProfileDocument.DocumentId);

    private static ChangeFees Change(TradingWorld world) =>
        new(world.Partitions, world.Markets, world.Fees, AssetCatalog.Default, world.Clock, NullLogger<ChangeFees>.Instance);

    private static ReadFees Read(TradingWorld world) => new(world.Store, world.Fees, world.Markets, world.Clock);

    private static ProjectVolumes Volumes(TradingWorld world) =>
        new(world.Store, world.Partitions, world.Markets, new OneToOne(), world.Clock, NullLogger<ProjectVolumes>.Instance);

    private static async Task<TradingWorld> FundedAsync()
    {
        var world = await new TradingWorld().WithMarketAsync();
        await world.FundAsync("bea", "100000", "USDT");
        await world.FundAsync("sam", "2", "BTC");
        return world;
    }

    /// <summary>A unit of quote is worth a dollar.</summary>
    private sealed class OneToOne : IUsdValuation
    {
        public ValueTask<Amount?> ValueAsync(Amount amount, CancellationToken cancellation = default) =>
            new(new Amount(amount.Units, AssetCatalog.Default.Get("USD")));
    }
}
