using System.Globalization;
using System.Text;
using System.Text.Json;
using CryptoVault.Adapters.Embedded.Leases;
using CryptoVault.Adapters.Embedded.Queues;
using CryptoVault.Ids;
using CryptoVault.Messaging;
using CryptoVault.Shared.Tests.Storage;
using CryptoVault.Storage;
using CryptoVault.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace CryptoVault.Shared.Tests.Messaging;

/// <summary>A store, a clock, and buses on it as processes would have them.</summary>
internal sealed class QueueWorld : IAsyncDisposable
{
    public const string Queue = "orders";
    private readonly List<EmbeddedMessageBus> buses = [];
    private int documents;

    public QueueWorld(Func<EmbeddedQueueOptions, EmbeddedQueueOptions>? configure = null)
    {
        Options = new EmbeddedQueueOptions
        {
            Containers = ["users", "markets"],
            DeletionDelay = TimeSpan.Zero,
            RedeliveryDelay = TimeSpan.Zero,
            Lease = new LeaseOptions { Duration = TimeSpan.FromSeconds(10), RenewEvery = TimeSpan.FromSeconds(3), TryEvery = TimeSpan.FromSeconds(1) },
        };
        Options = configure?.Invoke(Options) ?? Options;
        Bus = NewProcess();
    }

    public FakeTimeProvider Clock { get; } = new();

    public MemoryStore Store { get; } = new(
        new ContainerDefinition("users") { Indexes = [OutboxDocument.Index] },
        new ContainerDefinition("markets") { Indexes = [OutboxDocument.Index] },
        new ContainerDefinition("runtime"));

    public EmbeddedQueueOptions Options { get; }

    public EmbeddedMessageBus Bus { get; }

    public EmbeddedMessageBus NewProcess()
    {
        var bus = new EmbeddedMessageBus(Store, Options, new UuidV7Ids(Clock), Clock, NullLogger<EmbeddedMessageBus>.Instance);
        buses.Add(bus);
        return bus;
    }

    public static OutboxMessage Message(string text, string? session = null, string? id = null, DateTimeOffset? scheduledFor = null) =>
        new(Queue, id ?? text, session, JsonSerializer.SerializeToElement(text), "corr") { ScheduledFor = scheduledFor };

    /// <summary>Commits an outbox document as a use case does, without telling a bus.</summary>
    public async Task<OutboxItem> CommitAsync(string partition, params OutboxMessage[] messages)
    {
        var id = $"outbox:{Interlocked.Increment(ref documents).ToString("D6", CultureInfo.InvariantCulture)}";
        var document = new OutboxDocument(id, messages, StoredTime.Format(Clock.GetUtcNow()));
        var outcome = await Store.CommitAsync(new DocumentBatch("users", partition, [DocumentOperation.Create(id, DocumentCodec.Encode(document))]));
        Assert.True(outcome.IsCommitted);
        return new OutboxItem("users", partition, document, outcome.ETags[0]!);
    }

    public async Task PublishAsync(string partition, params OutboxMessage[] messages) => await Bus.PublishAsync(await CommitAsync(partition, messages));

    public async Task<QueueBatch> ReceiveAsync(int max = 10, EmbeddedMessageBus? bus = null)
    {
        var batch = await (bus ?? Bus).ReceiveAsync(Queue, max).AsTask().WaitAsync(Eventually.Patience);
        Assert.NotNull(batch);
        return batch;
    }

    /// <summary>Receives while the clock moves on.</summary>
    public async Task<QueueBatch> ReceiveLaterAsync(TimeSpan step, EmbeddedMessageBus? bus = null)
    {
        var receiving = (bus ?? Bus).ReceiveAsync(Queue, 10).AsTask();
        await Eventually.IsTrueAsync(Clock, step, () => receiving.IsCompleted);
        return (await receiving)!;
    }

    /// <summary>Makes the bus the owner, with nothing received.</summary>
    public async Task<EmbeddedMessageBus> OwnAsync(EmbeddedMessageBus? bus = null)
    {
        bus ??= Bus;
        using var over = new CancellationTokenSource();
        var receiving = bus.ReceiveAsync("nothing", 1, over.Token).AsTask();
        await Eventually.IsTrueAsync(() => bus.IsOwner);
        await over.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => receiving);
        return bus;
    }

    public static string Text(ReceivedMessage message) => JsonSerializer.Deserialize<string>(Encoding.UTF8.GetString(message.Body.Span))!;

    public static string[] Texts(QueueBatch batch) => [.. batch.Messages.Select(Text)];

    public IReadOnlyList<OutboxDocument> Outbox() => [.. Store.All("users").Select(DocumentCodec.Decode<OutboxDocument>)];

    public async ValueTask DisposeAsync()
    {
        foreach (var bus in buses)
        {
            await bus.DisposeAsync();
        }
    }
}
