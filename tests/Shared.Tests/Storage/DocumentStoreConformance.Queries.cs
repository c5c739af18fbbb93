namespace CryptoVault.Storage;

public abstract partial class DocumentStoreConformance
{
    private static DocumentQuery ByTime(string partition, params object[] equal) => new(Orders, "byTime") { Partition = partition, Equal = equal };

    [Fact]
    public async Task Query_ById_IsInOrdinalOrderWithinThePartition()
    {
        await CommitAsync("ana", Create("b"), Create("B"), Create("a-2"), Create("a-10"), Create("é"), Create("z"));
        await CommitAsync("bob", Create("c"));

        var query = new DocumentQuery(Orders, IndexDefinition.ById) { Partition = "ana" };

        Assert.Equal(["B", "a-10", "a-2", "b", "z", "é"], Ids(await Store.QueryAsync(query)));
        Assert.Equal(["é", "z", "b", "a-2", "a-10", "B"], Ids(await Store.QueryAsync(query with { Descending = true })));
        Assert.Equal(["a-10", "a-2"], Ids(await Store.QueryAsync(query with { From = "a-", To = "a." })));
        Assert.Equal(["a-2", "b"], Ids(await Store.QueryAsync(query with { From = "a-2", To = "z" })));
        Assert.Equal(["b"], Ids(await Store.QueryAsync(query with { Equal = ["b"] })));
    }

    [Fact]
    public async Task Query_ByEqualityAndRange_IsInIndexOrderWithIdAsTieBreak()
    {
        await CommitAsync(
            "ana",
            Create("1", ("status", "open"), ("time", "2030-01-03")),
            Create("2", ("status", "open"), ("time", "2030-01-01")),
            Create("4", ("status", "open"), ("time", "2030-01-02")),
            Create("3", ("status", "open"), ("time", "2030-01-02")),
            Create("5", ("status", "done"), ("time", "2030-01-02")));
        await CommitAsync("bob", Create("6", ("status", "open"), ("time", "2030-01-02")));

        Assert.Equal(["2", "3", "4", "1"], Ids(await Store.QueryAsync(ByTime("ana", "open"))));
        Assert.Equal(["1", "4", "3", "2"], Ids(await Store.QueryAsync(ByTime("ana", "open") with { Descending = true })));
        Assert.Equal(["3", "4"], Ids(await Store.QueryAsync(ByTime("ana", "open", "2030-01-02"))));
        Assert.Equal(["4", "3"], Ids(await Store.QueryAsync(ByTime("ana", "open", "2030-01-02") with { Descending = true })));
        Assert.Equal(["3", "4", "1"], Ids(await Store.QueryAsync(ByTime("ana", "open") with { From = "2030-01-02" })));
        Assert.Equal(["2"], Ids(await Store.QueryAsync(ByTime("ana", "open") with { To = "2030-01-02" })));
        Assert.Equal(["3", "4"], Ids(await Store.QueryAsync(ByTime("ana", "open") with { From = "2030-01-02", To = "2030-01-03" })));
        Assert.Equal(["5", "2", "3", "4", "1"], Ids(await Store.QueryAsync(ByTime("ana"))));
        Assert.Equal(["5"], Ids(await Store.QueryAsync(ByTime("ana") with { To = "open" })));
        Assert.Empty((await Store.QueryAsync(ByTime("cyd", "open"))).Items);
    }

    [Fact]
    public async Task Query_Integers_AreInNumericOrder()
    {
        await CommitAsync(
            "ana",
            Create("a", ("sequence", 10)), Create("b", ("sequence", 9)), Create("c", ("sequence", -1)),
            Create("d", ("sequence", 1L << 53)), Create("e", ("sequence", -(1L << 53))));
        var query = new DocumentQuery(Orders, "bySequence") { Partition = "ana" };

        Assert.Equal(["e", "c", "b", "a", "d"], Ids(await Store.QueryAsync(query)));
        Assert.Equal(["b", "a"], Ids(await Store.QueryAsync(query with { From = 0L, To = 11L })));
        Assert.Equal(["a"], Ids(await Store.QueryAsync(query with { Equal = [10L] })));
        Assert.Empty((await Store.QueryAsync(query with { Equal = ["10"] })).Items);
    }

    [Fact]
    public async Task Query_RangeOfOneType_DoesNotReturnTheOther()
    {
        await CommitAsync("ana", Create("text", ("name", "5")), Create("number", ("name", 5)), Create("empty", ("name", "")));
        var query = new DocumentQuery(Orders, "byName") { Partition = "ana" };

        Assert.Equal(["number"], Ids(await Store.QueryAsync(query with { From = 0L })));
        Assert.Equal(["number"], Ids(await Store.QueryAsync(query with { To = 9L })));
        Assert.Equal(["empty", "text"], Ids(await Store.QueryAsync(query with { From = "" })));
        Assert.Equal(["empty", "text"], Ids(await Store.QueryAsync(query with { To = "z" })));
        Assert.Equal(["empty"], Ids(await Store.QueryAsync(query with { Equal = [""] })));
    }

    [Fact]
    public async Task Query_EscapedAndUnicodeValues_AreMatchedByMeaning()
    {
        await CommitAsync("ana", DocumentOperation.Create("a", "{\"id\":\"a\",\"name\":\"A\\u00e9\\n\\\"\"}"u8.ToArray()), Create("b", ("name", "Z")));
        var query = new DocumentQuery(Orders, "byName") { Partition = "ana" };

        Assert.Equal(["a"], Ids(await Store.QueryAsync(query with { Equal = ["Aé\n\""] })));
        Assert.Equal(["a", "b"], Ids(await Store.QueryAsync(query)));
    }

    [Fact]
    public async Task Query_DocumentsWithoutAllFields_AreNotInTheIndex()
    {
        await CommitAsync(
            "ana", Create("a", ("status", "open")), Create("b", ("time", "t")), Create("c", ("status", "open"), ("time", null)),
            Create("d", ("status", "open"), ("time", "t")), Create("e", ("nested", new { status = "open", time = "t" })));

        Assert.Equal(["d"], Ids(await Store.QueryAsync(ByTime("ana", "open"))));
        Assert.Equal(["d"], Ids(await Store.QueryAsync(ByTime("ana"))));
    }

    [Fact]
    public async Task Query_AfterReplaceAndDelete_FollowsTheFields()
    {
        var etags = await CommitAsync("ana", Create("a", ("status", "open"), ("time", "t")), Create("b", ("status", "open"), ("time", "t")));

        etags = await CommitAsync(
            "ana",
            DocumentOperation.Replace("a", Body("a", ("status", "done"), ("time", "t")), etags[0]!),
            DocumentOperation.Delete("b", etags[1]));
        Assert.Empty((await Store.QueryAsync(ByTime("ana", "open"))).Items);
        Assert.Equal(["a"], Ids(await Store.QueryAsync(ByTime("ana", "done"))));

        await CommitAsync("ana", DocumentOperation.Replace("a", Body("a"), etags[0]!));
        Assert.Empty((await Store.QueryAsync(ByTime("ana", "done"))).Items);
    }

    [Fact]
    public async Task Query_AllPartitions_IsInIndexOrderOverAllOfThem()
    {
        await CommitAsync("cyd", Create("1", ("state", "todo"), ("due", 2)), Create("same", ("state", "todo"), ("due", 5)));
        await CommitAsync("ana", Create("2", ("state", "todo"), ("due", 1)), Create("same", ("state", "todo"), ("due", 5)));
        await CommitAsync("bob", Create("3", ("state", "todo"), ("due", 3)), Create("4", ("state", "done"), ("due", 0)));
        var query = new DocumentQuery(Orders, "work") { Equal = ["todo"] };

        Assert.Equal(["2", "1", "3", "same", "same"], Ids(await Store.QueryAsync(query)));
        Assert.Equal(["same", "same", "3", "1", "2"], Ids(await Store.QueryAsync(query with { Descending = true })));
        Assert.Equal(["1", "3"], Ids(await Store.QueryAsync(query with { From = 2L, To = 5L })));
        Assert.Equal(["4", "2", "1", "3", "same", "same"], Ids(await Store.QueryAsync(query with { Equal = [] })));
        Assert.Equal(["1", "same"], Ids(await Store.QueryAsync(query with { Partition = "cyd" })));
        Assert.Equal(["2", "1", "3", "same", "same"], (await AllAsync(query with { Limit = 1 })).Select(item => item.Id));
        Assert.Equal(["ana", "cyd"], (await AllAsync(query with { Limit = 1, From = 5L })).Select(item => item.Partition).Order());
    }

    [Fact]
    public async Task Query_NotDeclared_Throws()
    {
        var query = new DocumentQuery(Orders, "byTime") { Partition = "ana", Equal = ["open"] };
        DocumentQuery[] refused =
        [
            query with { Index = "unheard-of" },
            query with { Container = "unheard-of" },
            query with { Container = Plain },
            query with { Partition = null },
            new(Orders, IndexDefinition.ById),
            new(Orders, "outbox") { Partition = "ana" },
            query with { Equal = ["a", "b", "c"] },
            query with { Equal = ["a", "b"], From = "c" },
            query with { Equal = [1.5] },
            query with { Equal = [1] },
            query with { From = "a", To = 1L },
            query with { Limit = 0 },
            query with { Limit = 1001 },
            query with { Continuation = "nonsense" },
            query with { Continuation = "" },
        ];
        foreach (var bad in refused)
        {
            await Assert.ThrowsAsync<ArgumentException>(async () => await Store.QueryAsync(bad));
        }

        Assert.Empty((await Store.QueryAsync(query)).Items);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Query_PagesWhileDocumentsAreInserted_NeitherSkipNorRepeat(bool descending)
    {
        for (var i = 0; i < 30; i++)
        {
            await CommitAsync("ana", Create($"d{i:00}", ("status", "open"), ("time", $"t{i / 4:00}")));
        }

        var query = ByTime("ana", "open") with { Limit = 7, Descending = descending };
        var seen = new List<string>();
        var inserted = 0;
        do
        {
            var page = await Store.QueryAsync(query);
            seen.AddRange(Ids(page));
            query = query with { Continuation = page.Continuation };
            await CommitAsync("ana", Create($"a{inserted++}", ("status", "open"), ("time", descending ? "t99" : "t00")));
        }
        while (query.Continuation is not null);

        var expected = Enumerable.Range(0, 30).Select(i => $"d{i:00}");
        Assert.Equal(descending ? expected.Reverse() : expected, seen);
    }

    [Fact]
    public async Task Query_LastPageExactlyFull_HasNoContinuation()
    {
        await CommitAsync("ana", Create("a"), Create("b"), Create("c"), Create("d"));
        var query = new DocumentQuery(Orders, IndexDefinition.ById) { Partition = "ana", Limit = 2 };

        var first = await Store.QueryAsync(query);
        var second = await Store.QueryAsync(query with { Continuation = first.Continuation });

        Assert.NotNull(first.Continuation);
        Assert.Equal(["c", "d"], Ids(second));
        Assert.Null(second.Continuation);
    }

    [Fact]
    public async Task Query_ContinuationOfAnotherQuery_Throws()
    {
        await CommitAsync("ana", Create("a", ("status", "open"), ("time", "1")), Create("b", ("status", "open"), ("time", "2")));
        var query = ByTime("ana", "open") with { Limit = 1 };
        var page = await Store.QueryAsync(query);
        Assert.NotNull(page.Continuation);

        await Assert.ThrowsAsync<ArgumentException>(async () =>
            await Store.QueryAsync(query with { Equal = ["done"], Continuation = page.Continuation }));
        await Assert.ThrowsAsync<ArgumentException>(async () =>
            await Store.QueryAsync(query with { Partition = "bob", Continuation = page.Continuation }));
        Assert.Equal(["b"], Ids(await Store.QueryAsync(query with { Limit = 5, Continuation = page.Continuation })));
    }

    [Fact]
    public async Task Query_ContinuationAfterReopening_GoesOn()
    {
        await CommitAsync("ana", Create("a"), Create("b"), Create("c"));
        var query = new DocumentQuery(Orders, IndexDefinition.ById) { Partition = "ana", Limit = 2 };
        var page = await Store.QueryAsync(query);

        Store = await ReopenAsync();

        Assert.Equal(["c"], Ids(await Store.QueryAsync(query with { Continuation = page.Continuation })));
    }

    [Fact]
    public async Task Query_PageOfLargeDocuments_GoesOnWithAContinuation()
    {
        var text = new string('x', 1_500_000);
        for (var i = 0; i < 5; i++)
        {
            await CommitAsync("ana", Create($"d{i}", ("text", text)));
        }

        var all = await AllAsync(new DocumentQuery(Orders, IndexDefinition.ById) { Partition = "ana", Limit = 1000 });

        Assert.Equal(["d0", "d1", "d2", "d3", "d4"], all.Select(item => item.Id));
    }
}
