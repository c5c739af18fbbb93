using System.Collections.Concurrent;
using System.Text.Json;
using CryptoVault.Adapters.Embedded.Leases;
using CryptoVault.Ids;
using CryptoVault.Messaging;
using CryptoVault.Storage;
using Microsoft.Extensions.Logging;

namespace CryptoVault.Adapters.Embedded.Queues;

/// <summary>
/// The embedded message bus. The committed outbox documents are the durable messages; this is the index over them
/// in memory from which consumers are served. What is durable: every message until it is completed, the count of its
/// failed deliveries, dead letters. What is not: locks, and the ids by which repetitions are dropped.
/// Of all processes on one store, the one that holds the lease delivers; it starts to try for it with the first
/// call of <see cref="ReceiveAsync"/>.
/// </summary>
public sealed class EmbeddedMessageBus : IMessageBus, IQueueReceiver, IQueueInspector, IAsyncDisposable
{
    private readonly ConcurrentDictionary<DocumentKey, QueuedDocument> documents = new();
    private readonly ConcurrentDictionary<string, MemoryQueue> queues = new(StringComparer.Ordinal);
    private readonly EmbeddedQueueOptions options;
    private readonly TimeProvider clock;
    private readonly ILogger logger;
    private readonly OutboxWriter writer;
    private readonly OutboxSweep sweep;
    private readonly DeadLetters deadLetters;
    private readonly StoreLease lease;
    private readonly CancellationTokenSource stop = new();
    private readonly Lock gate = new();
    private Task? running;
    private readonly DeliveryShares shares = new();
    private volatile bool indexing;
    private volatile bool delivering;
    private volatile bool deliveringBackOffice;

    /// <summary>Creates the bus; it does nothing until somebody publishes or receives.</summary>
    public EmbeddedMessageBus(
        IDocumentStore store, EmbeddedQueueOptions options, IIds ids, TimeProvider clock, ILogger<EmbeddedMessageBus> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(ids);
        this.options = options;
        this.clock = clock;
        this.logger = logger;
        writer = new OutboxWriter(store, options, clock, logger, OnRemoved);
        sweep = new OutboxSweep(store, options, clock, logger, OnFound);
        deadLetters = new DeadLetters(store, options.Containers, ids, clock);
        lease = new StoreLease(store, options.LeaseName, ids.New(), options.Lease, clock, logger);
    }

    /// <summary>True while this process delivers the queues' messages (those of back-office queues perhaps a little later).</summary>
    public bool IsOwner => delivering;

    /// <inheritdoc />
    public IReadOnlyList<string> QueueNames => [.. queues.Keys.Order(StringComparer.Ordinal)];

    /// <inheritdoc />
    public ValueTask PublishAsync(OutboxItem item, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(item);
        if (indexing)
        {
            Index(new DocumentKey(item.Container, item.Partition, item.Document.Id), item.Document, item.ETag);
        }

        return ValueTask.CompletedTask; // else the owner's sweep finds it
    }

    /// <inheritdoc />
    public ValueTask<QueueBatch?> ReceiveAsync(string queue, int maxMessages, CancellationToken cancellation = default)
    {
        EnsureRunning();
        return Queue(queue).ReceiveAsync(maxMessages, cancellation);
    }

    /// <inheritdoc />
    public QueueState State(string queue) => Queue(queue).State();

    /// <inheritdoc />
    public IReadOnlyList<PeekedMessage> Peek(string queue, int limit) => Queue(queue).Peek(limit);

    /// <inheritdoc />
    public ValueTask<DeadLetterPage> DeadLettersAsync(int limit, string? continuation = null, CancellationToken cancellation = default) =>
        deadLetters.PageAsync(limit, continuation, cancellation);

    /// <inheritdoc />
    public async ValueTask<bool> ResubmitAsync(MessageReference reference, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(reference);
        if (await deadLetters.ResubmitAsync(reference, cancellation) is not { } item)
        {
            return false;
        }

        await PublishAsync(item, cancellation);
        return true;
    }

    /// <inheritdoc />
    public ValueTask<bool> DeleteAsync(MessageReference reference, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(reference);
        return deadLetters.DeleteAsync(reference, cancellation);
    }

    /// <summary>
    /// Ends the waits of consumers, writes what they settled, and lets the next process deliver. Consumers should have
    /// ended before: what they still hold is delivered again.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        if (stop.IsCancellationRequested)
        {
            return;
        }

        foreach (var queue in queues.Values)
        {
            queue.Stop();
        }

        using (var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5)))
        {
            await writer.FlushAsync(patience.Token);
        }

        await stop.CancelAsync();
        Task? work;
        lock (gate)
        {
            work = running;
        }

        if (work is not null)
        {
            await work;
        }

        foreach (var queue in queues.Values)
        {
            queue.Dispose();
        }

        writer.Dispose();
        stop.Dispose();
    }

    private void EnsureRunning()
    {
        if (running is not null)
        {
            return;
        }

        lock (gate)
        {
            ObjectDisposedException.ThrowIf(stop.IsCancellationRequested && running is null, this);
            running ??= options.Start(() => lease.RunAsync(DeliverAsync, stop.Token));
        }
    }

    /// <summary>Delivers as long as this process holds the lease.</summary>
    private async Task DeliverAsync(CancellationToken cancellation)
    {
        try
        {
            indexing = true;
            await FindAllAsync(OutboxDocument.Pending, cancellation);
            delivering = true;
            StartDelivering();
            await FindAllAsync(OutboxDocument.BackOffice, cancellation);
            deliveringBackOffice = true;
            StartDelivering();
            await sweep.RunAsync(cancellation);
        }
        finally
        {
            indexing = false;
            delivering = false;
            deliveringBackOffice = false;
            documents.Clear();
            foreach (var queue in queues.Values)
            {
                queue.Clear();
            }
        }
    }

    private async Task FindAllAsync(string state, CancellationToken cancellation)
    {
        var started = clock.GetTimestamp();
        await sweep.FindAllAsync(state, cancellation);
        logger.LogInformation(
            "Queues are delivered by this process; {Documents} outbox documents, {State}, found in {Milliseconds:0} ms.",
            documents.Count, state, clock.GetElapsedTime(started).TotalMilliseconds);
    }

    /// <summary>Lets those queues deliver whose messages from before are all indexed, so that each session keeps its order.</summary>
    private void StartDelivering()
    {
        foreach (var queue in queues.Values.Where(IsDelivered))
        {
            queue.StartDelivering();
        }
    }

    private bool IsDelivered(MemoryQueue queue) => queue.IsBackOffice ? deliveringBackOffice : delivering;

    private MemoryQueue Queue(string name)
    {
        if (queues.TryGetValue(name, out var known))
        {
            return known;
        }

        var created = new MemoryQueue(name, options, clock, writer, shares);
        var queue = queues.GetOrAdd(name, created);
        if (!ReferenceEquals(queue, created))
        {
            created.Dispose();
        }
        else if (IsDelivered(queue))
        {
            queue.StartDelivering();
        }

        return queue;
    }

    private void OnFound(string container, StoredDocument stored)
    {
        var key = new DocumentKey(container, stored.Partition, stored.Id);
        if (documents.ContainsKey(key))
        {
            return;
        }

        try
        {
            Index(key, DocumentCodec.Decode<OutboxDocument>(stored), stored.ETag);
        }
        catch (Exception exception) when (exception is JsonException or FormatException)
        {
            logger.LogError(exception, "{Document} is no readable outbox document; its messages are not delivered.", key);
        }
    }

    private void Index(DocumentKey key, OutboxDocument document, string etag)
    {
        var entry = new QueuedDocument(key, document, etag);
        if (document.OutboxState == OutboxDocument.Dead || !documents.TryAdd(key, entry))
        {
            return;
        }

        var enqueued = StoredTime.Parse(document.OutboxTime);
        for (var ordinal = 0; ordinal < document.Messages.Count; ordinal++)
        {
            if (entry.IsDone(ordinal))
            {
                continue;
            }

            // A repetition of a message that is open or was handled lately is done by that.
            if (!Queue(document.Messages[ordinal].Queue).Add(entry, ordinal, enqueued) && entry.Complete(ordinal))
            {
                writer.Enqueue(entry);
            }
        }
    }

    private void OnRemoved(QueuedDocument entry, bool isDone)
    {
        documents.TryRemove(new KeyValuePair<DocumentKey, QueuedDocument>(entry.Key, entry));
        if (isDone)
        {
            return;
        }

        foreach (var name in entry.Document.Messages.Select(message => message.Queue).Distinct(StringComparer.Ordinal))
        {
            Queue(name).Drop(entry);
        }
    }
}
