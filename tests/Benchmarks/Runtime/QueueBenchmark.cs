using System.Diagnostics;
using System.Text.Json;
using Azure.Messaging.ServiceBus;
using CryptoVault.Adapters.Embedded.Queues;
using CryptoVault.Adapters.Sqlite;
using CryptoVault.LocalRuntime;
using CryptoVault.Messaging;
using CryptoVault.Storage;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CryptoVault.Benchmarks.Runtime;

/// <summary>What the run of messages found.</summary>
/// <param name="MessagesPerSecond">Durable messages published, received in a batch function and completed, per second.</param>
/// <param name="LatencyP50Milliseconds">Median time from the publication (after its commit) to the function, one message at a time.</param>
/// <param name="LatencyP99Milliseconds">The 99th percentile of that time.</param>
/// <param name="StartSeconds">From the first line of the composition to a started host (store, bus and function included).</param>
internal sealed record QueueFigures(double MessagesPerSecond, double LatencyP50Milliseconds, double LatencyP99Milliseconds, double StartSeconds);

/// <summary>Messages through the embedded queue into a function.</summary>
internal static class QueueBenchmark
{
    private const int Sessions = 200;

    public static async Task<QueueFigures> RunAsync(int messages, int single)
    {
        var folder = Directory.CreateTempSubdirectory("cryptovault-bench-").FullName;
        try
        {
            var started = Stopwatch.GetTimestamp();
            await using var host = Compose(folder);
            await host.StartAsync();
            var start = Stopwatch.GetElapsedTime(started).TotalSeconds;
            var bus = host.Services.GetRequiredService<EmbeddedMessageBus>();
            var store = host.Services.GetRequiredService<IDocumentStore>();
            await WaitAsync(() => bus.IsOwner);
            await PublishAsync(store, bus, messages / 10, "warm");
            var rate = await ThroughputAsync(store, bus, messages);
            var latencies = await LatenciesAsync(store, bus, single);
            return new QueueFigures(rate, latencies[latencies.Count / 2], latencies[latencies.Count * 99 / 100], start);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static LocalRuntimeHost Compose(string folder)
    {
        var builder = new LocalRuntimeBuilder(new LocalRuntimeOptions { Port = 0 });
        builder.Logging.SetMinimumLevel(LogLevel.Warning).AddConsole();
        builder.Shared.AddSqliteStore(new SqliteStoreOptions
        {
            File = Path.Combine(folder, "store.db"),
            Containers = [new("runtime"), new("system"), new("users") { Indexes = [OutboxDocument.Index] }],
        });
        builder.Shared.AddSingleton(new EmbeddedQueueOptions { Containers = ["users"] }).AddSingleton<EmbeddedMessageBus>()
            .AddSingleton<IQueueReceiver>(p => p.GetRequiredService<EmbeddedMessageBus>());
        builder.AddApp("bench", typeof(QueueBenchmark).Assembly, _ => { }, t => t == typeof(BenchConsumer));
        return builder.Build();
    }

    private static async Task<double> ThroughputAsync(IDocumentStore store, EmbeddedMessageBus bus, int messages)
    {
        var since = Stopwatch.GetTimestamp();
        await PublishAsync(store, bus, messages, "load");
        await WaitAsync(() => bus.State(BenchConsumer.Queue).Length == 0);
        return messages / Stopwatch.GetElapsedTime(since).TotalSeconds;
    }

    private static async Task PublishAsync(IDocumentStore store, EmbeddedMessageBus bus, int messages, string run) =>
        await Task.WhenAll(Enumerable.Range(0, Sessions).Select(session => Task.Run(async () =>
        {
            for (var i = 0; i < messages / Sessions; i++)
            {
                await PublishOneAsync(store, bus, $"session{session}", $"{run}-{session}-{i}");
            }
        })));

    private static async Task<List<double>> LatenciesAsync(IDocumentStore store, EmbeddedMessageBus bus, int count)
    {
        var latencies = new List<double>(count);
        for (var i = 0; i < count; i++)
        {
            BenchConsumer.Arrived = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
            var published = await PublishOneAsync(store, bus, "single", $"single-{i}");
            var arrived = await BenchConsumer.Arrived.Task;
            latencies.Add(Stopwatch.GetElapsedTime(published, arrived).TotalMilliseconds);
        }

        return [.. latencies.Order()];
    }

    private static async Task<long> PublishOneAsync(IDocumentStore store, EmbeddedMessageBus bus, string session, string id)
    {
        var document = new OutboxDocument(
            $"outbox:{id}",
            [new OutboxMessage(BenchConsumer.Queue, id, session, JsonSerializer.SerializeToElement(id), id)],
            StoredTime.Format(TimeProvider.System.GetUtcNow()));
        var outcome = await store.CommitAsync(new DocumentBatch("users", session, [DocumentOperation.Create(document.Id, DocumentCodec.Encode(document))]));
        if (!outcome.IsCommitted)
        {
            throw new InvalidOperationException($"Not committed: {outcome.Status} {outcome.Reason}");
        }

        var now = Stopwatch.GetTimestamp();
        await bus.PublishAsync(new OutboxItem("users", session, document, outcome.ETags[0]!));
        return now;
    }

    private static async Task WaitAsync(Func<bool> condition)
    {
        while (!condition())
        {
            await Task.Delay(1);
        }
    }
}

/// <summary>The function that receives the benchmark's messages.</summary>
public sealed class BenchConsumer
{
    internal const string Queue = "bench";

    internal static TaskCompletionSource<long> Arrived { get; set; } = new();

    /// <summary>Takes note of the time.</summary>
    [Function("BenchConsumer")]
    public static Task Run([ServiceBusTrigger(Queue, IsBatched = true, IsSessionsEnabled = true)] ServiceBusReceivedMessage[] messages)
    {
        Arrived.TrySetResult(Stopwatch.GetTimestamp());
        return messages.Length > 0 ? Task.CompletedTask : Task.FromException(new InvalidOperationException("An empty batch."));
    }
}
