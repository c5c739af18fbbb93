using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Azure.Messaging.ServiceBus;
using CryptoVault.Messaging;
using CryptoVault.Storage;
using Microsoft.Extensions.Logging;

namespace CryptoVault.Adapters.Azure;

/// <summary>
/// Azure Service Bus. Publishing sends an outbox document's messages and then deletes the document. When the process
/// dies between the two, the sweep sends them again; duplicate detection by message id, and consumers that may be
/// called twice, make that harmless.
/// </summary>
public sealed class ServiceBusMessageBus(ServiceBusClient client, IDocumentStore store, ILogger<ServiceBusMessageBus> logger) : IMessageBus, IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, ServiceBusSender> senders = new(StringComparer.Ordinal);

    /// <inheritdoc />
    public async ValueTask PublishAsync(OutboxItem item, CancellationToken cancellation = default)
    {
        // One batch holds messages of one session only: brokers with partitions insist on it. Order within a session is kept.
        foreach (var group in item.Document.Messages.GroupBy(message => (message.Queue, message.SessionId)))
        {
            await SendAsync(senders.GetOrAdd(group.Key.Queue, client.CreateSender), group, cancellation);
        }

        var deleted = await store.CommitAsync(
            new DocumentBatch(item.Container, item.Partition, [DocumentOperation.Delete(item.Document.Id, item.ETag)]), cancellation);
        if (!deleted.IsCommitted)
        {
            logger.LogDebug("Outbox {Id} was sent but not deleted ({Status}); the sweep sends it again.", item.Document.Id, deleted.Status);
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        foreach (var sender in senders.Values)
        {
            await sender.DisposeAsync();
        }
    }

    private static async Task SendAsync(ServiceBusSender sender, IEnumerable<OutboxMessage> messages, CancellationToken cancellation)
    {
        var batch = await sender.CreateMessageBatchAsync(cancellation);
        try
        {
            foreach (var message in messages)
            {
                var outgoing = ToServiceBus(message);
                if (batch.TryAddMessage(outgoing))
                {
                    continue;
                }

                if (batch.Count > 0)
                {
                    await sender.SendMessagesAsync(batch, cancellation);
                    batch.Dispose();
                    batch = await sender.CreateMessageBatchAsync(cancellation);
                }

                if (!batch.TryAddMessage(outgoing))
                {
                    throw new InvalidOperationException($"The message {message.MessageId} is too large for the queue {message.Queue}.");
                }
            }

            if (batch.Count > 0)
            {
                await sender.SendMessagesAsync(batch, cancellation);
            }
        }
        finally
        {
            batch.Dispose();
        }
    }

    private static ServiceBusMessage ToServiceBus(OutboxMessage message)
    {
        var outgoing = new ServiceBusMessage(BinaryData.FromBytes(JsonMarshal.GetRawUtf8Value(message.Body).ToArray()))
        {
            MessageId = message.MessageId,
            CorrelationId = message.CorrelationId,
            ContentType = "application/json",
        };
        if (message.SessionId is { } session)
        {
            outgoing.SessionId = session;
        }

        if (message.ScheduledFor is { } time)
        {
            outgoing.ScheduledEnqueueTime = time;
        }

        return outgoing;
    }
}
