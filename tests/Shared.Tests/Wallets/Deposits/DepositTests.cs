using CryptoVault.Hosting;
using CryptoVault.Ledger;
using CryptoVault.Results;
using CryptoVault.Shared.Tests.Storage;
using CryptoVault.Wallets;
using CryptoVault.Wallets.Deposits;
using CryptoVault.Wallets.Networks;

namespace CryptoVault.Shared.Tests.Wallets.Deposits;

public sealed class DepositTests
{
    private const string Bitcoin = NetworkNames.Bitcoin;
    private readonly WalletWorld world = new();

    [Fact]
    public async Task GetDepositAddress_Twice_IsTheSameAddress()
    {
        var first = await world.Addresses.ExecuteAsync(WalletWorld.Ana, "BTC", Bitcoin);
        var second = await world.Addresses.ExecuteAsync(WalletWorld.Ana, "BTC", Bitcoin);

        Assert.Equal(first.Value, second.Value);
    }

    [Theory]
    [InlineData("DOGE", Bitcoin, "/asset")]
    [InlineData("USD", Bitcoin, "/network")]
    [InlineData("BTC", "tron", "/network")]
    public async Task GetDepositAddress_ForWhatDoesNotMove_NamesTheFieldAndChangesNothing(string asset, string network, string pointer)
    {
        var before = world.Digest();
        var result = await world.Addresses.ExecuteAsync(WalletWorld.Ana, asset, network);

        Assert.Equal(pointer, Assert.Single(Assert.IsType<ValidationFailed>(result.Error).Fields).Pointer);
        Assert.Equal(before, world.Digest());
    }

    [Fact]
    public async Task Detect_BeforeTheRequiredDepth_IsPendingAndNotYetMoney()
    {
        await SendAsync("0.25");
        await world.Detect.ExecuteAsync(Bitcoin);
        await world.Chain.MineAsync(Bitcoin, 2);
        Assert.Equal(0, (await world.Detect.ExecuteAsync(Bitcoin)).Value);

        var deposit = Assert.Single(await DepositsAsync());
        Assert.Equal((DepositStatus.Pending, 2, 3), (deposit.Status, deposit.Confirmations, deposit.RequiredConfirmations));
        Assert.Equal(("0.00000000", "0.00000000"), await world.BalanceAsync(WalletWorld.Ana, WalletWorld.Btc));
    }

    [Fact]
    public async Task Detect_AtTheRequiredDepth_CreditsOnceHoweverOftenItRuns()
    {
        await SendAsync("0.25");
        await world.Chain.MineAsync(Bitcoin, 3);
        var runs = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => world.Detect.ExecuteAsync(Bitcoin))));
        await world.DeliverAsync();
        await world.Detect.ExecuteAsync(Bitcoin);
        await world.DeliverAsync();

        var deposit = Assert.Single(await DepositsAsync());
        Assert.Equal((DepositStatus.Credited, 3), (deposit.Status, deposit.Confirmations));
        Assert.Equal(1, runs.Sum(run => run.Value));
        Assert.Equal(("0.25000000", "0.00000000"), await world.BalanceAsync(WalletWorld.Ana, WalletWorld.Btc));
        Assert.Equal("-0.25000000", world.HouseBalance(AccountName.Custody, WalletWorld.Btc));
        world.AssertSound();
    }

    [Fact]
    public async Task Detect_SeveralUsersAndAssets_CreditsEachItsOwn()
    {
        await world.FundAsync("ana", "0.5", WalletWorld.Btc);
        await world.FundAsync("ben", "700", world.Assets.Get("USDT"));
        await world.FundAsync("ana", "2", world.Assets.Get("ETH"));

        Assert.Equal("0.50000000", (await world.BalanceAsync("ana", WalletWorld.Btc)).Available);
        Assert.Equal("700.00000000", (await world.BalanceAsync("ben", world.Assets.Get("USDT"))).Available);
        Assert.Equal("0.000000000000000000", (await world.BalanceAsync("ben", world.Assets.Get("ETH"))).Available);
        world.AssertSound();
    }

    [Theory]
    [InlineData(MemoryStore.Fault.LostBefore)]
    [InlineData(MemoryStore.Fault.LostAfter)]
    [InlineData(MemoryStore.Fault.OtherWriter)]
    [InlineData(MemoryStore.Fault.Unavailable)]
    public async Task Detect_WithAFaultAtEachCommit_EndsTheSame(MemoryStore.Fault fault)
    {
        for (var position = 0; position < 5; position++)
        {
            var faulty = new WalletWorld();
            var address = (await faulty.Addresses.ExecuteAsync("ana", "BTC", Bitcoin)).Value.Address;
            await faulty.Chain.SendAsync("s", Bitcoin, WalletWorld.Of("1", WalletWorld.Btc), address);
            await faulty.Chain.MineAsync(Bitcoin, 3);
            faulty.Store.FailNext([.. Enumerable.Repeat(MemoryStore.Fault.None, position), fault]);
            await faulty.Detect.ExecuteAsync(Bitcoin);
            await faulty.Detect.ExecuteAsync(Bitcoin);
            await faulty.DeliverAsync();

            Assert.Equal("1.00000000", (await faulty.BalanceAsync("ana", WalletWorld.Btc)).Available);
            Assert.Equal("-1.00000000", faulty.HouseBalance(AccountName.Custody, WalletWorld.Btc));
            faulty.AssertSound();
        }
    }

    [Fact]
    public async Task Detect_TransferToNobody_IsKeptForAPersonAndMovesNothing()
    {
        var address = await world.Chain.CreateDepositAddressAsync("BTC", Bitcoin, "nobody");
        await world.Chain.SendAsync("s", Bitcoin, WalletWorld.Of("1", WalletWorld.Btc), address);
        await world.Chain.MineAsync(Bitcoin, 3);
        await world.Detect.ExecuteAsync(Bitcoin);
        await world.Detect.ExecuteAsync(Bitcoin);

        Assert.Single(world.Store.All(ContainerNames.System), document => document.Id.StartsWith("unmatched:", StringComparison.Ordinal));
        Assert.Empty(world.Store.All(LedgerPartitions.House));
    }

    [Fact]
    public async Task SendTestFunds_InDevelopment_CreditsInOneCall()
    {
        var faucet = Faucet(new FaucetOptions { Enabled = true });
        var deposit = await faucet.ExecuteAsync(WalletWorld.Ana, "USDT", "12.5", "k");
        await world.DeliverAsync();

        Assert.Equal(deposit.Value, Assert.Single(await DepositsAsync()).DepositId);
        Assert.Equal("12.50000000", (await world.BalanceAsync(WalletWorld.Ana, world.Assets.Get("USDT"))).Available);
        Assert.Equal(deposit.Value, (await faucet.ExecuteAsync(WalletWorld.Ana, "USDT", "12.5", "k")).Value);
        Assert.Equal("12.50000000", (await world.BalanceAsync(WalletWorld.Ana, world.Assets.Get("USDT"))).Available);
    }

    [Theory]
    [InlineData("BTC", "0", "/amount")]
    [InlineData("BTC", "0.123456789", "/amount")]
    [InlineData("BTC", "-1", "/amount")]
    [InlineData("BTC", "1e3", "/amount")]
    [InlineData("BTC", "99999999999", "/amount")]
    [InlineData("EUR", "0.001", "/amount")]
    [InlineData("DOGE", "5", "/asset")]
    public async Task SendTestFunds_OutOfBounds_NamesTheFieldAndChangesNothing(string asset, string amount, string pointer)
    {
        var before = world.Digest();
        var result = await Faucet(new FaucetOptions { Enabled = true }).ExecuteAsync(WalletWorld.Ana, asset, amount, null);

        Assert.Equal(pointer, Assert.Single(Assert.IsType<ValidationFailed>(result.Error).Fields).Pointer);
        Assert.Equal(before, world.Digest());
    }

    [Fact]
    public async Task SendTestFunds_OutsideDevelopment_DoesNotExist()
    {
        var before = world.Digest();
        var result = await Faucet(new FaucetOptions()).ExecuteAsync(WalletWorld.Ana, "BTC", "1", null);

        Assert.IsType<FaucetClosed>(result.Error);
        Assert.Equal(before, world.Digest());
    }

    private SendTestFunds Faucet(FaucetOptions options) => new(world.Addresses, world.Detect, world.Networks, world.Ids, options, world.Chain);

    private async Task SendAsync(string amount)
    {
        var address = (await world.Addresses.ExecuteAsync(WalletWorld.Ana, "BTC", Bitcoin)).Value.Address;
        await world.Chain.SendAsync("s", Bitcoin, WalletWorld.Of(amount, WalletWorld.Btc), address);
    }

    private async Task<IReadOnlyList<DepositDocument>> DepositsAsync() =>
        (await new ReadDeposits(world.Store, world.Clock).ListAsync(WalletWorld.Ana, new MovementFilter<DepositStatus>(), 50, null)).Items;
}
