using System.Net;
using System.Text;
using CryptoVault.Storage.CosmosGateway;
using CryptoVault.Testing;
using Microsoft.Azure.Cosmos;

namespace CryptoVault.Storage;

/// <summary>The stand-in for the gateway refuses what Cosmos DB refuses, also where the adapter would never ask.</summary>
public sealed class CosmosGatewayTests : IDisposable
{
    private static readonly ContainerDefinition Users = new("users")
    {
        Indexes = [new("byTime", "status", "time"), new("work", "state") { CrossPartition = true }],
    };

    private readonly CosmosWorld world = new(new FakeTimeProvider(), options => options, [Users]);

    private Container Container => world.Client.GetContainer(world.Options.Database, "users");

    public void Dispose() => world.Dispose();

    [Fact]
    public async Task Batch_DocumentOfAnotherPartition_IsRefusedAndChangesNothing()
    {
        await world.Store.PrepareAsync();

        using var answer = await Container.CreateTransactionalBatch(new("ana"))
            .CreateItemStream(Item("a", "ana"), Options())
            .CreateItemStream(Item("b", "bob"), Options())
            .ExecuteAsync();

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(HttpStatusCode.FailedDependency, answer[0].StatusCode);
        Assert.Null(await world.Store.ReadAsync("users", "ana", "a"));
        Assert.Null(await world.Store.ReadAsync("users", "bob", "b"));
    }

    [Fact]
    public async Task Batch_HundredAndOneOperations_IsRefusedAndChangesNothing()
    {
        await world.Store.PrepareAsync();
        var batch = Container.CreateTransactionalBatch(new("ana"));
        for (var i = 0; i < 101; i++)
        {
            batch = batch.CreateItemStream(Item($"d{i}", "ana"), Options());
        }

        using var answer = await batch.ExecuteAsync();

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Null(await world.Store.ReadAsync("users", "ana", "d0"));
    }

    [Fact]
    public async Task Batch_MoreThanTwoMegabytes_IsRefusedAndChangesNothing()
    {
        await world.Store.PrepareAsync();
        var text = new string('x', 1024 * 1024);

        using var answer = await Container.CreateTransactionalBatch(new("ana"))
            .CreateItemStream(Item("a", "ana", text), Options())
            .CreateItemStream(Item("b", "ana", text), Options())
            .ExecuteAsync();

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Null(await world.Store.ReadAsync("users", "ana", "a"));
    }

    [Fact]
    public async Task Commit_BodiesWithinTheLimitButNotTheRequest_IsTooLargeAndChangesNothing()
    {
        var text = new string('x', (DocumentBatch.MaxBytes / 2) - 100);

        var result = await world.Store.CommitAsync(TestDocuments.Batch("ana", TestDocuments.Create("a", ("text", text)), TestDocuments.Create("b", ("text", text))));

        Assert.Equal(CommitStatus.TooLarge, result.Status);
        Assert.Null(await world.Store.ReadAsync("users", "ana", "a"));
    }

    [Fact]
    public async Task Batch_StaleETag_IsRefusedAndChangesNothing()
    {
        var first = await world.Store.CommitAsync(TestDocuments.Batch("ana", TestDocuments.Create("a", ("n", 1))));
        var second = await world.Store.CommitAsync(TestDocuments.Batch("ana", DocumentOperation.Replace("a", TestDocuments.Body("a", ("n", 2)), first.ETags[0]!)));

        using var answer = await Container.CreateTransactionalBatch(new("ana"))
            .CreateItemStream(Item("b", "ana"), Options())
            .ReplaceItemStream("a", Item("a", "ana"), Options(first.ETags[0]))
            .ExecuteAsync();

        Assert.Equal(HttpStatusCode.PreconditionFailed, answer.StatusCode);
        Assert.Equal([HttpStatusCode.FailedDependency, HttpStatusCode.PreconditionFailed], answer.Select(result => result.StatusCode));
        Assert.Null(await world.Store.ReadAsync("users", "ana", "b"));
        Assert.Equal(second.ETags[0], (await world.Store.ReadAsync("users", "ana", "a"))!.ETag);
    }

    [Theory]
    [InlineData("SELECT * FROM c WHERE c[\"colour\"] = \"red\"", "excluded from indexing")]
    [InlineData("SELECT * FROM c ORDER BY c[\"colour\"]", "excluded")]
    [InlineData("SELECT * FROM c ORDER BY c[\"time\"], c[\"status\"]", "composite index")]
    [InlineData("SELECT * FROM c ORDER BY c[\"status\"] ASC, c[\"time\"] DESC, c[\"id\"] ASC, c[\"partition\"] ASC", "composite index")]
    [InlineData("SELECT * FROM c WHERE", "Syntax error")]
    public async Task Query_Undeclared_IsRefused(string sql, string reason)
    {
        await world.Store.PrepareAsync();
        foreach (var partition in new Microsoft.Azure.Cosmos.PartitionKey?[] { new("ana"), null })
        {
            using var pages = Container.GetItemQueryStreamIterator(sql, null, new QueryRequestOptions { PartitionKey = partition });

            using var answer = await pages.ReadNextAsync();

            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            Assert.Contains(reason, answer.ErrorMessage, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Query_WithinAndOverPartitions_AsksDirectlyOrByAPlan()
    {
        foreach (var partition in Enumerable.Range(0, 8).Select(i => $"p{i}"))
        {
            await world.Store.CommitAsync(TestDocuments.Batch(partition, TestDocuments.Create("a", ("state", "todo"))));
        }

        await world.Store.QueryAsync(new DocumentQuery("users", "work") { Partition = "p1" });
        Assert.Equal((0, 1), (world.Gateway.Requests("plan"), world.Gateway.Requests("query")));

        var all = await world.Store.QueryAsync(new DocumentQuery("users", "work"));
        Assert.Equal(8, all.Items.Count);
        Assert.Equal((1, 3), (world.Gateway.Requests("plan"), world.Gateway.Requests("query")));
    }

    private static TransactionalBatchItemRequestOptions Options(string? etag = null) => new() { IfMatchEtag = etag, EnableContentResponseOnWrite = false };

    private static MemoryStream Item(string id, string partition, string text = "") =>
        new(Encoding.UTF8.GetBytes($"{{\"id\":\"{id}\",\"partition\":\"{partition}\",\"text\":\"{text}\"}}"));
}
