namespace CryptoVault.Storage;

public abstract partial class DocumentStoreConformance
{
    private async Task<(List<StoredDocument> Items, string Continuation)> ChangesAsync(string? continuation, int limit = 100)
    {
        var items = new List<StoredDocument>();
        while (true)
        {
            var page = await Store.ReadChangesAsync(Orders, continuation, limit);
            items.AddRange(page.Items);
            continuation = page.Continuation;
            if (!page.HasMore)
            {
                return (items, continuation);
            }
        }
    }

    [Fact]
    public async Task ReadChanges_NothingWritten_IsEmptyWithAContinuation()
    {
        var page = await Store.ReadChangesAsync(Orders, null, 10);

        Assert.Empty(page.Items);
        Assert.NotNull(page.Continuation);
        Assert.False(page.HasMore);
    }

    [Fact]
    public async Task ReadChanges_SeveralWritesOfADocument_ShowsTheNewestOnce()
    {
        var etags = await CommitAsync("ana", Create("a", ("n", 1)), Create("b"));
        await CommitAsync("ana", DocumentOperation.Replace("a", Body("a", ("n", 2)), etags[0]!));

        var (items, _) = await ChangesAsync(null);

        Assert.Equal(["b", "a"], items.Select(item => item.Id));
        Assert.Contains("\"n\":2", Text(items[1]));
    }

    [Fact]
    public async Task ReadChanges_Deletion_DoesNotShow()
    {
        var etags = await CommitAsync("ana", Create("a"), Create("b"));
        var (_, continuation) = await ChangesAsync(null);
        await CommitAsync("ana", DocumentOperation.Delete("a", etags[0]));

        Assert.Empty((await ChangesAsync(continuation)).Items);
        Assert.Equal(["b"], (await ChangesAsync(null)).Items.Select(item => item.Id));
    }

    [Fact]
    public async Task ReadChanges_OfAPartition_AreInCommitOrder()
    {
        for (var i = 0; i < 40; i++)
        {
            await CommitAsync(i % 2 == 0 ? "ana" : "bob", Create($"{99 - i:00}"));
        }

        var (items, _) = await ChangesAsync(null, limit: 7);

        Assert.Equal(40, items.Count);
        foreach (var partition in items.GroupBy(item => item.Partition))
        {
            Assert.Equal(partition.Select(item => item.Id).OrderDescending(), partition.Select(item => item.Id));
        }
    }

    [Fact]
    public async Task ReadChanges_ContinuationAfterReopening_ShowsOnlyWhatIsNew()
    {
        await CommitAsync("ana", Create("a"), Create("b"));
        var (_, continuation) = await ChangesAsync(null);
        await CommitAsync("bob", Create("c"));

        Store = await ReopenAsync();

        await CommitAsync("ana", Create("d"));
        Assert.Equal(["c", "d"], (await ChangesAsync(continuation)).Items.Select(item => item.Id).Order());
    }

    [Fact]
    public async Task ReadChanges_WhileOthersWrite_MissesNothing()
    {
        var writers = Task.WhenAll(Enumerable.Range(0, 8).Select(async writer =>
        {
            for (var i = 0; i < 25; i++)
            {
                await CommitAsync($"p{writer}", Create($"{i:00}"), Create($"{i:00}x"));
            }
        }));

        var seen = new List<(string, string)>();
        string? continuation = null;
        bool finished;
        do
        {
            finished = writers.IsCompleted;
            var (items, next) = await ChangesAsync(continuation, limit: 9);
            seen.AddRange(items.Select(item => (item.Partition, item.Id)));
            continuation = next;
        }
        while (!finished);
        await writers;

        Assert.Equal(400, seen.Count);
        Assert.Equal(400, seen.Distinct().Count());
    }

    [Fact]
    public async Task ReadChanges_ContainerWithoutFeedOrBadContinuation_Throws()
    {
        await Assert.ThrowsAsync<ArgumentException>(async () => await Store.ReadChangesAsync(Plain, null, 10));
        await Assert.ThrowsAsync<ArgumentException>(async () => await Store.ReadChangesAsync(Orders, "nonsense", 10));
        await Assert.ThrowsAsync<ArgumentException>(async () => await Store.ReadChangesAsync(Orders, null, 0));
    }

    [Fact]
    public async Task TimeToLive_Over_DocumentIsInvisibleAtOnce()
    {
        var life = TimeSpan.FromSeconds(10);
        await CommitAsync("ana", DocumentOperation.Create("a", Body("a", ("status", "open"), ("time", "t"), ("state", "todo"), ("due", 1)), life), Create("b"));

        await AdvanceAsync(life - TimeSpan.FromSeconds(1));
        Assert.NotNull(await Store.ReadAsync(Orders, "ana", "a"));
        Assert.Equal(["a"], Ids(await Store.QueryAsync(ByTime("ana", "open"))));

        await AdvanceAsync(TimeSpan.FromSeconds(1));
        Assert.Null(await Store.ReadAsync(Orders, "ana", "a"));
        Assert.Equal([null, "b"], (await Store.ReadManyAsync(Orders, "ana", ["a", "b"])).Select(document => document?.Id));
        Assert.Equal(["b"], Ids(await Store.QueryAsync(new DocumentQuery(Orders, IndexDefinition.ById) { Partition = "ana" })));
        Assert.Empty((await Store.QueryAsync(ByTime("ana", "open"))).Items);
        Assert.Empty((await Store.QueryAsync(new DocumentQuery(Orders, "work") { Equal = ["todo"] })).Items);
        Assert.Equal(["b"], (await ChangesAsync(null)).Items.Select(item => item.Id));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task TimeToLive_Over_DocumentCountsAsMissingForWrites(bool swept)
    {
        var life = TimeSpan.FromSeconds(10);
        var etags = await CommitAsync(
            "ana", DocumentOperation.Create("a", Body("a"), life), DocumentOperation.Create("b", Body("b"), life), DocumentOperation.Create("c", Body("c"), life));
        await AdvanceAsync(life);
        if (swept)
        {
            await SweepAsync();
        }

        Assert.Equal(CommitStatus.NotFound, (await Store.CommitAsync(Batch("ana", DocumentOperation.Replace("a", Body("a"), etags[0]!)))).Status);
        Assert.Equal(CommitStatus.NotFound, (await Store.CommitAsync(Batch("ana", DocumentOperation.Delete("b", etags[1])))).Status);
        await CommitAsync("ana", Create("a", ("n", 2)), DocumentOperation.Upsert("c", Body("c", ("n", 3))));

        await AdvanceAsync(TimeSpan.FromDays(1));
        await SweepAsync();
        Assert.Contains("\"n\":2", Text(await Store.ReadAsync(Orders, "ana", "a")));
        Assert.Contains("\"n\":3", Text(await Store.ReadAsync(Orders, "ana", "c")));
        Assert.Null(await Store.ReadAsync(Orders, "ana", "b"));
    }

    [Fact]
    public async Task TimeToLive_ReplacedWithout_DocumentStays()
    {
        var etag = (await CommitAsync("ana", DocumentOperation.Create("a", Body("a"), TimeSpan.FromSeconds(10))))[0]!;
        await CommitAsync("ana", DocumentOperation.Replace("a", Body("a", ("n", 1)), etag));

        await AdvanceAsync(TimeSpan.FromDays(1));

        Assert.NotNull(await Store.ReadAsync(Orders, "ana", "a"));
    }
}
