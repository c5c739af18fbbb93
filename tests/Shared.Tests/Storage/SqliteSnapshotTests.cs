using CryptoVault.Testing;
using static CryptoVault.Storage.TestDocuments;

namespace CryptoVault.Storage;

public sealed class SqliteSnapshotTests
{
    private static readonly ContainerDefinition Users = new("users");
    private static readonly ContainerDefinition Other = new("other");

    [Fact]
    public async Task Read_WhileOthersWrite_ShowsOneInstant()
    {
        await using var temporary = new TemporaryStore(Users, Other);
        var etag = (await temporary.Store.CommitAsync(Batch("ana", Create("a", ("n", 1)), Create("b")))).ETags[0]!;
        using var snapshot = temporary.Store.OpenSnapshot();

        await temporary.Store.CommitAsync(Batch("ana", DocumentOperation.Replace("a", Body("a", ("n", 2)), etag), DocumentOperation.Delete("b")));
        await temporary.Store.CommitAsync(Batch("bob", Create("c")));

        var documents = await AllAsync(snapshot.ReadAsync("users"));
        Assert.Equal(["a", "b"], documents.Select(document => document.Id));
        Assert.Equal(etag, documents[0].ETag);
        using var later = temporary.Store.OpenSnapshot();
        Assert.Equal([("ana", "a"), ("bob", "c")], (await AllAsync(later.ReadAsync("users"))).Select(document => (document.Partition, document.Id)));
    }

    [Fact]
    public async Task Read_ByPartitionAndPrefix_IsInOrder()
    {
        await using var temporary = new TemporaryStore(Users);
        foreach (var partition in new[] { "cyd", "ana", "é", "bob" })
        {
            await temporary.Store.CommitAsync(Batch(partition, Create("posting:2"), Create("posting:10"), Create("posting"), Create("order:1"), Create("z")));
        }

        using var snapshot = temporary.Store.OpenSnapshot();

        Assert.Equal(["ana", "bob", "cyd", "é"], await AllAsync(snapshot.PartitionsAsync("users")));
        Assert.Equal(["order:1", "posting", "posting:10", "posting:2", "z"], (await AllAsync(snapshot.ReadAsync("users", "bob"))).Select(document => document.Id));
        Assert.Equal(["posting:10", "posting:2"], (await AllAsync(snapshot.ReadAsync("users", "bob", "posting:"))).Select(document => document.Id));
        var all = await AllAsync(snapshot.ReadAsync("users", idPrefix: "posting:"));
        Assert.Equal(["ana", "ana", "bob", "bob", "cyd", "cyd", "é", "é"], all.Select(document => document.Partition));
        Assert.Equal(20, (await AllAsync(snapshot.ReadAsync("users"))).Count);
        Assert.Empty(await AllAsync(snapshot.ReadAsync("users", "nobody")));
        await Assert.ThrowsAsync<ArgumentException>(async () => await AllAsync(snapshot.ReadAsync("unheard-of")));
    }

    [Fact]
    public async Task Read_PartitionsNested_Works()
    {
        await using var temporary = new TemporaryStore(Users);
        await temporary.Store.CommitAsync(Batch("ana", Create("a"), Create("b")));
        await temporary.Store.CommitAsync(Batch("bob", Create("c")));
        using var snapshot = temporary.Store.OpenSnapshot();

        var seen = new List<string>();
        await foreach (var partition in snapshot.PartitionsAsync("users"))
        {
            await foreach (var document in snapshot.ReadAsync("users", partition))
            {
                seen.Add(document.Id);
            }
        }

        Assert.Equal(["a", "b", "c"], seen);
    }

    [Fact]
    public async Task Digest_SameContent_IsEqualAndAnyChangeShows()
    {
        await using var temporary = new TemporaryStore(Users, Other);
        var etag = (await temporary.Store.CommitAsync(Batch("ana", Create("a", ("n", 1))))).ETags[0]!;
        var first = await DigestAsync(temporary);

        await temporary.Store.CommitAsync(Batch("ana", Create("a", ("n", 2))));
        Assert.Equal(first, await DigestAsync(temporary));

        await temporary.Store.CommitAsync(new DocumentBatch("other", "x", [Create("y")]));
        Assert.NotEqual(first, await DigestAsync(temporary));
        Assert.Equal(await DigestAsync(temporary, "users"), await DigestAsync(temporary, "users"));

        var exceptOther = await DigestAsync(temporary, "other");
        await temporary.Store.CommitAsync(Batch("ana", DocumentOperation.Replace("a", Body("a", ("n", 3)), etag)));
        Assert.NotEqual(exceptOther, await DigestAsync(temporary, "other"));

        await temporary.Store.CommitAsync(new DocumentBatch("other", "x", [Create("z")]));
        var changed = await DigestAsync(temporary, "other");
        await temporary.ReopenAsync();
        Assert.Equal(changed, await DigestAsync(temporary, "other"));
        Assert.Matches("^[0-9a-f]{64}$", changed);
    }

    private static async Task<string> DigestAsync(TemporaryStore temporary, params string[] except)
    {
        using var snapshot = temporary.Store.OpenSnapshot();
        return await snapshot.DigestAsync(except);
    }

    private static async Task<List<T>> AllAsync<T>(IAsyncEnumerable<T> stream)
    {
        var all = new List<T>();
        await foreach (var item in stream)
        {
            all.Add(item);
        }

        return all;
    }
}
