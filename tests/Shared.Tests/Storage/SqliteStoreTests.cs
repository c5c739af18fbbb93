using CryptoVault.Adapters.Sqlite;
using CryptoVault.Testing;
using Microsoft.Extensions.DependencyInjection;
using static CryptoVault.Storage.TestDocuments;

namespace CryptoVault.Storage;

/// <summary>What only the embedded store has: group commit, one file, snapshots, counters.</summary>
public sealed class SqliteStoreTests
{
    private static readonly ContainerDefinition Users = new("users") { HasChangeFeed = true, Indexes = [new("byTime", "time")] };

    [Fact]
    public async Task Commit_QueuedTogether_ShareOneFlushAndSeeEachOther()
    {
        await using var temporary = new TemporaryStore(Users);
        using var gate = new ManualResetEventSlim();
        Assert.True(temporary.Store.Post(_ => gate.Wait()));

        var pending = Enumerable.Range(0, 50).Select(i => temporary.Store.CommitAsync(Batch("ana", Create($"d{i}"))).AsTask()).ToList();
        pending.Add(temporary.Store.CommitAsync(Batch("ana", Create("lost"), Create("d7"))).AsTask());
        pending.Add(temporary.Store.CommitAsync(Batch("ana", Create("last"))).AsTask());
        Assert.DoesNotContain(pending, task => task.IsCompleted);
        gate.Set();
        var results = await Task.WhenAll(pending);

        Assert.Equal(CommitStatus.AlreadyExists, results[50].Status);
        Assert.Equal(51, results.Count(result => result.IsCommitted));
        Assert.Null(await temporary.Store.ReadAsync("users", "ana", "lost"));
        Assert.NotNull(await temporary.Store.ReadAsync("users", "ana", "last"));
        var statistics = temporary.Store.Snapshot();
        Assert.Equal((1, 51, 1, 51), (statistics.Commits, statistics.BatchesCommitted, statistics.BatchesRefused, statistics.DocumentsWritten));
    }

    [Fact]
    public async Task Commit_QueueFull_WaitsForRoomAndCanBeCanceledThere()
    {
        await using var temporary = new TemporaryStore(null, options => options with { QueueCapacity = 4 }, Users);
        using var gate = new ManualResetEventSlim();
        using var cancel = new CancellationTokenSource();
        Assert.True(temporary.Store.Post(_ => gate.Wait()));

        var pending = Enumerable.Range(0, 20).Select(i => temporary.Store.CommitAsync(Batch("ana", Create($"d{i:00}"))).AsTask()).ToArray();
        var canceled = temporary.Store.CommitAsync(Batch("ana", Create("canceled")), cancel.Token).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => canceled);
        gate.Set();

        Assert.All(await Task.WhenAll(pending), result => Assert.True(result.IsCommitted));
        Assert.Null(await temporary.Store.ReadAsync("users", "ana", "canceled"));
        Assert.NotNull(await temporary.Store.ReadAsync("users", "ana", "d19"));
    }

    [Fact]
    public async Task Commit_WaiterCanceledWhileQueued_IsWrittenAllTheSame()
    {
        await using var temporary = new TemporaryStore(Users);
        using var gate = new ManualResetEventSlim();
        using var cancel = new CancellationTokenSource();
        Assert.True(temporary.Store.Post(_ => gate.Wait()));

        var canceled = temporary.Store.CommitAsync(Batch("ana", Create("a")), cancel.Token).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => canceled);
        gate.Set();
        await temporary.Store.CommitAsync(Batch("ana", Create("b")));

        Assert.NotNull(await temporary.Store.ReadAsync("users", "ana", "a"));
    }

    [Fact]
    public async Task Dispose_WithQueuedBatches_WritesThemAndShortensTheLog()
    {
        await using var temporary = new TemporaryStore(Users);
        var pending = Enumerable.Range(0, 100).Select(i => temporary.Store.CommitAsync(Batch("ana", Create($"d{i}"))).AsTask()).ToArray();

        await temporary.Store.DisposeAsync();

        Assert.All(await Task.WhenAll(pending), result => Assert.True(result.IsCommitted));
        Assert.False(File.Exists(temporary.File + "-wal"));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await temporary.Store.CommitAsync(Batch("ana", Create("late"))));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await temporary.Store.ReadAsync("users", "ana", "d1"));
        await using var again = temporary.Open();
        Assert.NotNull(await again.ReadAsync("users", "ana", "d99"));
    }

    [Fact]
    public async Task Open_TwoStoresOnOneFile_SeeAndGuardEachOther()
    {
        await using var temporary = new TemporaryStore(Users);
        await using var other = temporary.Open();
        var etag = (await temporary.Store.CommitAsync(Batch("ana", Create("a")))).ETags[0]!;
        var ours = await temporary.Store.CommitAsync(Batch("ana", DocumentOperation.Replace("a", Body("a", ("n", 1)), etag)));

        var theirs = await other.CommitAsync(Batch("ana", DocumentOperation.Replace("a", Body("a", ("n", 2)), etag)));
        var theirs2 = await other.CommitAsync(Batch("ana", DocumentOperation.Replace("a", Body("a", ("n", 3)), ours.ETags[0]!)));
        await Task.WhenAll(Enumerable.Range(0, 50).Select(i =>
            (i % 2 == 0 ? temporary.Store : other).CommitAsync(Batch("bob", Create($"d{i}"))).AsTask()));

        Assert.Equal(CommitStatus.PreconditionFailed, theirs.Status);
        Assert.Equal(theirs2.ETags[0], (await temporary.Store.ReadAsync("users", "ana", "a"))!.ETag);
        var changes = await temporary.Store.ReadChangesAsync("users", null, 1000);
        Assert.Equal(51, changes.Items.Count);
        Assert.Equal(51, changes.Items.Select(item => item.ETag).Distinct().Count());
    }

    [Fact]
    public async Task Checkpoint_LogHasGrown_IsCopiedAndStartsOver()
    {
        await using var temporary = new TemporaryStore(null, options => options with { CheckpointPages = 50 }, Users);

        for (var i = 0; i < 3000; i++)
        {
            await temporary.Store.CommitAsync(Batch($"user{i % 50}", Create($"d{i}", ("text", new string('x', 500)))));
        }

        // Each commit adds a few pages: without starting over the log would hold 3,000 commits, above 24 MB.
        Assert.InRange(new FileInfo(temporary.File + "-wal").Length, 1, 12 * 1024 * 1024);
        Assert.True(new FileInfo(temporary.File).Length > 1_000_000);
        await temporary.ReopenAsync();
        Assert.NotNull(await temporary.Store.ReadAsync("users", "user49", "d2999"));
    }

    [Fact]
    public async Task Sweep_ExpiredDocuments_AreRemovedInBoundedSteps()
    {
        var clock = new FakeTimeProvider();
        await using var temporary = new TemporaryStore(clock, options => options with { ExpirySweepBatch = 10 }, Users, new ContainerDefinition("other"));
        for (var i = 0; i < 35; i++)
        {
            await temporary.Store.CommitAsync(Batch("ana", DocumentOperation.Create($"d{i}", Body($"d{i}"), TimeSpan.FromMinutes(i < 25 ? 1 : 60))));
        }

        clock.Advance(TimeSpan.FromMinutes(2)); // the sweep's timer is among those that fire
        await temporary.Store.SweepAsync();

        Assert.Equal(25, temporary.Store.Snapshot().DocumentsExpired);
        Assert.Equal(10, (await temporary.Store.QueryAsync(new DocumentQuery("users", IndexDefinition.ById) { Partition = "ana" })).Items.Count);
    }

    [Fact]
    public async Task Statistics_AfterWrites_CountDocumentsPerContainer()
    {
        await using var temporary = new TemporaryStore(Users, new ContainerDefinition("other"));
        var body = Body("a");
        var etags = (await temporary.Store.CommitAsync(Batch("ana", DocumentOperation.Create("a", body), Create("b")))).ETags;
        await temporary.Store.CommitAsync(Batch("ana", DocumentOperation.Replace("a", body, etags[0]!), DocumentOperation.Delete("b", etags[1])));
        await temporary.Store.CommitAsync(new DocumentBatch("other", "x", [Create("c")]));
        await temporary.Store.CommitAsync(new DocumentBatch("other", "x", [Create("c")]));

        var statistics = temporary.Store.Snapshot();

        Assert.Equal((4, 1, 3, 1), (statistics.DocumentsWritten, statistics.DocumentsDeleted, statistics.BatchesCommitted, statistics.BatchesRefused));
        Assert.Equal((3, 1), (statistics.Containers["users"].DocumentsWritten, statistics.Containers["users"].DocumentsDeleted));
        Assert.Equal(1, statistics.Containers["other"].DocumentsWritten);
        Assert.Equal(body.Length, statistics.Containers["other"].BytesWritten);
    }

    [Fact]
    public async Task AddSqliteStore_OpenStore_IsSharedAndNotClosedByTheProvider()
    {
        await using var temporary = new TemporaryStore(Users);
        await using (var provider = new ServiceCollection().AddSqliteStore(temporary.Store).BuildServiceProvider())
        {
            Assert.Same(temporary.Store, provider.GetRequiredService<IDocumentStore>());
            Assert.Same(temporary.Store, provider.GetRequiredService<IStoreSnapshots>());
            Assert.Same(temporary.Store, provider.GetRequiredService<IStoreStatistics>());
        }

        Assert.True((await temporary.Store.CommitAsync(Batch("ana", Create("a")))).IsCommitted);
    }

    [Fact]
    public async Task AddSqliteStore_Options_OpensOnceAndClosesWithTheProvider()
    {
        using var folder = new TemporaryFolder();
        var options = new SqliteStoreOptions { File = folder.File("store.db"), Containers = [Users] };
        var provider = new ServiceCollection().AddLogging().AddSqliteStore(options).BuildServiceProvider();
        var store = provider.GetRequiredService<IDocumentStore>();
        Assert.Same(store, provider.GetRequiredService<IStoreStatistics>());
        Assert.True((await store.CommitAsync(Batch("ana", Create("a")))).IsCommitted);

        await provider.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await store.ReadAsync("users", "ana", "a"));
        Assert.False(File.Exists(options.File + "-wal"));
    }
}
