using System.Text;

namespace CryptoVault.Storage;

public abstract partial class DocumentStoreConformance
{
    [Fact]
    public async Task Commit_HundredOperations_Succeeds()
    {
        await CommitAsync("ana", [.. Enumerable.Range(0, 100).Select(i => Create($"d{i:000}"))]);

        Assert.Equal(100, (await AllAsync(new DocumentQuery(Orders, IndexDefinition.ById) { Partition = "ana" })).Count);
    }

    [Fact]
    public async Task Commit_HundredAndOneOperations_IsTooLargeAndChangesNothing()
    {
        var result = await Store.CommitAsync(Batch("ana", [.. Enumerable.Range(0, 101).Select(i => Create($"d{i:000}"))]));

        Assert.Equal(CommitStatus.TooLarge, result.Status);
        Assert.Empty((await Store.QueryAsync(new DocumentQuery(Orders, IndexDefinition.ById) { Partition = "ana" })).Items);
    }

    [Fact]
    public async Task Commit_MoreThanTwoMegabytes_IsTooLargeAndChangesNothing()
    {
        var half = new string('x', DocumentBatch.MaxBytes / 2);

        var result = await Store.CommitAsync(Batch("ana", Create("a", ("text", half)), Create("b", ("text", half))));

        Assert.Equal(CommitStatus.TooLarge, result.Status);
        Assert.Null(await Store.ReadAsync(Orders, "ana", "a"));
    }

    [Fact]
    public async Task Commit_DocumentOfOneMegabyte_CanBeReadBack()
    {
        var body = Body("a", ("text", new string('x', 1024 * 1024)));

        await CommitAsync("ana", DocumentOperation.Create("a", body));

        var read = await Store.ReadAsync(Orders, "ana", "a");
        Assert.True(body.Span.SequenceEqual(read!.Body.Span));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("a?b")]
    [InlineData("a#b")]
    public async Task Commit_MalformedId_ThrowsAndChangesNothing(string id)
    {
        await Assert.ThrowsAsync<ArgumentException>(async () => await Store.CommitAsync(Batch("ana", Create("good"), Create(id))));
        Assert.Null(await Store.ReadAsync(Orders, "ana", "good"));
    }

    [Theory]
    [InlineData("a:b c|d*e'f\"g%h_i")]
    [InlineData("äöü€😀")]
    [InlineData("..")]
    public async Task Commit_UnusualIdAndPartition_CanBeReadBack(string key)
    {
        await CommitAsync(key, Create(key));

        Assert.Equal((key, key), await Store.ReadAsync(Orders, key, key) is { } read ? (read.Partition, read.Id) : default);
    }

    [Fact]
    public async Task Commit_LongestIdAndPartition_CanBeReadBack()
    {
        var (partition, id) = (new string('€', 512), new string('i', 255));

        await CommitAsync(partition, Create(id));

        Assert.NotNull(await Store.ReadAsync(Orders, partition, id));
        await Assert.ThrowsAsync<ArgumentException>(async () => await Store.CommitAsync(Batch(partition + "x", Create("a"))));
        await Assert.ThrowsAsync<ArgumentException>(async () => await Store.CommitAsync(Batch("p", Create(id + "x"))));
    }

    [Fact]
    public async Task Commit_BatchThatCouldNotBeRecognisedWhenRepeated_Throws()
    {
        await Assert.ThrowsAsync<ArgumentException>(async () => await Store.CommitAsync(Batch("ana", DocumentOperation.Upsert("a", Body("a")))));
        await Assert.ThrowsAsync<ArgumentException>(async () => await Store.CommitAsync(Batch("ana")));
        await Assert.ThrowsAsync<ArgumentException>(async () => await Store.CommitAsync(Batch("ana", Create("a"), Create("a"))));
        await Assert.ThrowsAsync<ArgumentException>(async () => await Store.CommitAsync(new DocumentBatch("unheard-of", "ana", [Create("a")])));
        Assert.Null(await Store.ReadAsync(Orders, "ana", "a"));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{\"id\":\"a\"")]
    [InlineData("{\"id\":\"b\"}")]
    [InlineData("{\"type\":\"test\"}")]
    [InlineData("{\"id\":\"a\"} {}")]
    [InlineData("{\"id\":\"a\",\"name\":1.5}")]
    [InlineData("{\"id\":\"a\",\"name\":true}")]
    [InlineData("{\"id\":\"a\",\"name\":{}}")]
    [InlineData("{\"id\":\"a\",\"sequence\":9007199254740993}")]
    public async Task Commit_BodyThatIsNoDocument_ThrowsAndChangesNothing(string json)
    {
        await Assert.ThrowsAsync<ArgumentException>(async () =>
            await Store.CommitAsync(Batch("ana", DocumentOperation.Create("a", Encoding.UTF8.GetBytes(json)))));
        Assert.Null(await Store.ReadAsync(Orders, "ana", "a"));
    }

    [Fact]
    public async Task Commit_CanceledBefore_WritesNothing()
    {
        var canceled = new CancellationToken(canceled: true);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Store.CommitAsync(Batch("ana", Create("a")), canceled));

        Assert.Null(await Store.ReadAsync(Orders, "ana", "a"));
    }
}
