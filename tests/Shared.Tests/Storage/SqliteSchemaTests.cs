using CryptoVault.Adapters.Sqlite;
using CryptoVault.Testing;
using static CryptoVault.Storage.TestDocuments;

namespace CryptoVault.Storage;

/// <summary>Migration of existing files, and that every query is served by its index.</summary>
public sealed class SqliteSchemaTests
{
    private static readonly IndexDefinition ByTime = new("byTime", "status", "time");
    private static readonly IndexDefinition Work = new("work", "state", "due") { CrossPartition = true };

    [Fact]
    public async Task Open_ContainerGainsAnIndex_ExistingDocumentsAreInIt()
    {
        await using var temporary = new TemporaryStore(new ContainerDefinition("users"));
        for (var i = 0; i < 2500; i++)
        {
            await temporary.Store.CommitAsync(Batch($"user{i % 3}", Create($"d{i:0000}", ("state", i % 2 == 0 ? "todo" : null), ("due", i))));
        }

        temporary.Containers = [new ContainerDefinition("users") { Indexes = [Work], HasChangeFeed = true }, new ContainerDefinition("more")];
        await temporary.ReopenAsync();

        var page = await temporary.Store.QueryAsync(new DocumentQuery("users", "work") { Equal = ["todo"], From = 2400L, Limit = 1000 });
        Assert.Equal(Enumerable.Range(1200, 50).Select(i => $"d{i * 2:0000}"), page.Items.Select(item => item.Id));
        Assert.Equal(500, (await temporary.Store.ReadChangesAsync("users", null, 500)).Items.Count);
        Assert.Null(await temporary.Store.ReadAsync("more", "x", "y"));
    }

    [Fact]
    public async Task Open_IndexRedefinedUnderItsName_IsBuiltAnew()
    {
        await using var temporary = new TemporaryStore(new ContainerDefinition("users") { Indexes = [new("list", "time")] });
        await temporary.Store.CommitAsync(Batch("ana", Create("a", ("time", "2"), ("status", "z")), Create("b", ("time", "1"))));

        temporary.Containers = [new ContainerDefinition("users") { Indexes = [new("list", "status", "time")] }];
        await temporary.ReopenAsync();

        var page = await temporary.Store.QueryAsync(new DocumentQuery("users", "list") { Partition = "ana" });
        Assert.Equal(["a"], page.Items.Select(item => item.Id));
    }

    [Fact]
    public async Task Open_WithFewerIndexes_KeepsTheOthersUpToDate()
    {
        await using var temporary = new TemporaryStore(new ContainerDefinition("users") { Indexes = [ByTime, Work] });
        temporary.Containers = [new ContainerDefinition("users") { Indexes = [ByTime] }];
        await temporary.ReopenAsync();
        await temporary.Store.CommitAsync(Batch("ana", Create("a", ("state", "todo"), ("due", 1))));
        await Assert.ThrowsAsync<ArgumentException>(async () => await temporary.Store.QueryAsync(new DocumentQuery("users", "work")));

        temporary.Containers = [new ContainerDefinition("users") { Indexes = [ByTime, Work] }];
        await temporary.ReopenAsync();

        Assert.Single((await temporary.Store.QueryAsync(new DocumentQuery("users", "work"))).Items);
    }

    public static TheoryData<string, DocumentQuery> Queries()
    {
        var byId = new DocumentQuery("users", IndexDefinition.ById) { Partition = "p" };
        var byTime = new DocumentQuery("users", "byTime") { Partition = "p" };
        var work = new DocumentQuery("users", "work");
        var data = new TheoryData<string, DocumentQuery>();
        foreach (var (index, query) in new (string, DocumentQuery)[]
        {
            ("x_users_$key", byId),
            ("x_users_$key", byId with { Equal = ["a"] }),
            ("x_users_$key", byId with { From = "a", To = "b" }),
            ("x_users_byTime", byTime),
            ("x_users_byTime", byTime with { From = "a" }),
            ("x_users_byTime", byTime with { Equal = ["open"] }),
            ("x_users_byTime", byTime with { Equal = ["open"], From = "a", To = "b" }),
            ("x_users_byTime", byTime with { Equal = ["open"], To = "b" }),
            ("x_users_byTime", byTime with { Equal = ["open", "now"] }),
            ("x_users_work$all", work),
            ("x_users_work$all", work with { From = 1L }),
            ("x_users_work$all", work with { Equal = ["todo"] }),
            ("x_users_work$all", work with { Equal = ["todo"], From = 1L, To = 2L }),
            ("x_users_work", work with { Partition = "p", Equal = ["todo"] }),
        })
        {
            data.Add(index, query);
            data.Add(index, query with { Descending = true });
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Queries))]
    public async Task Query_OfEachKind_SearchesItsIndexWithoutScanOrSort(string index, DocumentQuery query)
    {
        await using var temporary = new TemporaryStore(new ContainerDefinition("users") { Indexes = [ByTime, Work] });
        await temporary.Store.CommitAsync(new DocumentBatch("users", "p", [.. Enumerable.Range(0, 30).Select(i =>
            Create($"d{i}", ("status", "open"), ("time", $"t{i}"), ("state", "todo"), ("due", i)))]));
        var table = temporary.Store.TableOf("users");
        using var connection = Connection.OpenReader(temporary.Options);

        AssertSearches(connection, index, DocumentQueries.Prepare(table, query, 0).Plan.Sql);

        // and the same for a page that goes on after another
        var all = query with { Limit = 1, Equal = [], From = null, To = null };
        var continued = (await temporary.Store.QueryAsync(all)).Continuation;
        Assert.NotNull(continued);
        AssertSearches(connection, index, DocumentQueries.Prepare(table, all with { Continuation = continued }, 0).Plan.Sql);
    }

    [Fact]
    public async Task ChangesReadsAndSweeps_SearchTheirIndexes()
    {
        await using var temporary = new TemporaryStore(new ContainerDefinition("users") { HasChangeFeed = true });
        var table = temporary.Store.TableOf("users");
        using var connection = Connection.OpenWriter(temporary.Options, create: false);

        AssertSearches(connection, "x_users_$changes", table.ChangesSql);
        AssertSearches(connection, "INTEGER PRIMARY KEY", table.SweepSql);
        AssertSearches(connection, "x_users_$expires", table.SweepSql);
        AssertSearches(connection, "x_users_$key", table.ReadSql);
        AssertSearches(connection, "x_users_$key", table.DeleteSql);
        AssertSearches(connection, "x_users_$key", table.ReplaceSql);
        AssertSearches(connection, "x_users_$key", table.ReplaceInPlaceSql);
    }

    [Fact]
    public async Task ReplaceInPlace_WithIndexedFields_SearchesByKey()
    {
        await using var temporary = new TemporaryStore(new ContainerDefinition("users") { Indexes = [ByTime, Work], HasChangeFeed = true });
        using var connection = Connection.OpenWriter(temporary.Options, create: false);

        AssertSearches(connection, "x_users_$key", temporary.Store.TableOf("users").ReplaceInPlaceSql);
    }

    [Fact]
    public async Task Replace_OfDocumentsWithAndWithoutChangedFields_KeepsIndexesAndFeedRight()
    {
        await using var temporary = new TemporaryStore(new ContainerDefinition("users") { Indexes = [ByTime, Work], HasChangeFeed = true });
        var created = await temporary.Store.CommitAsync(Batch("ana",
            Create("a", ("status", "open"), ("time", "1"), ("n", 1)), Create("b", ("status", "open"), ("time", "2"), ("n", 1))));
        var feed = (await temporary.Store.ReadChangesAsync("users", null, 10)).Continuation;

        var same = await temporary.Store.CommitAsync(Batch("ana", Replace("a", created.ETags[0]!, ("status", "open"), ("time", "1"), ("n", 2))));
        var stale = await temporary.Store.CommitAsync(Batch("ana", Replace("a", created.ETags[0]!, ("status", "open"), ("time", "1"), ("n", 3))));
        var moved = await temporary.Store.CommitAsync(Batch("ana", Replace("b", created.ETags[1]!, ("status", "done"), ("time", "3"), ("n", 2))));

        Assert.Equal((CommitStatus.Committed, CommitStatus.PreconditionFailed, CommitStatus.Committed), (same.Status, stale.Status, moved.Status));
        var open = await temporary.Store.QueryAsync(new DocumentQuery("users", "byTime") { Partition = "ana", Equal = ["open"] });
        var done = await temporary.Store.QueryAsync(new DocumentQuery("users", "byTime") { Partition = "ana", Equal = ["done"] });
        Assert.Equal((same.ETags[0], moved.ETags[0]), (Assert.Single(open.Items).ETag, Assert.Single(done.Items).ETag));
        Assert.Equal(["a", "b"], (await temporary.Store.ReadChangesAsync("users", feed, 10)).Items.Select(item => item.Id));
    }

    [Fact]
    public async Task Open_FileOfTheFirstLayout_IsMigratedWithAllItsDocuments()
    {
        await using var temporary = new TemporaryStore(new ContainerDefinition("users") { Indexes = [ByTime, Work], HasChangeFeed = true }, new ContainerDefinition("more"));
        var created = await temporary.Store.CommitAsync(Batch("ana", Create("a", ("status", "open"), ("time", "1")), Create("b", ("state", "todo"), ("due", 1))));
        var replaced = await temporary.Store.CommitAsync(Batch("ana", Replace("a", created.ETags[0]!, ("status", "open"), ("time", "2"))));
        await temporary.Store.CommitAsync(new DocumentBatch("more", "x", [Create("y")]));
        await temporary.Store.DisposeAsync();
        MakeFirstLayout(temporary.Options);

        await temporary.ReopenAsync();

        Assert.Equal(replaced.ETags[0], (await temporary.Store.ReadAsync("users", "ana", "a"))?.ETag);
        Assert.NotNull(await temporary.Store.ReadAsync("more", "x", "y"));
        Assert.Equal(["b"], (await temporary.Store.QueryAsync(new DocumentQuery("users", "work") { Equal = ["todo"] })).Items.Select(item => item.Id));
        var (stale, current) = (
            await temporary.Store.CommitAsync(Batch("ana", Replace("a", created.ETags[0]!, ("time", "3")))),
            await temporary.Store.CommitAsync(Batch("ana", Replace("a", replaced.ETags[0]!, ("time", "3")))));
        Assert.Equal((CommitStatus.PreconditionFailed, CommitStatus.Committed), (stale.Status, current.Status));
        Assert.Equal(["b", "a"], (await temporary.Store.ReadChangesAsync("users", null, 10)).Items.Select(item => item.Id));
        Assert.Equal(SqliteSchema.Version, SqliteBackup.Check(temporary.File).Version);
    }

    /// <summary>Rewrites a closed file as version 1 had it: the row id is the sequence number of the last write.</summary>
    private static void MakeFirstLayout(SqliteStoreOptions options)
    {
        using var connection = Connection.OpenWriter(options, create: false);
        foreach (var (table, fields) in new[] { ("c_users", ",f_status,f_time,f_state,f_due"), ("c_more", "") })
        {
            connection.Execute($"CREATE TABLE old(lsn INTEGER PRIMARY KEY, pk TEXT NOT NULL, id TEXT NOT NULL, expires INTEGER, sum INTEGER NOT NULL{fields}, body BLOB NOT NULL)");
            connection.Execute($"INSERT INTO old SELECT lsn,pk,id,expires,sum{fields},body FROM {table}");
            connection.Execute($"DROP TABLE {table}");
            connection.Execute($"ALTER TABLE old RENAME TO {table}");
        }

        connection.Execute("UPDATE meta SET value=1 WHERE name='version'");
    }

    private static void AssertSearches(Connection connection, string index, string sql)
    {
        using var statement = connection.PrepareOnce("EXPLAIN QUERY PLAN " + sql);
        var plan = new List<string>();
        while (statement.Step())
        {
            plan.Add(statement.GetString(3));
        }

        Assert.Contains(plan, step => step.StartsWith("SEARCH", StringComparison.Ordinal) && step.Contains(index, StringComparison.Ordinal));
        Assert.DoesNotContain(plan, step => step.StartsWith("SCAN", StringComparison.Ordinal));
        Assert.DoesNotContain(plan, step => step.Contains("TEMP B-TREE", StringComparison.Ordinal));
    }
}
