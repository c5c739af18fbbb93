using System.Text.Json;
using Microsoft.Azure.Functions.Worker;

namespace CryptoVault.LocalRuntime.Tests.ChangeFeed;

/// <summary>What change-feed functions received, and what they shall do with it.</summary>
public sealed class Changes
{
    private readonly List<string[]> batches = [];

    public Func<string[], int, Task> Behaviour { get; set; } = (_, _) => Task.CompletedTask;

    public IReadOnlyList<string[]> Batches
    {
        get
        {
            lock (batches)
            {
                return [.. batches];
            }
        }
    }

    public IEnumerable<string> Ids => Batches.SelectMany(b => b);

    public Task HandleAsync(IReadOnlyList<JsonElement> documents, FunctionContext context)
    {
        var ids = documents.Select(d => d.GetProperty("id").GetString()!).ToArray();
        lock (batches)
        {
            batches.Add(ids);
        }

        return Behaviour(ids, context.RetryContext.RetryCount);
    }
}

public sealed class FromBeginning(Changes changes)
{
    [Function("FromBeginning")]
    public Task Run(
        [CosmosDBTrigger("%Database%", "users", StartFromBeginning = true, FeedPollDelay = 1000, MaxItemsPerInvocation = 2)] IReadOnlyList<JsonElement> documents,
        FunctionContext context) => changes.HandleAsync(documents, context);
}

public sealed class FromNow(Changes changes)
{
    [Function("FromNow")]
    public Task Run([CosmosDBTrigger("db", "users", FeedPollDelay = 1000)] IReadOnlyList<JsonElement> documents, FunctionContext context) =>
        changes.HandleAsync(documents, context);
}

public sealed class WithRetries(Changes changes)
{
    [Function("WithRetries")]
    [FixedDelayRetry(-1, "00:00:07")]
    public Task Run(
        [CosmosDBTrigger("db", "users", StartFromBeginning = true, FeedPollDelay = 1000, MaxItemsPerInvocation = 2)] IReadOnlyList<JsonElement> documents,
        FunctionContext context) => changes.HandleAsync(documents, context);
}

public sealed class NoFeed(Changes changes)
{
    [Function("NoFeed")]
    public Task Run([CosmosDBTrigger("db", "system")] IReadOnlyList<JsonElement> documents, FunctionContext context) => changes.HandleAsync(documents, context);
}

public sealed class WrongFeedType
{
    [Function("WrongFeedType")]
    public void Run([CosmosDBTrigger("db", "users")] IReadOnlyList<string> documents) => _ = documents;
}
