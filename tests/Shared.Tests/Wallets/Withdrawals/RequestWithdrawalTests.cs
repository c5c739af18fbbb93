using CryptoVault.Idempotency;
using CryptoVault.Ledger;
using CryptoVault.Results;
using CryptoVault.Shared.Tests.Storage;
using CryptoVault.Wallets.Withdrawals;

namespace CryptoVault.Shared.Tests.Wallets.Withdrawals;

public sealed class RequestWithdrawalTests
{
    private readonly WalletWorld world = new();

    [Fact]
    public async Task Request_WithinBounds_HoldsAmountAndFeeAndStartsTheOrchestration()
    {
        await world.FundAsync(WalletWorld.Ana, "1", WalletWorld.Btc);
        var withdrawal = await world.RequestedAsync("0.3");
        await world.DeliverAsync();

        var document = await world.ReadAsync(withdrawal);
        Assert.Equal((WithdrawalStatus.Requested, (Int128)30_000_000, (Int128)2_000), (document.Status, document.Units, document.FeeUnits));
        Assert.Equal(("0.69998000", "0.30002000"), await world.BalanceAsync(WalletWorld.Ana, WalletWorld.Btc));
        var start = Assert.Single(world.WorkflowCommands);
        Assert.Equal((withdrawal.InstanceId, WithdrawalWorkflow.Orchestration), (start.InstanceId, start.Orchestration));
        world.AssertSound();
    }

    [Theory]
    [InlineData("BTC", "bitcoin", WalletWorld.Stranger, "0.00000001", "/amount", "OUT_OF_RANGE")]
    [InlineData("BTC", "bitcoin", WalletWorld.Stranger, "100.1", "/amount", "OUT_OF_RANGE")]
    [InlineData("BTC", "bitcoin", WalletWorld.Stranger, "0.123456789", "/amount", "TOO_MANY_PLACES")]
    [InlineData("BTC", "bitcoin", WalletWorld.Stranger, "1e-2", "/amount", "NOT_A_DECIMAL")]
    [InlineData("BTC", "bitcoin", WalletWorld.Stranger, "", "/amount", "NOT_A_DECIMAL")]
    [InlineData("USDT", "tron", "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", "10.1234567", "/amount", "TOO_MANY_PLACES")]
    [InlineData("BTC", "bitcoin", "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdx", "0.1", "/address", "INVALID_ADDRESS")]
    [InlineData("BTC", "bitcoin", "", "0.1", "/address", "INVALID_ADDRESS")]
    [InlineData("BTC", "tron", WalletWorld.Stranger, "0.1", "/network", "UNKNOWN_NETWORK")]
    [InlineData("EUR", "bitcoin", WalletWorld.Stranger, "0.1", "/network", "UNKNOWN_NETWORK")]
    public async Task Request_OutOfBounds_NamesTheFieldAndChangesNothing(string asset, string network, string address, string amount, string pointer, string code)
    {
        await world.FundAsync(WalletWorld.Ana, "1", WalletWorld.Btc);
        var before = world.Digest();
        var result = await world.AskAsync(WalletWorld.Ana, amount, asset: asset, network: network, address: address);

        var field = Assert.Single(Assert.IsType<ValidationFailed>(result.Error).Fields);
        Assert.Equal((pointer, code), (field.Pointer, field.Code));
        Assert.Equal(before, world.Digest());
    }

    [Fact]
    public async Task Request_WithWrongAddressAndAmount_NamesBoth()
    {
        var result = await world.AskAsync(WalletWorld.Ana, "0", address: "bc1");

        Assert.Equal(["/address", "/amount"], Assert.IsType<ValidationFailed>(result.Error).Fields.Select(field => field.Pointer));
    }

    [Fact]
    public async Task Request_TooPreciseAmount_NamesTheNearest()
    {
        var result = await world.AskAsync(WalletWorld.Ana, "0.123456789");

        Assert.Equal("0.12345678", Assert.Single(result.Error!.Fields).Nearest);
    }

    [Fact]
    public async Task Request_WithZerosBeyondWhatTheNetworkCarries_IsTheAmountWithoutThem()
    {
        await world.FundAsync(WalletWorld.Ana, "100", world.Assets.Get("USDT"));
        var result = await world.AskAsync(WalletWorld.Ana, "50.12345600", asset: "USDT", network: "tron", address: "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t");

        Assert.Equal((Int128)5_012_345_600, result.Value.Units);
    }

    [Fact]
    public async Task Request_ByAnUnidentifiedCustomer_IsRefusedAndChangesNothing()
    {
        await world.FundAsync(WalletWorld.Ana, "1", WalletWorld.Btc);
        var before = world.Digest();
        var result = await world.AskAsync(WalletWorld.Ana, "0.1", level: 0);

        Assert.IsType<KycLevelTooLow>(result.Error);
        Assert.Equal(before, world.Digest());
    }

    [Fact]
    public async Task Request_OfAllWithoutRoomForTheFee_IsRefusedAndChangesNothing()
    {
        await world.FundAsync(WalletWorld.Ana, "1", WalletWorld.Btc);
        var before = world.Digest();
        var result = await world.AskAsync(WalletWorld.Ana, "1", level: 3);

        Assert.Equal("1.00002000", Assert.IsType<InsufficientFunds>(result.Error).Required.ToString());
        Assert.Equal(before, world.Digest());
    }

    [Fact]
    public async Task Request_WhileCustodyIsDown_IsUnavailableAndChangesNothing()
    {
        await world.FundAsync(WalletWorld.Ana, "1", WalletWorld.Btc);
        var before = world.Digest();
        world.Custody.IsDown = true;
        var result = await world.AskAsync(WalletWorld.Ana, "0.1");

        Assert.IsType<ServiceUnavailable>(result.Error);
        Assert.Equal(before, world.Digest());
    }

    [Fact]
    public async Task Request_TheSameKeyAgain_IsTheSameWithdrawal()
    {
        await world.FundAsync(WalletWorld.Ana, "1", WalletWorld.Btc);
        var first = await world.AskAsync(WalletWorld.Ana, "0.1");
        var before = world.Digest();
        var second = await world.AskAsync(WalletWorld.Ana, "0.1");
        var other = await world.AskAsync(WalletWorld.Ana, "0.2");

        Assert.Equal(first.Value.WithdrawalId, second.Value.WithdrawalId);
        Assert.IsType<IdempotencyKeyReused>(other.Error);
        Assert.Equal(before, world.Digest());
    }

    [Fact]
    public async Task Request_TheSameKeyAfterItsRecordIsGone_IsStillTheSameWithdrawal()
    {
        await world.FundAsync(WalletWorld.Ana, "1", WalletWorld.Btc);
        var first = await world.AskAsync(WalletWorld.Ana, "0.1");
        world.Clock.Advance(TimeSpan.FromDays(400));
        var second = await world.AskAsync(WalletWorld.Ana, "0.1");
        var other = await world.AskAsync(WalletWorld.Ana, "0.2");

        Assert.Equal(first.Value.WithdrawalId, second.Value.WithdrawalId);
        Assert.IsType<IdempotencyKeyReused>(other.Error);
        Assert.Equal("0.10002000", (await world.BalanceAsync(WalletWorld.Ana, WalletWorld.Btc)).Held);
    }

    [Fact]
    public async Task Request_TheSameKeyOfTwoUsers_AreTwoWithdrawals()
    {
        await world.FundAsync("ana", "1", WalletWorld.Btc);
        await world.FundAsync("ben", "1", WalletWorld.Btc);

        Assert.NotEqual((await world.AskAsync("ana", "0.1")).Value.WithdrawalId, (await world.AskAsync("ben", "0.1")).Value.WithdrawalId);
    }

    [Fact]
    public async Task Request_FiftyAtOnceAgainstABalanceForTen_TenPass()
    {
        await world.FundAsync(WalletWorld.Ana, "1.0003", WalletWorld.Btc);
        var results = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Task.Run(() => world.AskAsync(WalletWorld.Ana, "0.1", $"key-{i}"))));

        Assert.Equal(10, results.Count(result => result.IsSuccess));
        Assert.All(results.Where(result => !result.IsSuccess), result => Assert.IsType<InsufficientFunds>(result.Error));
        Assert.Equal(("0.00010000", "1.00020000"), await world.BalanceAsync(WalletWorld.Ana, WalletWorld.Btc));
        world.AssertSound();
    }

    [Theory]
    [InlineData(MemoryStore.Fault.LostBefore)]
    [InlineData(MemoryStore.Fault.LostAfter)]
    [InlineData(MemoryStore.Fault.Throttled)]
    [InlineData(MemoryStore.Fault.OtherWriter)]
    public async Task Request_WithAFaultAtItsCommit_IsTakenOnce(MemoryStore.Fault fault)
    {
        await world.FundAsync(WalletWorld.Ana, "1", WalletWorld.Btc);
        world.Store.FailNext(fault);
        var first = await world.AskAsync(WalletWorld.Ana, "0.1");
        var again = await world.AskAsync(WalletWorld.Ana, "0.1");

        Assert.Equal(first.Value.WithdrawalId, again.Value.WithdrawalId);
        Assert.Equal("0.10002000", (await world.BalanceAsync(WalletWorld.Ana, WalletWorld.Btc)).Held);
        world.AssertSound();
    }
}
