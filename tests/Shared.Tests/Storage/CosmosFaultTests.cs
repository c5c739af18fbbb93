using System.Diagnostics.Metrics;
using CryptoVault.Adapters.Cosmos;
using CryptoVault.Ids;
using CryptoVault.Shared.Tests;
using CryptoVault.Storage.CosmosGateway;
using Microsoft.Extensions.Logging.Abstractions;

namespace CryptoVault.Storage;

/// <summary>What the adapter makes of a service that is throttled, busy, away, or whose answers are lost.</summary>
public sealed class CosmosFaultTests : IDisposable
{
    private static readonly ContainerDefinition Users = new("users") { Indexes = [new("byName", "name")] };
    private readonly CosmosWorld world = World(options => options);

    public void Dispose() => world.Dispose();

    [Theory]
    [InlineData(GatewayFault.Throttled)]
    [InlineData(GatewayFault.RetryWith)]
    [InlineData(GatewayFault.UnavailableBefore)]
    [InlineData(GatewayFault.UnavailableAfter)]
    [InlineData(GatewayFault.TimeoutBefore)]
    [InlineData(GatewayFault.TimeoutAfter)]
    [InlineData(GatewayFault.BrokenBefore)]
    [InlineData(GatewayFault.BrokenAfter)]
    [InlineData(GatewayFault.RequestTimeoutAfter)]
    public async Task Commit_AfterAFault_IsCommittedOnceWithItsVersions(GatewayFault fault)
    {
        var before = await world.Store.CommitAsync(TestDocuments.Batch("ana", TestDocuments.Create("account", ("n", 1))));
        world.Gateway.FailNextBatches(fault, fault);

        var result = await world.Store.CommitAsync(TestDocuments.Batch(
            "ana",
            DocumentOperation.Replace("account", TestDocuments.Body("account", ("n", 2)), before.ETags[0]!),
            TestDocuments.Create("posting")));

        Assert.Equal((CommitStatus.Committed, 0), (result.Status, world.Gateway.PendingFaults));
        Assert.Equal(result.ETags, (await world.Store.ReadManyAsync("users", "ana", ["account", "posting"])).Select(document => document?.ETag));
        var next = await world.Store.CommitAsync(TestDocuments.Batch("ana", DocumentOperation.Replace("account", TestDocuments.Body("account", ("n", 3)), result.ETags[0]!)));
        Assert.True(next.IsCommitted);
    }

    [Fact]
    public async Task Commit_RepeatedByTheClientLibraryItself_IsRecognisedAsItsOwn()
    {
        // Not on loopback the client library looks for another region, and sends the batch again without telling.
        using var remote = World(options => options with { Endpoint = new Uri("https://stand-in.example/"), OperationTimeout = TimeSpan.FromSeconds(20) });
        remote.Gateway.FailNextBatches(GatewayFault.BrokenAfter);

        var result = await remote.Store.CommitAsync(TestDocuments.Batch("ana", TestDocuments.Create("a"), TestDocuments.Create("b")));

        Assert.Equal((CommitStatus.Committed, 2), (result.Status, remote.Gateway.Requests("batch")));
        Assert.Equal(result.ETags, (await remote.Store.ReadManyAsync("users", "ana", ["a", "b"])).Select(document => document?.ETag));
    }

    [Fact]
    public async Task Commit_LostBeforeAndAnotherWroteTheSame_IsRefused()
    {
        using var other = world.OpenAnother();
        await other.PrepareAsync();
        await world.Store.PrepareAsync();
        var batch = TestDocuments.Batch("ana", TestDocuments.Create("lock", ("holder", "nobody")));
        world.Gateway.FailNextBatches(GatewayFault.TimeoutBefore);

        var waiting = world.Store.CommitAsync(batch).AsTask();
        await Eventually.IsTrueAsync(() => world.Gateway.PendingFaults == 0);
        var theirs = await other.CommitAsync(batch);
        var ours = await waiting;

        Assert.True(theirs.IsCommitted);
        Assert.Equal(CommitStatus.AlreadyExists, ours.Status);
        Assert.Equal(theirs.ETags[0], (await world.Store.ReadAsync("users", "ana", "lock"))!.ETag);
    }

    [Fact]
    public async Task Commit_LandedUnheardAndChangedByAnother_IsCommittedWithAVersionThatMatchesNothing()
    {
        using var other = world.OpenAnother();
        await other.PrepareAsync();
        await world.Store.PrepareAsync();
        world.Gateway.FailNextBatches(GatewayFault.TimeoutAfter);

        var waiting = world.Store.CommitAsync(TestDocuments.Batch("ana", TestDocuments.Create("account"), TestDocuments.Create("posting"))).AsTask();
        await Eventually.IsTrueAsync(() => world.Gateway.Batches == 1);
        var account = await other.ReadAsync("users", "ana", "account");
        var theirs = await other.CommitAsync(TestDocuments.Batch("ana", DocumentOperation.Replace("account", TestDocuments.Body("account", ("n", 2)), account!.ETag)));
        var ours = await waiting;

        Assert.True(theirs.IsCommitted);
        Assert.True(ours.IsCommitted);
        Assert.NotEqual(theirs.ETags[0], ours.ETags[0]);
        var stale = await world.Store.CommitAsync(TestDocuments.Batch("ana", DocumentOperation.Replace("account", TestDocuments.Body("account"), ours.ETags[0]!)));
        Assert.Equal(CommitStatus.PreconditionFailed, stale.Status);
    }

    [Fact]
    public async Task Commit_AnswersLostForever_IsUnknownAndARepetitionMeetsItsOwnWrite()
    {
        using var impatient = World(options => options with { MaxAttempts = 2 });
        impatient.Gateway.FailNextBatches(GatewayFault.TimeoutAfter, GatewayFault.TimeoutAfter);
        var batch = TestDocuments.Batch("ana", TestDocuments.Create("a"));

        Assert.Equal(CommitStatus.Unknown, (await impatient.Store.CommitAsync(batch)).Status);
        Assert.Equal(CommitStatus.AlreadyExists, (await impatient.Store.CommitAsync(batch)).Status);

        var landed = await impatient.Store.ReadAsync("users", "ana", "a");
        Assert.Equal(batch.Operations[0].Body.ToArray(), landed!.Body.ToArray());
    }

    [Fact]
    public async Task Commit_OnlyDeletionsAndLost_IsUnknown()
    {
        var before = await world.Store.CommitAsync(TestDocuments.Batch("ana", TestDocuments.Create("a")));
        world.Gateway.FailNextBatches(GatewayFault.UnavailableAfter);

        var result = await world.Store.CommitAsync(TestDocuments.Batch("ana", DocumentOperation.Delete("a", before.ETags[0])));

        Assert.Equal(CommitStatus.Unknown, result.Status);
        Assert.Null(await world.Store.ReadAsync("users", "ana", "a"));
    }

    [Fact]
    public async Task Commit_ThrottledForTooLong_IsThrottledWithRetryAfterAndChangesNothing()
    {
        using var impatient = World(options => options with { MaxAttempts = 2, MaxThrottleRetries = 1 });
        impatient.Gateway.FailNextBatches([.. Enumerable.Repeat(GatewayFault.Throttled, 4)]);

        var result = await impatient.Store.CommitAsync(TestDocuments.Batch("ana", TestDocuments.Create("a")));

        Assert.Equal((CommitStatus.Throttled, 0), (result.Status, impatient.Gateway.PendingFaults));
        Assert.NotNull(result.RetryAfter);
        Assert.Null(await impatient.Store.ReadAsync("users", "ana", "a"));
    }

    [Fact]
    public async Task Commit_WithoutPermission_IsUnavailableAtOnceAndChangesNothing()
    {
        world.Gateway.FailNextBatches(GatewayFault.Forbidden);

        var result = await world.Store.CommitAsync(TestDocuments.Batch("ana", TestDocuments.Create("a")));

        Assert.Equal((CommitStatus.Unavailable, 0), (result.Status, world.Gateway.Requests("batch")));
        Assert.Null(await world.Store.ReadAsync("users", "ana", "a"));
    }

    [Theory]
    [InlineData(GatewayFault.Throttled)]
    [InlineData(GatewayFault.RetryWith)]
    [InlineData(GatewayFault.UnavailableBefore)]
    [InlineData(GatewayFault.TimeoutAfter)]
    [InlineData(GatewayFault.BrokenBefore)]
    public async Task Read_AfterAFault_Answers(GatewayFault fault)
    {
        await world.Store.CommitAsync(TestDocuments.Batch("ana", TestDocuments.Create("a", ("name", "x"))));

        world.Gateway.FailNextReads(fault);
        Assert.NotNull(await world.Store.ReadAsync("users", "ana", "a"));
        world.Gateway.FailNextReads(fault);
        Assert.Single((await world.Store.QueryAsync(new DocumentQuery("users", "byName") { Partition = "ana" })).Items);

        Assert.Equal(0, world.Gateway.PendingFaults);
    }

    [Fact]
    public async Task Read_ServiceAway_ThrowsUnavailable()
    {
        await world.Store.PrepareAsync();
        world.Gateway.FailAtRandom(1, 1000, GatewayFault.UnavailableBefore);

        var failure = await Assert.ThrowsAsync<StoreException>(async () => await world.Store.ReadAsync("users", "ana", "a"));

        Assert.Equal(CommitStatus.Unavailable, failure.Status);
    }

    [Fact]
    public async Task Prepare_ContainerMissingAndNotToBeCreated_NamesIt()
    {
        using var bare = World(options => options with { CreateContainers = false });

        var failure = await Assert.ThrowsAsync<StoreException>(() => bare.Store.PrepareAsync());
        var commit = await bare.Store.CommitAsync(TestDocuments.Batch("ana", TestDocuments.Create("a")));

        Assert.Contains("'users'", failure.Message, StringComparison.Ordinal);
        Assert.Equal(CommitStatus.Unavailable, commit.Status);
    }

    [Fact]
    public async Task Prepare_IndexAddedLater_IsAddedToTheContainer()
    {
        await world.Store.CommitAsync(TestDocuments.Batch("ana", TestDocuments.Create("a", ("colour", "red"))));

        var later = new ContainerDefinition("users") { Indexes = [.. Users.Indexes, new("byColour", "colour")] };
        using var client = CosmosClients.Create(world.Options, credential: null, world.Gateway.Handler);
        using var store = new CosmosStore(world.Options with { Containers = [later] }, client, new UuidV7Ids(TimeProvider.System), TimeProvider.System, NullLogger.Instance);
        await store.PrepareAsync();

        Assert.Single((await store.QueryAsync(new DocumentQuery("users", "byColour") { Partition = "ana", Equal = ["red"] })).Items);
    }

    [Fact]
    public async Task Metrics_OfEachRequest_SayWhatItCost()
    {
        await world.Store.PrepareAsync();
        var charges = new List<(string? Operation, double RequestUnits)>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listening) =>
            {
                if (instrument.Name == "storage.cosmos.request_charge")
                {
                    listening.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>((_, value, tags, _) =>
        {
            var named = tags.ToArray().ToDictionary(tag => tag.Key, tag => tag.Value);
            if ((string?)named["container"] == Users.Name)
            {
                lock (charges)
                {
                    charges.Add(((string?)named["operation"], value));
                }
            }
        });
        listener.Start();

        await world.Store.CommitAsync(TestDocuments.Batch("metrics", TestDocuments.Create("a")));
        await world.Store.ReadAsync("users", "metrics", "a");

        lock (charges)
        {
            Assert.Contains(("batch", 1.5), charges);
            Assert.Contains(("read", 1.5), charges);
        }

        Assert.Equal((1, 1), (world.Store.Snapshot().DocumentsWritten, world.Store.Snapshot().BatchesCommitted));
    }

    private static CosmosWorld World(Func<CosmosStoreOptions, CosmosStoreOptions> configure) =>
        new(TimeProvider.System, options => configure(options with { OperationTimeout = TimeSpan.FromSeconds(1) }), [Users]);
}
