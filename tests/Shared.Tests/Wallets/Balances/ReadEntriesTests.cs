using CryptoVault.Ledger;
using CryptoVault.Wallets.Balances;

namespace CryptoVault.Shared.Tests.Wallets.Balances;

public sealed class ReadEntriesTests
{
    private readonly WalletWorld world = new();

    [Fact]
    public async Task List_InPages_GivesEveryEntryOnceNewestFirst()
    {
        await MoveAsync();
        var entries = await AllAsync(null, 2);

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
        Assert.Equal(await AllAsync(null, 2), await AllAsync(null, limit));
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
        var first = await reader.ListAsync(WalletWorld.Ana, null, 1, null);
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        await world.FundAsync(WalletWorld.Ana, "9", WalletWorld.Btc);
        var rest = await reader.ListAsync(WalletWorld.Ana, null, 50, first.Position);

        Assert.Equal(3, rest.Items.Count);
        Assert.DoesNotContain(rest.Items, entry => entry.Amount.ToString() == "9.00000000");
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

    private async Task<List<LedgerEntry>> AllAsync(string? asset, int limit)
    {
        var entries = new List<LedgerEntry>();
        string? position = null;
        do
        {
            var page = await Reader.ListAsync(WalletWorld.Ana, asset, limit, position);
            Assert.True(page.Items.Count <= limit);
            entries.AddRange(page.Items);
            position = page.Position;
        }
        while (position is not null);

        return entries;
    }
}
