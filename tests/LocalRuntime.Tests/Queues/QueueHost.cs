using System.Text.Json;
using CryptoVault.Adapters.Embedded.Queues;
using CryptoVault.Ids;
using CryptoVault.Messaging;
using CryptoVault.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace CryptoVault.LocalRuntime.Tests.Queues;

/// <summary>A host with queue functions on the embedded store and bus.</summary>
internal sealed class QueueHost : IAsyncDisposable
{
    public const string Queue = "orders";
    private static int documents;
    private readonly TestStore store;

    private QueueHost(TestStore store, TestHost host, Deliveries deliveries)
    {
        this.store = store;
        Host = host;
        Deliveries = deliveries;
        Bus = host.Host.Services.GetRequiredService<EmbeddedMessageBus>();
    }

    public TestHost Host { get; }

    public Deliveries Deliveries { get; }

    public EmbeddedMessageBus Bus { get; }

    public static Task<QueueHost> StartAsync(Type function, Func<EmbeddedQueueOptions, EmbeddedQueueOptions>? queue = null, LocalRuntimeOptions? options = null) =>
        StartAsync(new TestStore(), new Deliveries(), function, queue, options);

    public static async Task<QueueHost> StartAsync(
        TestStore store, Deliveries deliveries, Type function, Func<EmbeddedQueueOptions, EmbeddedQueueOptions>? queue = null, LocalRuntimeOptions? options = null)
    {
        var settings = new EmbeddedQueueOptions { Containers = ["users"], RedeliveryDelay = TimeSpan.Zero };
        var host = await TestHost.StartAsync(null, builder =>
        {
            builder.Configuration["Queue"] = Queue;
            builder.Shared.AddSingleton<IDocumentStore>(_ => new Borrowed(store.Store)).AddSingleton(deliveries)
                .AddSingleton(queue?.Invoke(settings) ?? settings)
                .AddSingleton<EmbeddedMessageBus>()
                .AddSingleton<IMessageBus>(p => p.GetRequiredService<EmbeddedMessageBus>())
                .AddSingleton<IQueueReceiver>(p => p.GetRequiredService<EmbeddedMessageBus>());
        }, options, function);
        var bus = host.Host.Services.GetRequiredService<EmbeddedMessageBus>();
        await Eventually.TrueAsync(() => bus.IsOwner, "the bus delivers");
        return new QueueHost(store, host, deliveries);
    }

    /// <summary>Commits messages and tells the bus, as a use case does.</summary>
    public async Task PublishAsync(string? session, params string[] texts)
    {
        var id = $"outbox:{Interlocked.Increment(ref documents):D6}";
        var messages = texts.Select(t => new OutboxMessage(Queue, t, session, JsonSerializer.SerializeToElement(t), "corr-" + t)).ToList();
        var document = new OutboxDocument(id, messages, StoredTime.Format(TimeProvider.System.GetUtcNow()));
        var outcome = await store.Store.CommitAsync(new DocumentBatch("users", session ?? "none", [DocumentOperation.Create(id, DocumentCodec.Encode(document))]));
        Assert.True(outcome.IsCommitted);
        await Bus.PublishAsync(new OutboxItem("users", session ?? "none", document, outcome.ETags[0]!));
    }

    public Task ArrivedAsync(int count) => Eventually.TrueAsync(() => Deliveries.Texts.Count() >= count, $"{count} messages arrive");

    /// <summary>Waits until nothing is in the queue.</summary>
    public Task EmptyAsync() => Eventually.TrueAsync(() => Bus.State(Queue).Length == 0, "the queue is empty");

    /// <summary>The dead letters, once there are as many.</summary>
    public async Task<IReadOnlyList<PeekedMessage>> DeadLettersAsync(int count)
    {
        IReadOnlyList<PeekedMessage> letters = [];
        await Eventually.TrueAsync(async () => (letters = (await Bus.DeadLettersAsync(10)).Items).Count >= count, $"{count} dead letters");
        return letters;
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        store.Dispose();
    }

    /// <summary>Stops the host and gives its store to the next one.</summary>
    public async Task<TestStore> StopAsync()
    {
        await Host.DisposeAsync();
        return store;
    }
}
