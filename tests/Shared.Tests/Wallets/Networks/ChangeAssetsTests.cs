using CryptoVault.Accounts;
using CryptoVault.Money;
using CryptoVault.Results;
using CryptoVault.Wallets.Deposits;
using CryptoVault.Wallets.Networks;
using Microsoft.Extensions.Logging.Abstractions;

namespace CryptoVault.Shared.Tests.Wallets.Networks;

public sealed class ChangeAssetsTests
{
    private static readonly AssetEntry Dai = new("DAI", "Dai", 18, 8, 2, false, false);

    private static readonly AssetNetworkOptions DaiOnEthereum = new()
    {
        Asset = "DAI", Network = NetworkNames.Ethereum, MinDeposit = "1", MinWithdrawal = "5", MaxWithdrawal = "1000", WithdrawalFee = "0.5", Confirmations = 12,
    };

    private readonly WalletWorld world = new();
    private readonly Process here;

    public ChangeAssetsTests() => here = new Process(world);

    [Fact]
    public async Task Add_ThenSetNetwork_CanBeDepositedHereAtOnceAndElsewhereAfterItsNextRead()
    {
        var elsewhere = new Process(world);
        Assert.Equal(1, (await here.Change.AddAsync(At(0), Dai)).Value.Version);
        Assert.Equal(2, (await here.Change.SetNetworkAsync(At(1), DaiOnEthereum)).Value.Version);

        var entry = here.Networks.Find("DAI", NetworkNames.Ethereum)!;
        Assert.Equal(("1.000000000000000000", 12), (entry.Asset.Format(entry.MinDepositUnits), entry.Confirmations));
        var address = await new GetDepositAddress(world.Partitions, world.Store, world.Custody, here.Networks).ExecuteAsync("ana", "DAI", NetworkNames.Ethereum);
        Assert.True(address.IsSuccess);

        Assert.Null(elsewhere.Assets.Find("DAI"));
        await elsewhere.Directory.ReadAsync();
        Assert.Equal(entry.Confirmations, elsewhere.Networks.Find("DAI", NetworkNames.Ethereum)!.Confirmations);
    }

    [Fact]
    public async Task Set_Disabled_ClosesAllNetworksAndKeepsTheAsset()
    {
        await here.Change.SetAsync(At(0), "USDT", new AssetTerms(null, null, true));

        Assert.All(here.Networks.Of("USDT"), entry => Assert.False(entry.DepositsOpen || entry.WithdrawalsOpen));
        Assert.NotNull(here.Assets.Find("USDT"));
        var refused = await new GetDepositAddress(world.Partitions, world.Store, world.Custody, here.Networks).ExecuteAsync("ana", "USDT", NetworkNames.Tron);
        Assert.IsType<CryptoVault.Wallets.DepositsClosed>(refused.Error);

        await here.Change.SetAsync(At(1), "USDT", new AssetTerms(null, null, false));
        Assert.All(here.Networks.Of("USDT"), entry => Assert.True(entry.DepositsOpen && entry.WithdrawalsOpen));
    }

    [Fact]
    public async Task Change_OfAVersionThatIsNotThePresentOne_IsRefusedAndChangesNothing()
    {
        await here.Change.AddAsync(At(0), Dai);
        await world.DeliverAsync();
        var before = world.Digest();

        Assert.IsType<AssetsChanged>((await here.Change.SetAsync(At(0), "DAI", new AssetTerms("Other", null, null))).Error);
        Assert.IsType<AssetExists>((await here.Change.AddAsync(At(1), Dai)).Error);
        Assert.IsType<AssetNotFound>((await here.Change.SetAsync(At(1), "DOGE", new AssetTerms("Other", null, null))).Error);
        Assert.Equal(before, world.Digest());
        Assert.Equal("Dai", here.Assets.Get("DAI").Name);
    }

    [Theory]
    [InlineData("bitcoin", "1", "5", "4", "1", 6, "/maxWithdrawal")]
    [InlineData("sepa", "1", "5", "10", "1", 6, "/network")]
    [InlineData("tron", "1", "0", "10", "1", 6, "/minWithdrawal")]
    [InlineData("tron", "-1", "5", "10", "1", 6, "/minDeposit")]
    [InlineData("tron", "1", "5", "10", "0.0000001", 6, "/withdrawalFee")]
    [InlineData("tron", "1", "5", "10", "1", 1001, "/confirmations")]
    public async Task SetNetwork_OutOfBounds_NamesTheFieldAndChangesNothing(
        string network, string minDeposit, string minimum, string maximum, string fee, int confirmations, string pointer)
    {
        var before = world.Digest();
        var refused = await here.Change.SetNetworkAsync(At(0), new AssetNetworkOptions
        {
            Asset = "USDT", Network = network, MinDeposit = minDeposit, MinWithdrawal = minimum, MaxWithdrawal = maximum, WithdrawalFee = fee, Confirmations = confirmations,
        });

        Assert.Equal(pointer, Assert.Single(Assert.IsType<ValidationFailed>(refused.Error).Fields).Pointer);
        Assert.Equal(before, world.Digest());
    }

    [Theory]
    [InlineData("dai", 18, 8, 2, "/code")]
    [InlineData("DAI", 19, 8, 2, "/scale")]
    [InlineData("DAI", 8, 9, 2, "/withdrawalScale")]
    [InlineData("DAI", 8, 8, 9, "/displayPlaces")]
    public async Task Add_OutOfBounds_NamesTheField(string code, int scale, int withdrawalScale, int displayPlaces, string pointer)
    {
        var refused = await here.Change.AddAsync(At(0), new AssetEntry(code, "Name", scale, withdrawalScale, displayPlaces, false, false));

        Assert.Equal(pointer, Assert.Single(Assert.IsType<ValidationFailed>(refused.Error).Fields).Pointer);
    }

    private static AssetChange At(int version) => new(WalletWorld.Staff("adam", Role.Admin), "Asked for.", $"{version}");

    /// <summary>What one process knows.</summary>
    private sealed class Process
    {
        public Process(WalletWorld world)
        {
            Networks = NetworkCatalog.From([], Assets);
            Directory = new AssetDirectory(world.Store, Assets, Networks, world.Clock, NullLogger<AssetDirectory>.Instance);
            Change = new ChangeAssets(world.Partitions, Directory, world.Clock);
        }

        public AssetCatalog Assets { get; } = AssetCatalog.StartingWithDefaults();

        public NetworkCatalog Networks { get; }

        public AssetDirectory Directory { get; }

        public ChangeAssets Change { get; }
    }
}
