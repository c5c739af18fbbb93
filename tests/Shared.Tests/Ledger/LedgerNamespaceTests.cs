using CryptoVault.Ledger;
using CryptoVault.Ledger.Verification;
using CryptoVault.Money;
using CryptoVault.Storage;
using FsCheck;
using FsCheck.Fluent;
using static CryptoVault.Shared.Tests.Ledger.LedgerWorld;

namespace CryptoVault.Shared.Tests.Ledger;

public sealed class LedgerNamespaceTests
{
    [Fact]
    public void AnyTransfers_BetweenPartitionsOfBothLedgers_NeverMixThem() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(40),
        Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed => RunAsync(seed).GetAwaiter().GetResult()));

    [Fact]
    public async Task BookPosting_OfAnOrderFromAnotherLedger_IsRefusedAndChangesNothing()
    {
        var world = new LedgerWorld();
        var order = new PostingOrder("users", LedgerPartitions.OfUser("ana", LedgerNamespace.Paper).Value, new PostingDraft(
            "t:in", PostingKinds.Transfer, new LedgerReference("transfer", "t"), PostingDraft.FromClearing(AccountName.Available, Of("1", Usdt), "t")), "test");

        var booked = await new BookPosting(world.Partitions, AssetCatalog.Default, TimeProvider.System).ExecuteAsync(order);

        Assert.Equal(new LedgersMixed(LedgerNamespace.Real, LedgerNamespace.Paper), booked.Error);
        Assert.Empty(world.Store.All("users"));
    }

    [Fact]
    public async Task OrderPosting_IntoAnotherLedger_IsABugThatNothingComesOf()
    {
        var world = new LedgerWorld();
        var draft = new PostingDraft("t:in", PostingKinds.Transfer, new LedgerReference("transfer", "t"), PostingDraft.FromClearing(AccountName.Available, Of("1", Usdt), "t"));

        await Assert.ThrowsAsync<InvalidOperationException>(() => world.Partitions.DecideAsync<bool>(LedgerPartitions.OfUser("ana"), view =>
        {
            view.OrderPosting(LedgerPartitions.OfUser("ana", LedgerNamespace.Paper), draft, "test");
            return true;
        }));
        Assert.Empty(world.Store.All("users"));
    }

    [Fact]
    public void Finish_WithATransferThatLeadsFromOneLedgerToTheOther_ReportsBoth()
    {
        var audit = new LedgerAudit();
        Add(LedgerPartitions.OfUser("ana", LedgerNamespace.Paper), -5);
        Add(LedgerPartitions.OfUser("ana"), 5);

        var report = audit.Finish(DateTimeOffset.UnixEpoch.AddDays(20_001), 2);

        Assert.Equal(2, report.OpenTransferCount); // over both they would net to zero

        void Add(PartitionKey partition, int units)
        {
            var time = StoredTime.Format(DateTimeOffset.UnixEpoch.AddDays(20_000));
            Put(new PostingDocument("posting:t", PostingKinds.Transfer, new LedgerReference("transfer", "t"),
                [new PostingLeg(AccountName.Clearing, "BTC", -units, -units, 1, "t"), new PostingLeg(AccountName.Receivable, "BTC", units, units, 1)], time, "test", "c"));
            Put(new AccountsDocument("accounts:BTC", "BTC") { Clearing = new AccountState(-units, 1), Receivable = new AccountState(units, 1) });

            void Put<T>(T document) where T : class, IDocument<T> =>
                audit.Add(partition, new StoredDocument(partition.Value, document.Id, "1", DocumentCodec.Encode(document)));
        }
    }

    private static async Task<bool> RunAsync(int seed)
    {
        var random = new Random(seed);
        var world = new LedgerWorld();
        var transfers = new TransferFunds(world.Partitions, AssetCatalog.Default, TimeProvider.System);
        PartitionKey[] places =
        [
            LedgerPartitions.OfHouse("h"), LedgerPartitions.OfHouse("h", LedgerNamespace.Paper), LedgerPartitions.OfUser("ana"),
            LedgerPartitions.OfUser("ana", LedgerNamespace.Paper), LedgerPartitions.OfUser("ben"), LedgerPartitions.OfUser("ben", LedgerNamespace.Paper),
        ];
        var expected = new Int128[2];
        for (var i = 0; i < 40; i++)
        {
            var (from, to, units) = (places[random.Next(6)], places[random.Next(6)], random.Next(1, 500));
            var isFromHouse = from.Container == LedgerPartitions.House;
            var isToHouse = to.Container == LedgerPartitions.House;
            var before = world.Store.Commits;
            var sent = await transfers.ExecuteAsync(new FundsTransfer(
                $"t{i}", from, isFromHouse ? AccountName.Custody : AccountName.Available, to, isToHouse ? AccountName.Custody : AccountName.Available,
                new Amount(units, Usdt), PostingKinds.Transfer, new LedgerReference("transfer", $"t{i}"), "test"));
            var ledger = LedgerPartitions.NamespaceOf(from);
            if (ledger != LedgerPartitions.NamespaceOf(to))
            {
                Assert.IsType<LedgersMixed>(sent.Error);
                Assert.Equal(before, world.Store.Commits);
            }
            else if (sent.IsSuccess)
            {
                expected[(int)ledger] += (isFromHouse ? units : 0) - (isToHouse ? units : 0);
            }

            await world.RelayAsync();
        }

        var report = world.Audit();
        Assert.True(report.IsSound, string.Join("; ", report.Violations));
        Assert.All(report.Assets, totals => Assert.Equal((expected[(int)totals.Ledger].ToString(), totals.Custody), (totals.Liabilities, totals.Liabilities)));
        return true;
    }
}
