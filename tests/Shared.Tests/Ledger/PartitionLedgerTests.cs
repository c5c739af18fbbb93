using CryptoVault.Ledger;
using CryptoVault.Storage;
using static CryptoVault.Shared.Tests.Ledger.LedgerWorld;

namespace CryptoVault.Shared.Tests.Ledger;

public sealed class PartitionLedgerTests
{
    private static readonly LedgerReference Order = new("order", "o1");
    private readonly LedgerWorld world = new();

    [Fact]
    public async Task Hold_WithEnoughAvailable_MovesItToHeld()
    {
        await world.FundAsync("ana", Of("10", Usdt));

        var hold = await world.On("ana", ledger => ledger.Hold("o1", Of("4", Usdt), Order));

        Assert.True(hold.IsSuccess);
        Assert.Equal(("6.00000000", "4.00000000"), await world.BalanceAsync("ana", Usdt));
        world.AssertSound();
    }

    [Fact]
    public async Task Hold_WithLessThanTheAmountAvailable_IsRefusedAndChangesNothing()
    {
        await world.FundAsync("ana", Of("10", Usdt));
        var before = world.Store.All("users");

        var hold = await world.On("ana", ledger => ledger.Hold("o1", Of("10.00000001", Usdt), Order));

        var error = Assert.IsType<InsufficientFunds>(hold.Error);
        Assert.Equal("Only 10.00000000 USDT is available; 10.00000001 USDT is needed.", error.Message);
        Assert.Equal(before, world.Store.All("users"));
    }

    [Fact]
    public async Task Hold_TheSameAgain_IsANoOp()
    {
        await world.FundAsync("ana", Of("10", Usdt));
        await world.On("ana", ledger => ledger.Hold("o1", Of("4", Usdt), Order));
        var before = world.Store.All("users");

        var again = await world.On("ana", ledger => ledger.Hold("o1", Of("4", Usdt), Order));

        Assert.True(again.IsSuccess);
        Assert.Equal(before, world.Store.All("users"));
    }

    [Fact]
    public async Task Hold_SameIdWithAnotherAmount_IsAConflictThatNamesTheField()
    {
        await world.FundAsync("ana", Of("10", Usdt));
        await world.On("ana", ledger => ledger.Hold("o1", Of("4", Usdt), Order));
        var before = world.Store.All("users");

        var other = await world.On("ana", ledger => ledger.Hold("o1", Of("5", Usdt), Order));

        Assert.Equal("amount", Assert.IsType<PostingConflict>(other.Error).Field);
        Assert.Equal(before, world.Store.All("users"));
    }

    [Fact]
    public async Task Post_HoldInParts_ThenRelease_ResolvesItExactly()
    {
        await world.FundAsync("ana", Of("10", Usdt));
        await world.On("ana", ledger => ledger.Hold("o1", Of("9", Usdt), Order));

        Assert.True((await world.On("ana", ledger => ledger.Post(Paid("fill-1", "2")))).IsSuccess);
        Assert.True((await world.On("ana", ledger => ledger.Post(Paid("fill-2", "3")))).IsSuccess);
        Assert.True((await world.On("ana", ledger => ledger.Release("o1", "o1:close"))).IsSuccess);

        Assert.Equal(("5.00000000", "0.00000000"), await world.BalanceAsync("ana", Usdt));
        var hold = DocumentCodec.Decode<HoldDocument>((await world.Store.ReadAsync("users", "ana", "hold:o1"))!);
        Assert.Equal((Of("5", Usdt).Units, Of("4", Usdt).Units, true), (hold.Posted, hold.Released, hold.IsResolved));
        var report = world.Audit();
        Assert.Equal(2, report.OpenTransferCount);
        Assert.True(report.IsSound, string.Join("; ", report.Violations));
    }

    [Fact]
    public async Task Release_Twice_UnderAnotherId_IsRefusedAndChangesNothing()
    {
        await world.FundAsync("ana", Of("10", Usdt));
        await world.On("ana", ledger => ledger.Hold("o1", Of("9", Usdt), Order));
        await world.On("ana", ledger => ledger.Release("o1", "o1:close"));
        var before = world.Store.All("users");

        var again = await world.On("ana", ledger => ledger.Release("o1", "o1:other"));

        Assert.IsType<HoldAlreadyResolved>(again.Error);
        Assert.Equal(before, world.Store.All("users"));
    }

    [Fact]
    public async Task Post_MoreThanIsLeftOfTheHold_IsRefusedAndChangesNothing()
    {
        await world.FundAsync("ana", Of("10", Usdt));
        await world.On("ana", ledger => ledger.Hold("o1", Of("2", Usdt), Order));
        await world.On("ana", ledger => ledger.Hold("o2", Of("8", Usdt), new LedgerReference("order", "o2")));
        var before = world.Store.All("users");

        var posted = await world.On("ana", ledger => ledger.Post(Paid("fill-1", "3")));

        Assert.IsType<HoldExceeded>(posted.Error);
        Assert.Equal(before, world.Store.All("users"));
    }

    [Fact]
    public async Task Post_TheSameAgain_IsANoOp_AndOtherLegsAreAConflict()
    {
        await world.FundAsync("ana", Of("10", Usdt));
        await world.On("ana", ledger => ledger.Hold("o1", Of("9", Usdt), Order));
        await world.On("ana", ledger => ledger.Post(Paid("fill-1", "2")));
        var before = world.Store.All("users");

        Assert.True((await world.On("ana", ledger => ledger.Post(Paid("fill-1", "2")))).IsSuccess);
        var conflict = await world.On("ana", ledger => ledger.Post(Paid("fill-1", "3")));

        Assert.Equal("legs", Assert.IsType<PostingConflict>(conflict.Error).Field);
        Assert.Equal(before, world.Store.All("users"));
    }

    [Fact]
    public async Task Post_Unbalanced_IsABugAndChangesNothing()
    {
        await world.FundAsync("ana", Of("10", Usdt));
        var before = world.Store.All("users");

        await Assert.ThrowsAsync<InvalidOperationException>(() => world.On("ana", ledger => ledger.Post(new PostingDraft(
            "x", PostingKinds.Transfer, Order, [new LegDraft(AccountName.Available, "USDT", -2), new LegDraft(AccountName.Clearing, "USDT", 1, "t")]))));

        Assert.Equal(before, world.Store.All("users"));
    }

    [Fact]
    public async Task Transfer_BothSteps_NetsClearingToZero_AndRedeliveryChangesNothing()
    {
        await world.FundAsync("ana", Of("10", Usdt));
        var transfer = new TransferFunds(world.Partitions, CryptoVault.Money.AssetCatalog.Default, TimeProvider.System);
        var command = new FundsTransfer(
            "t1", LedgerPartitions.OfUser("ana"), AccountName.Available, LedgerPartitions.OfUser("ben"), AccountName.Available,
            Of("4", Usdt), PostingKinds.Transfer, new LedgerReference("transfer", "t1"), "ana");

        Assert.True((await transfer.ExecuteAsync(command)).IsSuccess);
        Assert.Equal(1, world.Audit().OpenTransferCount);
        Assert.True((await transfer.ExecuteAsync(command)).IsSuccess);
        Assert.Single(world.Bus.Published);
        world.Bus.Published.TryPeek(out var delivered);
        await world.RelayAsync();
        world.Bus.Published.Enqueue(delivered!);
        await world.RelayAsync();

        Assert.Equal("6.00000000", (await world.BalanceAsync("ana", Usdt)).Available);
        Assert.Equal("4.00000000", (await world.BalanceAsync("ben", Usdt)).Available);
        Assert.Equal(0, world.Audit().OpenTransferCount);
        world.AssertSound();
    }

    private static PostingDraft Paid(string id, string amount) => new(
        id, PostingKinds.Trade, Order,
        [
            new LegDraft(AccountName.Held, "USDT", -Of(amount, Usdt).Units),
            new LegDraft(AccountName.Clearing, "USDT", Of(amount, Usdt).Units, $"trade:{id}"),
        ])
    {
        Holds = [new HoldResolution("o1", Of(amount, Usdt).Units, 0)],
    };
}
