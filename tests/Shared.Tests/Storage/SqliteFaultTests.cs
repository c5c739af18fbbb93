using System.Text;
using CryptoVault.Adapters.Sqlite;
using CryptoVault.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using static CryptoVault.Storage.TestDocuments;

namespace CryptoVault.Storage;

/// <summary>Failing disks, damaged files and files of other versions: a clear error, no wrong answer, and service again afterwards.</summary>
public sealed class SqliteFaultTests
{
    private static readonly ContainerDefinition Users = new("users");

    [Fact]
    public async Task Commit_DiskFull_IsUnavailableChangesNothingAndResumes()
    {
        await using var temporary = new TemporaryStore(Users);
        await temporary.Store.CommitAsync(Batch("ana", Create("before")));
        temporary.Store.Post(connection => connection.Execute("PRAGMA max_page_count=1"));

        var full = await temporary.Store.CommitAsync(Batch("ana", Create("a", ("text", new string('x', 20_000)))));

        Assert.Equal(CommitStatus.Unavailable, full.Status);
        Assert.NotNull(full.RetryAfter);
        Assert.Contains("full", full.Reason);
        Assert.Null(await temporary.Store.ReadAsync("users", "ana", "a"));
        Assert.NotNull(await temporary.Store.ReadAsync("users", "ana", "before"));
        temporary.Store.Post(connection => connection.Execute("PRAGMA max_page_count=1000000"));
        Assert.True((await temporary.Store.CommitAsync(Batch("ana", Create("a", ("text", new string('x', 20_000)))))).IsCommitted);
        Assert.Equal(1, temporary.Store.Snapshot().BatchesFailed);
    }

    [Fact]
    public async Task Commit_FileReadOnly_IsUnavailableChangesNothingAndResumes()
    {
        await using var temporary = new TemporaryStore(Users);
        temporary.Store.Post(connection => connection.Execute("PRAGMA query_only=ON"));

        var refused = await temporary.Store.CommitAsync(Batch("ana", Create("a")));

        Assert.Equal(CommitStatus.Unavailable, refused.Status);
        Assert.Null(await temporary.Store.ReadAsync("users", "ana", "a"));
        Assert.True((await temporary.Store.CommitAsync(Batch("ana", Create("a")))).IsCommitted); // on a new connection
    }

    [Fact]
    public async Task Commit_FailsInCommitItself_IsUnknownAndTheIdenticalBatchCanBeRepeated()
    {
        await using var temporary = new TemporaryStore(Users);
        temporary.Store.Post(connection => connection.OnCommit(() => 1));
        var batch = Batch("ana", Create("a"), Create("b"));

        var unknown = await temporary.Store.CommitAsync(batch);
        var repeated = await temporary.Store.CommitAsync(batch);

        Assert.Equal(CommitStatus.Unknown, unknown.Status);
        Assert.True(repeated.IsCommitted);
        Assert.Equal(repeated.ETags[1], (await temporary.Store.ReadAsync("users", "ana", "b"))!.ETag);
    }

    [Fact]
    public async Task Commit_AnotherProcessHoldsTheFile_IsThrottledAndResumes()
    {
        await using var temporary = new TemporaryStore(null, options => options with { BusyTimeout = TimeSpan.FromMilliseconds(20) }, Users);
        using var other = Connection.OpenWriter(temporary.Options, create: false);
        other.Execute("BEGIN IMMEDIATE");

        var throttled = await temporary.Store.CommitAsync(Batch("ana", Create("a")));
        Assert.Null(await temporary.Store.ReadAsync("users", "ana", "a"));
        other.Execute("ROLLBACK");

        Assert.Equal(CommitStatus.Throttled, throttled.Status);
        Assert.NotNull(throttled.RetryAfter);
        Assert.True((await temporary.Store.CommitAsync(Batch("ana", Create("a")))).IsCommitted);
    }

    [Fact]
    public async Task Read_BodyChangedOnDisk_ThrowsInsteadOfAnsweringIt()
    {
        await using var temporary = new TemporaryStore(Users);
        await temporary.Store.CommitAsync(Batch("ana", Create("a", ("balance", "1000"))));
        await temporary.Store.CommitAsync(Batch("ana", Create("b")));
        await temporary.Store.DisposeAsync();
        var bytes = await File.ReadAllBytesAsync(temporary.File);
        var at = bytes.AsSpan().IndexOf("\"1000\""u8);
        Assert.True(at > 0);
        bytes[at + 1] = (byte)'9';
        await File.WriteAllBytesAsync(temporary.File, bytes);

        await using var store = temporary.Open();

        var error = await Assert.ThrowsAsync<StoreException>(async () => await store.ReadAsync("users", "ana", "a"));
        Assert.Equal(CommitStatus.Unavailable, error.Status);
        Assert.Contains("damaged", error.Message);
        await Assert.ThrowsAsync<StoreException>(async () =>
            await store.QueryAsync(new DocumentQuery("users", IndexDefinition.ById) { Partition = "ana" }));
        Assert.NotNull(await store.ReadAsync("users", "ana", "b"));
    }

    [Fact]
    public async Task Open_PagesOverwritten_IsRefused()
    {
        await using var temporary = new TemporaryStore(Users);
        for (var i = 0; i < 200; i++)
        {
            await temporary.Store.CommitAsync(Batch("ana", Create($"d{i}", ("text", new string('x', 300)))));
        }

        await temporary.Store.DisposeAsync();
        await using (var file = File.OpenWrite(temporary.File))
        {
            file.Position = 4096 * 8;
            file.Write(Enumerable.Repeat((byte)0xA5, 4096 * 2).ToArray());
        }

        var error = Assert.Throws<StoreException>(temporary.Open);

        Assert.Contains("damaged", error.Message);
    }

    [Fact]
    public async Task Open_LargeFileDamaged_IsFoundInTheBackground()
    {
        await using var temporary = new TemporaryStore(null, options => options with { SynchronousCheckBytes = 0 }, Users);
        for (var i = 0; i < 200; i++)
        {
            await temporary.Store.CommitAsync(Batch("ana", Create($"d{i}", ("text", new string('x', 300)))));
        }

        await temporary.Store.DisposeAsync();
        await using (var file = File.OpenWrite(temporary.File))
        {
            file.Position = 4096 * 8;
            file.Write(Enumerable.Repeat((byte)0xA5, 4096 * 2).ToArray());
        }

        await using var store = temporary.Open();
        await store.IntegrityChecked;

        Assert.NotNull(store.Damage);
    }

    [Fact]
    public void Open_NoDatabase_IsRefused()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("store.db"), new string('x', 10_000));
        var before = File.ReadAllBytes(folder.File("store.db"));

        Assert.Throws<StoreException>(() => Open(folder.File("store.db")));
        Assert.Throws<StoreException>(() => Open(Path.Combine(folder.Path, "no-such-folder", "store.db")));

        Assert.Equal(before, File.ReadAllBytes(folder.File("store.db")));
    }

    [Fact]
    public async Task Open_NewerVersion_IsRefusedAndLeftAlone()
    {
        await using var temporary = new TemporaryStore(Users);
        await temporary.Store.CommitAsync(Batch("ana", Create("a")));
        await temporary.Store.DisposeAsync();
        using (var connection = Connection.OpenWriter(temporary.Options, create: false))
        {
            connection.Execute("UPDATE meta SET value=99 WHERE name='version'");
            connection.TruncateLog();
        }

        var before = await File.ReadAllBytesAsync(temporary.File);
        var error = Assert.Throws<NewerStoreException>(() => Open(temporary.File, Users, new ContainerDefinition("more")));

        Assert.Equal((99, SqliteSchema.Version), (error.Found, error.Known));
        Assert.Equal(before, await File.ReadAllBytesAsync(temporary.File));
    }

    [Fact]
    public async Task Open_MalformedDefinitions_Throw()
    {
        using var folder = new TemporaryFolder();
        ContainerDefinition[] malformed =
        [
            new("Users"), new(""), new("a\"b"), new("users") { Indexes = [new("id", "x")] }, new("users") { Indexes = [new("x\"", "x")] },
            new("users") { Indexes = [new("x", "a'b")] }, new("users") { Indexes = [new("x")] }, new("users") { Indexes = [new("x", "a"), new("x", "b")] },
            new("users") { Indexes = [new("x", "a", "A")] }, new("users") { Indexes = [new("x", "a") { WithinPartition = false }] },
        ];
        foreach (var container in malformed)
        {
            Assert.Throws<ArgumentException>(() => Open(folder.File("store.db"), container));
        }

        await using var store = Open(folder.File("store.db"), Users);
        Assert.Null(await store.ReadAsync("users", "ana", "a"));
    }

    [Fact]
    public async Task Write_WaitsForTheDisk_BeforeItAnswers()
    {
        await using var temporary = new TemporaryStore(Users);
        var mode = new TaskCompletionSource<(object?, object?)>();

        temporary.Store.Post(connection => mode.SetResult((connection.Scalar("PRAGMA journal_mode"), connection.Scalar("PRAGMA synchronous"))));

        Assert.Equal(("wal", 2L), await mode.Task);
        Assert.True(Encoding.UTF8.GetByteCount(SqliteLibrary.Version) > 0);
    }

    private static SqliteStore Open(string file, params ContainerDefinition[] containers) => SqliteStore.Open(
        new SqliteStoreOptions { File = file, Containers = containers }, TimeProvider.System, NullLogger<SqliteStore>.Instance);
}
