using CryptoVault.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CryptoVault.LocalRuntime.Tests.ChangeFeed;

public sealed class ChangeFeedTests : IDisposable
{
    private readonly TestStore store = new();
    private readonly TestClock clock = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private Changes changes = new();

    public void Dispose() => store.Dispose();

    [Fact]
    public async Task Feed_FromTheBeginning_ArrivesInBatchesAndGoesOnAfterARestart()
    {
        await CreateAsync("a", "b", "c");
        await using (await StartAsync(typeof(FromBeginning)))
        {
            await ReceivedAsync(3);
            Assert.Equal([["a", "b"], ["c"]], changes.Batches);
            await NextPollAsync();
        }

        await CreateAsync("d");
        changes = new Changes();
        await using var host = await StartAsync(typeof(FromBeginning));

        await ReceivedAsync(1);
        Assert.Equal(["d"], changes.Ids);
    }

    [Fact]
    public async Task Feed_FromNow_LeavesOutWhatWasThereBefore()
    {
        await CreateAsync("old");
        await using var host = await StartAsync(typeof(FromNow));
        await NextPollAsync();

        await CreateAsync("new");
        await NextPollAsync();
        await ReceivedAsync(1);

        Assert.Equal(["new"], changes.Ids);
    }

    [Fact]
    public async Task Feed_OfADocumentWrittenTwice_ShowsItsNewestState()
    {
        var etag = await store.CreateAsync("p", "a", """{"id":"a","v":1}""");
        await store.Store.CommitAsync(new DocumentBatch("users", "p", [DocumentOperation.Replace("a", """{"id":"a","v":2}"""u8.ToArray(), etag)]));

        await using var host = await StartAsync(typeof(FromBeginning));
        await ReceivedAsync(1);
        await NextPollAsync();

        Assert.Equal(["a"], changes.Ids);
    }

    [Fact]
    public async Task Batch_ThatFailsWithoutRetryPolicy_IsSkipped()
    {
        await CreateAsync("a", "b", "c");
        changes.Behaviour = (ids, _) => ids.Contains("a") ? throw new InvalidOperationException("no luck") : Task.CompletedTask;

        await using var host = await StartAsync(typeof(FromBeginning));
        await ReceivedAsync(3);
        await NextPollAsync();

        Assert.Equal([["a", "b"], ["c"]], changes.Batches);
        Assert.Contains(host.Logs.All, l => l.Level == LogLevel.Error && l.Text == "FromBeginning skips 2 changes of users, from a on.");
    }

    [Fact]
    public async Task Batch_ThatFailsWithRetryPolicy_IsRetriedAlsoAfterARestart()
    {
        await CreateAsync("a", "b", "c");
        changes.Behaviour = (_, _) => throw new InvalidOperationException("no luck");
        await using (await StartAsync(typeof(WithRetries)))
        {
            await ReceivedAsync(2);
            await clock.AdvanceToAwaitedAsync(clock.GetUtcNow().AddSeconds(7));
            await ReceivedAsync(4);
            await Eventually.TrueAsync(() => clock.IsAwaited(clock.GetUtcNow().AddSeconds(7)), "the next retry is awaited");
        }

        Assert.Equal([["a", "b"], ["a", "b"]], changes.Batches);
        changes = new Changes { Behaviour = (_, retry) => retry == 0 ? throw new InvalidOperationException("once more") : Task.CompletedTask };
        await using var host = await StartAsync(typeof(WithRetries));
        await ReceivedAsync(2);
        await clock.AdvanceToAwaitedAsync(clock.GetUtcNow().AddSeconds(7));
        await ReceivedAsync(5);
        await clock.AdvanceToAwaitedAsync(clock.GetUtcNow().AddSeconds(7));
        await ReceivedAsync(6);

        Assert.Equal([["a", "b"], ["a", "b"], ["c"], ["c"]], changes.Batches);
    }

    [Fact]
    public async Task Start_WithAContainerWithoutChangeFeed_IsRefused()
    {
        var failure = await Assert.ThrowsAsync<StartupException>(() => StartAsync(typeof(NoFeed)));

        Assert.Contains("container 'system' cannot be watched", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Build_WithAnotherParameterType_IsRefused()
    {
        var problems = await TestHost.ProblemsOfAsync(typeof(WrongFeedType));

        Assert.Contains("parameter 'documents' of type IReadOnlyList<String> cannot be bound in a function with CosmosDBTrigger", Assert.Single(problems), StringComparison.Ordinal);
    }

    private Task<TestHost> StartAsync(Type function) => TestHost.StartAsync(null, builder => builder.Shared
        .AddSingleton<TimeProvider>(clock).AddSingleton<IDocumentStore>(_ => new Borrowed(store.Store)).AddSingleton(changes), null, function);

    private async Task CreateAsync(params string[] ids)
    {
        foreach (var id in ids)
        {
            await store.CreateAsync("p", id, $$"""{"id":"{{id}}"}""");
        }
    }

    private Task ReceivedAsync(int count) => Eventually.TrueAsync(() => changes.Ids.Count() >= count, $"{count} changes arrive");

    /// <summary>Waits until everything is read, and lets the reader look again.</summary>
    private Task NextPollAsync() => clock.AdvanceToAwaitedAsync(clock.GetUtcNow().AddSeconds(1));
}
