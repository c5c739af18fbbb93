using CryptoVault.Ledger;
using CryptoVault.Prices;
using CryptoVault.Results;
using CryptoVault.Storage;
using CryptoVault.Wallets.Balances;

namespace CryptoVault.Shared.Tests.Wallets.Balances;

public sealed class ReadEntriesTests
{
    private readonly WalletWorld world = new();

    [Fact]
    public async Task List_InPages_GivesEveryEntryOnceNewestFirst()
    {
        await MoveAsync();
        var entries = await AllAsync((string?)null, 2);

        Assert.Equal(
            ["hold held 0.20002000", "hold available -0.20002000", "deposit available 3.00000000", "deposit available 1.00000000"],
            entries.Select(entry => $"{entry.Kind} {entry.Account.ToString().ToLowerInvariant()} {entry.Amount}"));
        Assert.Equal(entries.Count, entries.Select(entry => entry.Id).Distinct().Count());
        Assert.Equal("3.79998000", entries.First(entry => entry.Account == AccountName.Available).Balance.ToString());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(50)]
    public async Task List_OfAnyPageSize_GivesTheSame(int limit)
    {
        await MoveAsync();
        Assert.Equal(await AllAsync((string?)null, 2), await AllAsync((string?)null, limit));
    }

    [Fact]
    public async Task List_OfOneAsset_LeavesOutTheOthers()
    {
        await MoveAsync();
        await world.FundAsync(WalletWorld.Ana, "5", world.Assets.Get("ETH"));

        Assert.Equal(4, (await AllAsync("BTC", 1)).Count);
        Assert.Equal("deposit", Assert.Single(await AllAsync("ETH", 2)).Kind);
        Assert.Empty(await AllAsync("USDT", 2));
    }

    [Fact]
    public async Task List_WhileEntriesComeIn_StaysAsItWasAtItsFirstPage()
    {
        await MoveAsync();
        var reader = Reader;
        var first = await reader.ListAsync(WalletWorld.Ana, new EntryFilter(), 1, null);
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        await world.FundAsync(WalletWorld.Ana, "9", WalletWorld.Btc);
        var rest = await reader.ListAsync(WalletWorld.Ana, new EntryFilter(), 50, first.Position);

        Assert.Equal(3, rest.Items.Count);
        Assert.DoesNotContain(rest.Items, entry => entry.Amount.ToString() == "9.00000000");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(50)]
    public async Task List_OfAKindAndATime_LeavesOutTheOthers(int limit)
    {
        var start = world.Clock.GetUtcNow();
        await MoveAsync();
        var deposits = new EntryFilter { Kind = PostingKinds.Deposit };

        Assert.Equal(["3.00000000", "1.00000000"], (await AllAsync(deposits, limit)).Select(entry => entry.Amount.ToString()));
        Assert.Equal(
            ["1.00000000"],
            (await AllAsync(deposits with { Time = new TimeRange(null, start.AddSeconds(1)) }, limit)).Select(entry => entry.Amount.ToString()));
        Assert.Equal(
            ["3.00000000"],
            (await AllAsync(deposits with { Time = new TimeRange(start.AddSeconds(1), null) }, limit)).Select(entry => entry.Amount.ToString()));
    }

    [Fact]
    public async Task ReadAll_OldestFirst_IsTheListTurnedAround()
    {
        await MoveAsync();
        var read = new List<LedgerEntry>();
        await foreach (var entry in Reader.ReadAllAsync(WalletWorld.Ana, new EntryFilter()))
        {
            read.Add(entry);
        }

        read.Reverse();
        Assert.Equal(await AllAsync((string?)null, 50), read);
    }

    [Fact]
    public async Task Value_OfBalances_UsesThePricesAndTellsWhatHasNone()
    {
        await world.FundAsync(WalletWorld.Ana, "2", WalletWorld.Btc);
        await world.FundAsync(WalletWorld.Ana, "5", world.Assets.Get("ETH"));
        var time = StoredTime.Format(world.Clock.GetUtcNow());
        await world.Partitions.DecideAsync<Unit>(ReferencePricesDocument.Partition, view =>
        {
            view.Put(new ReferencePricesDocument([new ReferencePrice("BTC", 6_000_012_345_678, "test", time)], time));
            return Unit.Value;
        });
        var valued = await new ValueBalances(new ReadBalances(world.Store, world.Assets), new ReferencePrices(world.Store, world.Clock)).ListAsync(WalletWorld.Ana);

        Assert.Equal(12_000_024_691_356, valued.Items[0].ValueUnits);
        Assert.Null(valued.Items[1].ValueUnits);
        Assert.Equal((12_000_024_691_356, false, world.Clock.GetUtcNow()), ((long)valued.ValueUnits, valued.IsComplete, valued.PricedAt));
    }

    [Fact]
    public async Task Balances_OfAUser_ListAllAssets()
    {
        await MoveAsync();
        var balances = await new ReadBalances(world.Store, world.Assets).ListAsync(WalletWorld.Ana);

        Assert.Equal(["BTC", "ETH", "EUR", "USD", "USDC", "USDT"], balances.Select(balance => balance.Total.Asset.Code));
        Assert.Equal(("3.79998000", "0.20002000", "4.00000000"), (balances[0].Available.ToString(), balances[0].Held.ToString(), balances[0].Total.ToString()));
        Assert.All(balances.Skip(1), balance => Assert.True(balance.Total.IsZero));
    }

    private ReadEntries Reader => new(world.Store, world.Assets, world.Clock);

    private async Task MoveAsync()
    {
        await world.FundAsync(WalletWorld.Ana, "1", WalletWorld.Btc);
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        await world.FundAsync(WalletWorld.Ana, "3", WalletWorld.Btc);
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        await world.RequestedAsync("0.2");
    }

    private Task<List<LedgerEntry>> AllAsync(string? asset, int limit) => AllAsync(new EntryFilter { Asset = asset }, limit);

    private async Task<List<LedgerEntry>> AllAsync(EntryFilter filter, int limit)
    {
        var entries = new List<LedgerEntry>();
        string? position = null;
        do
        {
            var page = await Reader.ListAsync(WalletWorld.Ana, filter, limit, position);
            Assert.True(page.Items.Count <= limit);
            entries.AddRange(page.Items);
            position = page.Position;
        }
        while (position is not null);

        return entries;
    }
}
