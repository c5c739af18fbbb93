using CryptoVault.Ids;
using CryptoVault.Ledger;
using CryptoVault.Results;
using CryptoVault.Shared.Tests.Ledger;
using CryptoVault.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using static CryptoVault.Shared.Tests.Ledger.LedgerWorld;
using static CryptoVault.Shared.Tests.Storage.MemoryStore;

namespace CryptoVault.Shared.Tests.Storage;

public sealed class PartitionsTests
{
    private static readonly LedgerReference Order = new("order", "o");

    [Fact]
    public async Task Decide_ManyAtOnce_ShareCommitsAndNeverOverdraw()
    {
        var world = new LedgerWorld();
        await world.FundAsync("ana", Of("10", Usdt));
        var commits = world.Store.Commits;

        var results = await Task.WhenAll(Enumerable.Range(0, 50).Select(i =>
            world.On("ana", ledger => ledger.Hold($"w{i}", Of("1", Usdt), Order))));

        Assert.Equal(10, results.Count(result => result.IsSuccess));
        Assert.All(results.Where(result => !result.IsSuccess), result => Assert.IsType<InsufficientFunds>(result.Error));
        Assert.True(world.Store.Commits - commits < 50, "decisions of one partition share commits");
        Assert.Equal(("0.00000000", "10.00000000"), await world.BalanceAsync("ana", Usdt));
        world.AssertSound();
    }

    [Fact]
    public async Task Decide_MoreDocumentsThanABatchCarries_SplitsAndCommitsAll()
    {
        var world = new LedgerWorld();
        await world.FundAsync("ana", Of("1000", Usdt));

        var results = await Task.WhenAll(Enumerable.Range(0, 250).Select(i =>
            world.On("ana", ledger => ledger.Hold($"w{i}", Of("1", Usdt), Order))));

        Assert.All(results, result => Assert.True(result.IsSuccess));
        Assert.All(world.Store.BatchSizes, size => Assert.InRange(size, 1, DocumentBatch.MaxOperations));
        Assert.Equal(("750.00000000", "250.00000000"), await world.BalanceAsync("ana", Usdt));
        world.AssertSound();
    }

    [Fact]
    public async Task Decide_InMorePartitionsThanAreKept_ForgetsSomeWhileOthersCome()
    {
        var world = new LedgerWorld();
        var partitions = new Partitions(
            world.Store, new RecordingBus(), new UuidV7Ids(TimeProvider.System), TimeProvider.System, new PartitionOptions { MaxPartitions = 10 }, NullLogger<Partitions>.Instance);
        const int Callers = 8, Each = 2_000;

        var decided = await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(async () =>
        {
            var done = 0;
            for (var i = 0; i < Each; i++)
            {
                var answer = await partitions.DecideAsync<int>(LedgerPartitions.OfUser($"user-{caller}-{i}"), static _ => 1);
                done += answer.Value;
            }

            return done;
        })));

        Assert.Equal(Callers * Each, decided.Sum());
    }

    [Theory]
    [InlineData(Fault.LostBefore)]
    [InlineData(Fault.LostAfter)]
    [InlineData(Fault.Throttled)]
    [InlineData(Fault.OtherWriter)]
    public async Task Decide_WithAFaultAtTheCommit_HappensExactlyOnce(Fault fault)
    {
        var world = new LedgerWorld();
        await world.FundAsync("ana", Of("10", Usdt));
        world.Store.FailNext(fault, fault);

        var result = await world.On("ana", ledger => ledger.Hold("o1", Of("4", Usdt), Order));

        Assert.True(result.IsSuccess);
        Assert.Equal(("6.00000000", "4.00000000"), await world.BalanceAsync("ana", Usdt));
        Assert.True((await world.On("ana", ledger => ledger.Hold("o2", Of("1", Usdt), Order))).IsSuccess);
        Assert.Equal(("5.00000000", "5.00000000"), await world.BalanceAsync("ana", Usdt));
        world.AssertSound();
    }

    [Fact]
    public async Task Decide_WithALostAnswerAndAnotherProcessThatWroteOneDocumentAlike_StillWritesTheOther()
    {
        var world = new LedgerWorld(exclusive: false);
        world.Store.FailNext(Fault.LostBeforeOthersFirst);

        var result = await world.Partitions.DecideAsync<bool>(LedgerPartitions.OfUser("ana"), view =>
        {
            foreach (var asset in new[] { "BTC", "USDT" })
            {
                if (view.Find<AccountsDocument>(AccountsDocument.IdOf(asset)) is null)
                {
                    view.Add(new AccountsDocument(AccountsDocument.IdOf(asset), asset));
                }
            }

            return true;
        });

        Assert.True(result.IsSuccess);
        Assert.Equal(["accounts:BTC", "accounts:USDT"], world.Store.All("users").Select(document => document.Id));
    }

    [Fact]
    public async Task Decide_WithTheStoreUnavailable_IsRefusedWithRetryAfterAndChangesNothing()
    {
        var world = new LedgerWorld();
        await world.FundAsync("ana", Of("10", Usdt));
        var before = world.Store.All("users");
        world.Store.FailNext(Fault.Unavailable);

        var result = await world.On("ana", ledger => ledger.Hold("o1", Of("4", Usdt), Order));

        Assert.NotNull(Assert.IsType<ServiceUnavailable>(result.Error).RetryAfter);
        Assert.Equal(before, world.Store.All("users"));
    }

    [Fact]
    public async Task Decide_InTwoProcessesAtOnce_NeverOverdraws()
    {
        var world = new LedgerWorld(exclusive: false);
        await world.FundAsync("ana", Of("10", Usdt));
        var other = world.NewProcess();

        var results = await Task.WhenAll(Enumerable.Range(0, 40).Select(i =>
            (i % 2 == 0 ? world.Partitions : other).DecideAsync(
                LedgerPartitions.OfUser("ana"), view => LedgerOf(view).Hold($"w{i}", Of("1", Usdt), Order))));

        Assert.Equal(10, results.Count(result => result.IsSuccess));
        Assert.Equal(("0.00000000", "10.00000000"), await world.BalanceAsync("ana", Usdt));
        world.AssertSound();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Decide_WhileAnotherProcessWritesBetweenTwoReads_IsDecidedAgainOnOneState(bool throws)
    {
        var world = new LedgerWorld(exclusive: false);
        await world.FundAsync("ana", Of("10", Usdt));
        await world.On("ana", ledger => ledger.Hold("o1", Of("4", Usdt), Order));
        var other = world.NewProcess();
        var released = false;

        var result = await world.Partitions.DecideAsync<bool>(LedgerPartitions.OfUser("ana"), view =>
        {
            if (LedgerOf(view).FindHold("o1") is not { } hold)
            {
                return new HoldNotFound("o1"); // the first run: it is loaded now
            }

            if (!released)
            {
                released = true;
                other.DecideAsync(LedgerPartitions.OfUser("ana"), elsewhere => LedgerOf(elsewhere).Release("o1", "r1")).GetAwaiter().GetResult();
            }

            if (view.Find<AccountsDocument>(AccountsDocument.IdOf("USDT")) is not { } accounts)
            {
                return new HoldNotFound("o1");
            }

            var isTorn = accounts.Held.Balance < hold.Remaining;
            return isTorn && throws ? throw new InvalidOperationException("torn") : isTorn ? new HoldNotFound("torn") : true;
        });

        Assert.True(result.IsSuccess, result.IsSuccess ? "" : result.Error.Message);
    }

    [Fact]
    public async Task Decide_OneThrows_ItsNeighboursAreCommitted()
    {
        var world = new LedgerWorld();
        await world.FundAsync("ana", Of("10", Usdt));

        var good = world.On("ana", ledger => ledger.Hold("o1", Of("1", Usdt), Order));
        var bad = world.On<HoldDocument>("ana", _ => throw new InvalidOperationException("a bug"));
        var alsoGood = world.On("ana", ledger => ledger.Hold("o2", Of("1", Usdt), Order));

        Assert.True((await good).IsSuccess);
        Assert.Equal("a bug", (await Assert.ThrowsAsync<InvalidOperationException>(() => bad)).Message);
        Assert.True((await alsoGood).IsSuccess);
        Assert.Equal(("8.00000000", "2.00000000"), await world.BalanceAsync("ana", Usdt));
    }

    [Fact]
    public async Task Decide_AgainOnTheSamePartition_ReadsNothingMore()
    {
        var world = new LedgerWorld();
        await world.FundAsync("ana", Of("10", Usdt));
        await world.On("ana", ledger => ledger.Hold("o1", Of("1", Usdt), Order));
        var reads = world.Store.Reads;

        await world.On("ana", ledger => ledger.Release("o1", "o1:close"));

        Assert.Equal(reads + 1, world.Store.Reads); // only whether the posting's id is new
    }
}
