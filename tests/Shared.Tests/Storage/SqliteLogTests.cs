using CryptoVault.Adapters.Sqlite;
using CryptoVault.Testing;
using static CryptoVault.Storage.TestDocuments;

namespace CryptoVault.Storage;

/// <summary>The write-ahead log's length, whoever reads meanwhile.</summary>
public sealed class SqliteLogTests
{
    private const int CheckpointPages = 256;
    private const long PageBytes = 4096 + 24; // with its header in the log
    private const int PagesAtOnce = 100;
    private static readonly ContainerDefinition Users = new("users") { Indexes = [new("byTime", "time")] };
    private static readonly string Text = new('x', 4000);
    private int written;

    [Fact]
    public async Task Log_WithReadsUnderWayAtEveryMoment_StaysShort()
    {
        await using var temporary = Short();
        await WriteAsync(temporary, CheckpointPages);
        using var stop = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 4).Select(number => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                await temporary.Store.QueryAsync(new DocumentQuery("users", "byTime") { Partition = "ana", Limit = 500 });
            }
        })).ToArray();
        var longest = 0L;
        for (var pages = 0; pages < 30 * CheckpointPages; pages += PagesAtOnce)
        {
            await WriteAsync(temporary, PagesAtOnce);
            longest = Math.Max(longest, LogOf(temporary).Length);
        }

        await stop.CancelAsync();
        await Task.WhenAll(readers);

        Assert.InRange(longest, CheckpointPages * PageBytes, 12 * CheckpointPages * PageBytes);
    }

    [Fact]
    public async Task Log_ThatASnapshotKept_IsShortAgainSoonAfterIt()
    {
        await using var temporary = Short();
        await WriteAsync(temporary, 10);
        var snapshot = temporary.Store.OpenSnapshot();
        for (var i = 0; i < 20; i++)
        {
            await WriteAsync(temporary, CheckpointPages);
        }

        var kept = LogOf(temporary).Length;
        Assert.True(kept > 20 * CheckpointPages * PageBytes);
        var read = 0;
        await foreach (var document in snapshot.ReadAsync("users"))
        {
            read++;
        }

        Assert.Equal(10, read);
        snapshot.Dispose();
        var patience = Task.Delay(TimeSpan.FromSeconds(60));
        while (LogOf(temporary).Length > Checkpointer.LongLogPages(temporary.Options) * PageBytes)
        {
            Assert.False(patience.IsCompleted);
            await WriteAsync(temporary, 1); // the next commit begins the log anew, and cuts its file
        }

        await temporary.ReopenAsync();
        Assert.NotNull(await temporary.Store.ReadAsync("users", "ana", "d0"));
    }

    [Fact]
    public async Task Dispose_OfASnapshotAfterItsStore_Ends()
    {
        await using var temporary = Short();
        await WriteAsync(temporary, 10);
        var snapshot = temporary.Store.OpenSnapshot();
        await temporary.Store.DisposeAsync();

        snapshot.Dispose();

        await temporary.ReopenAsync();
        Assert.NotNull(await temporary.Store.ReadAsync("users", "ana", "d9"));
    }

    private static TemporaryStore Short() => new(null, options => options with { CheckpointPages = CheckpointPages }, Users);

    private static FileInfo LogOf(TemporaryStore temporary) => new(temporary.File + "-wal");

    /// <summary>Writes new documents that take a page each.</summary>
    private async Task WriteAsync(TemporaryStore temporary, int count)
    {
        var commits = Enumerable.Range(written, count)
            .Select(i => temporary.Store.CommitAsync(Batch("ana", Create($"d{i}", ("time", $"{i:D6}"), ("text", Text)))).AsTask());
        written += count;
        Assert.All(await Task.WhenAll(commits), outcome => Assert.True(outcome.IsCommitted));
    }
}
