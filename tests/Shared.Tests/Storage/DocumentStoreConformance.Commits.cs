namespace CryptoVault.Storage;

public abstract partial class DocumentStoreConformance
{
    [Fact]
    public async Task Read_UnknownDocument_IsNull() => Assert.Null(await Store.ReadAsync(Orders, "ana", "nothing"));

    [Fact]
    public async Task Read_UnknownContainer_Throws() =>
        await Assert.ThrowsAsync<ArgumentException>(async () => await Store.ReadAsync("unheard-of", "ana", "a"));

    [Fact]
    public async Task Commit_Create_CanBeReadBackWordForWord()
    {
        var body = Body("a", ("text", "ä\"\\ \u0001 €"), ("nested", new { name = "not indexed", list = new[] { 1, 2 } }));

        var etags = await CommitAsync("ana", DocumentOperation.Create("a", body));

        var read = await Store.ReadAsync(Orders, "ana", "a");
        Assert.NotNull(read);
        Assert.Equal(("ana", "a"), (read.Partition, read.Id));
        Assert.Equal(etags[0], read.ETag);
        Assert.True(body.Span.SequenceEqual(read.Body.Span));
    }

    [Fact]
    public async Task Commit_SameIdInOtherPartitionAndContainer_AreDifferentDocuments()
    {
        await CommitAsync("ana", Create("a", ("n", 1)));
        await CommitAsync("bob", Create("a", ("n", 2)));
        Assert.True((await Store.CommitAsync(new DocumentBatch(Plain, "ana", [Create("a", ("n", 3))]))).IsCommitted);

        Assert.Contains("\"n\":1", Text(await Store.ReadAsync(Orders, "ana", "a")));
        Assert.Contains("\"n\":2", Text(await Store.ReadAsync(Orders, "bob", "a")));
        Assert.Contains("\"n\":3", Text(await Store.ReadAsync(Plain, "ana", "a")));
    }

    [Fact]
    public async Task Commit_CreateOfExisting_IsRefusedAndChangesNothing()
    {
        var etags = await CommitAsync("ana", Create("a", ("n", 1)));

        var result = await Store.CommitAsync(Batch("ana", Create("b"), Create("a", ("n", 2))));

        Assert.Equal(CommitStatus.AlreadyExists, result.Status);
        Assert.Equal(1, result.FailedOperation);
        Assert.Empty(result.ETags);
        Assert.Null(await Store.ReadAsync(Orders, "ana", "b"));
        Assert.Equal(etags[0], (await Store.ReadAsync(Orders, "ana", "a"))!.ETag);
    }

    [Fact]
    public async Task Commit_ReplaceWithPresentETag_WritesAndGivesANewETag()
    {
        var first = await CommitAsync("ana", Create("a", ("n", 1)));

        var second = await CommitAsync("ana", DocumentOperation.Replace("a", Body("a", ("n", 2)), first[0]!));

        Assert.NotEqual(first[0], second[0]);
        var read = await Store.ReadAsync(Orders, "ana", "a");
        Assert.Equal(second[0], read!.ETag);
        Assert.Contains("\"n\":2", Text(read));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Commit_ReplaceWithStaleETag_IsRefusedAndChangesNothing(bool neverValid)
    {
        var first = await CommitAsync("ana", Create("a", ("n", 1)));
        var second = await CommitAsync("ana", DocumentOperation.Replace("a", Body("a", ("n", 2)), first[0]!));
        var stale = neverValid ? "\"no-such-version\"" : first[0]!;

        var result = await Store.CommitAsync(Batch("ana", Create("b"), DocumentOperation.Replace("a", Body("a", ("n", 3)), stale)));

        Assert.Equal(CommitStatus.PreconditionFailed, result.Status);
        Assert.Equal(1, result.FailedOperation);
        Assert.Null(await Store.ReadAsync(Orders, "ana", "b"));
        Assert.Equal(second[0], (await Store.ReadAsync(Orders, "ana", "a"))!.ETag);
    }

    [Fact]
    public async Task Commit_ReplaceOfMissing_IsNotFoundAndChangesNothing()
    {
        var etag = (await CommitAsync("ana", Create("a")))[0]!;
        await CommitAsync("ana", DocumentOperation.Delete("a", etag));

        var result = await Store.CommitAsync(Batch("ana", Create("b"), DocumentOperation.Replace("a", Body("a"), etag)));

        Assert.Equal(CommitStatus.NotFound, result.Status);
        Assert.Equal(1, result.FailedOperation);
        Assert.Null(await Store.ReadAsync(Orders, "ana", "a"));
        Assert.Null(await Store.ReadAsync(Orders, "ana", "b"));
    }

    [Fact]
    public async Task Commit_ETagOfDeletedDocument_DoesNotMatchItsSuccessor()
    {
        var etag = (await CommitAsync("ana", Create("a")))[0]!;
        await CommitAsync("ana", DocumentOperation.Delete("a", etag));
        Store = await ReopenAsync();
        await CommitAsync("ana", Create("a"));

        var result = await Store.CommitAsync(Batch("ana", DocumentOperation.Replace("a", Body("a", ("n", 1)), etag)));

        Assert.Equal(CommitStatus.PreconditionFailed, result.Status);
        Assert.DoesNotContain("\"n\"", Text(await Store.ReadAsync(Orders, "ana", "a")));
    }

    [Fact]
    public async Task Commit_Upsert_WritesNewAndExisting()
    {
        await CommitAsync("ana", Create("anchor1"), DocumentOperation.Upsert("a", Body("a", ("n", 1))));
        var etags = await CommitAsync("ana", Create("anchor2"), DocumentOperation.Upsert("a", Body("a", ("n", 2))));

        var read = await Store.ReadAsync(Orders, "ana", "a");
        Assert.Equal(etags[1], read!.ETag);
        Assert.Contains("\"n\":2", Text(read));
    }

    [Fact]
    public async Task Commit_DeleteWithPresentETag_RemovesAndHasNoETag()
    {
        var etag = (await CommitAsync("ana", Create("a")))[0]!;

        var etags = await CommitAsync("ana", DocumentOperation.Delete("a", etag));

        Assert.Null(Assert.Single(etags));
        Assert.Null(await Store.ReadAsync(Orders, "ana", "a"));
    }

    [Fact]
    public async Task Commit_DeleteWithStaleETag_IsRefusedAndChangesNothing()
    {
        var first = await CommitAsync("ana", Create("a"));
        var second = await CommitAsync("ana", DocumentOperation.Replace("a", Body("a", ("n", 2)), first[0]!));

        var result = await Store.CommitAsync(Batch("ana", Create("b"), DocumentOperation.Delete("a", first[0])));

        Assert.Equal(CommitStatus.PreconditionFailed, result.Status);
        Assert.Equal(1, result.FailedOperation);
        Assert.Null(await Store.ReadAsync(Orders, "ana", "b"));
        Assert.Equal(second[0], (await Store.ReadAsync(Orders, "ana", "a"))!.ETag);
    }

    [Fact]
    public async Task Commit_GuardedDeleteOfMissing_IsNotFoundAndChangesNothing()
    {
        var etag = (await CommitAsync("ana", Create("a")))[0]!;

        var result = await Store.CommitAsync(Batch("ana", Create("b"), DocumentOperation.Delete("nothing", etag)));

        Assert.Equal(CommitStatus.NotFound, result.Status);
        Assert.Equal(1, result.FailedOperation);
        Assert.Null(await Store.ReadAsync(Orders, "ana", "b"));
    }

    [Fact]
    public async Task Commit_UnguardedDelete_RemovesWhateverVersionThereIs()
    {
        await CommitAsync("ana", Create("a"));

        await CommitAsync("ana", Create("b"), DocumentOperation.Delete("a"));

        Assert.Null(await Store.ReadAsync(Orders, "ana", "a"));
        Assert.NotNull(await Store.ReadAsync(Orders, "ana", "b"));
    }

    [Fact]
    public async Task Commit_MixedBatch_IsWhollyWritten()
    {
        var etags = await CommitAsync("ana", Create("a"), Create("b"));

        var result = await CommitAsync(
            "ana",
            DocumentOperation.Replace("a", Body("a", ("n", 2)), etags[0]!),
            DocumentOperation.Delete("b", etags[1]),
            Create("c"),
            DocumentOperation.Upsert("d", Body("d")));

        var read = await Store.ReadManyAsync(Orders, "ana", ["a", "b", "c", "d"]);
        Assert.Equal([result[0], null, result[2], result[3]], read.Select(document => document?.ETag));
        Assert.Equal(3, result.OfType<string>().Distinct().Count());
    }

    [Fact]
    public async Task Commit_RepeatedAfterALostAnswer_IsRecognisedAndChangesNothing()
    {
        var etag = (await CommitAsync("ana", Create("account", ("balance", "1"))))[0]!;
        var batch = Batch("ana", Create("posting"), DocumentOperation.Replace("account", Body("account", ("balance", "2")), etag));
        var first = await Store.CommitAsync(batch);

        var second = await Store.CommitAsync(batch);

        Assert.True(first.IsCommitted);
        Assert.Equal(CommitStatus.AlreadyExists, second.Status);
        var read = await Store.ReadManyAsync(Orders, "ana", ["posting", "account"]);
        Assert.Equal(first.ETags, read.Select(document => document!.ETag));
    }

    [Fact]
    public async Task Commit_RepeatedReplacementAfterALostAnswer_IsRecognisedAndChangesNothing()
    {
        var etag = (await CommitAsync("ana", Create("account", ("balance", "1"))))[0]!;
        var batch = Batch("ana", DocumentOperation.Replace("account", Body("account", ("balance", "2")), etag));
        var first = await Store.CommitAsync(batch);

        var second = await Store.CommitAsync(batch);

        Assert.True(first.IsCommitted);
        Assert.Equal(CommitStatus.PreconditionFailed, second.Status);
        Assert.Equal(first.ETags[0], (await Store.ReadAsync(Orders, "ana", "account"))!.ETag);
    }

    [Fact]
    public async Task Commit_ManyAtOnceOnOneDocument_OneWinsEachRound()
    {
        var etag = (await CommitAsync("ana", Create("a", ("n", 0))))[0]!;
        for (var round = 0; round < 5; round++)
        {
            var expected = etag;
            var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(i =>
                Store.CommitAsync(Batch("ana", DocumentOperation.Replace("a", Body("a", ("n", i)), expected))).AsTask()));

            Assert.Single(results, result => result.IsCommitted);
            Assert.Equal(19, results.Count(result => result.Status == CommitStatus.PreconditionFailed));
            etag = results.Single(result => result.IsCommitted).ETags[0]!;
        }

        Assert.Equal(etag, (await Store.ReadAsync(Orders, "ana", "a"))!.ETag);
    }

    [Fact]
    public async Task Commit_ManyAtOnce_FailuresTouchNoNeighbour()
    {
        await CommitAsync("p0", Create("taken"));

        var results = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Store.CommitAsync(
            i % 3 == 0 ? Batch("p0", Create($"lost{i}"), Create("taken")) : Batch($"p{i % 7}", Create($"kept{i}"), Create($"also{i}"))).AsTask()));

        for (var i = 0; i < results.Length; i++)
        {
            Assert.Equal(i % 3 == 0 ? CommitStatus.AlreadyExists : CommitStatus.Committed, results[i].Status);
            Assert.Equal(i % 3 != 0, await Store.ReadAsync(Orders, $"p{i % 7}", $"kept{i}") is not null);
            Assert.Equal(i % 3 != 0, await Store.ReadAsync(Orders, $"p{i % 7}", $"also{i}") is not null);
            Assert.Null(await Store.ReadAsync(Orders, "p0", $"lost{i}"));
        }
    }

    [Fact]
    public async Task ReadMany_SomeMissing_KeepsTheOrderOfTheIds()
    {
        await CommitAsync("ana", Create("a"), Create("b"), Create("c"));

        var read = await Store.ReadManyAsync(Orders, "ana", ["c", "x", "a", "c"]);

        Assert.Equal(["c", null, "a", "c"], read.Select(document => document?.Id));
        Assert.Empty(await Store.ReadManyAsync(Orders, "ana", []));
    }
}
