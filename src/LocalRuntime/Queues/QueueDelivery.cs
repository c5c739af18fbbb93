using Azure.Messaging.ServiceBus;
using CryptoVault.Messaging;
using Microsoft.Azure.Functions.Worker;

namespace CryptoVault.LocalRuntime.Queues;

/// <summary>A received batch as a function sees it, with what is settled of it.</summary>
internal sealed class QueueDelivery : IAsyncDisposable
{
    private readonly QueueBatch batch;
    private readonly BoundMessage[] messages;
    private QueueMessageActions? actions;

    public QueueDelivery(QueueBatch batch, DateTimeOffset renewUntil)
    {
        RenewUntil = renewUntil;
        this.batch = batch;
        var received = batch.Messages;
        var lockedUntil = batch.LockedUntil;
        messages = new BoundMessage[received.Count];
        for (var i = 0; i < messages.Length; i++)
        {
            messages[i] = new BoundMessage(this, received[i], lockedUntil);
        }
    }

    /// <summary>After this its locks are not prolonged by the host any more.</summary>
    public DateTimeOffset RenewUntil { get; }

    public IReadOnlyList<ServiceBusReceivedMessage> Messages => messages;

    /// <summary>The messages, as batch functions bind them: a copy, so that a function cannot disturb the settlement.</summary>
    public ServiceBusReceivedMessage[] Array => [.. messages];

    public ServiceBusReceivedMessage Single => messages[0];

    public ServiceBusMessageActions Actions => actions ??= new QueueMessageActions(this);

    public async Task CompleteAsync(BoundMessage message, CancellationToken cancellation)
    {
        await batch.CompleteAsync(message.Received, cancellation);
        message.IsSettled = true;
    }

    public async Task AbandonAsync(BoundMessage message, string reason, CancellationToken cancellation)
    {
        await batch.AbandonAsync(message.Received, reason, cancellation);
        message.IsSettled = true;
    }

    public async Task DeadLetterAsync(BoundMessage message, string reason, CancellationToken cancellation)
    {
        await batch.DeadLetterAsync(message.Received, reason, cancellation);
        message.IsSettled = true;
    }

    /// <summary>Prolongs the lock of the batch, when it runs out before <paramref name="time"/>.</summary>
    public async Task RenewBeforeAsync(DateTimeOffset time, CancellationToken cancellation)
    {
        if (batch.LockedUntil >= time)
        {
            return;
        }

        var until = await batch.RenewLockAsync(cancellation);
        foreach (var message in messages)
        {
            message.LockedUntil = until;
        }
    }

    /// <summary>Completes what the function did not settle.</summary>
    public async ValueTask CompleteRestAsync()
    {
        foreach (var message in messages)
        {
            if (!message.IsSettled)
            {
                await batch.CompleteAsync(message.Received, CancellationToken.None);
                message.IsSettled = true;
            }
        }
    }

    /// <summary>Abandons what the function did not settle.</summary>
    public async ValueTask AbandonRestAsync(string reason)
    {
        foreach (var message in messages)
        {
            if (!message.IsSettled)
            {
                await batch.AbandonAsync(message.Received, reason, CancellationToken.None);
                message.IsSettled = true;
            }
        }
    }

    public ValueTask DisposeAsync() => batch.DisposeAsync();
}

/// <summary>A received message that knows where it is to be settled.</summary>
internal sealed class BoundMessage : ServiceBusReceivedMessage
{
    public BoundMessage(QueueDelivery delivery, ReceivedMessage received, DateTimeOffset lockedUntil)
    {
        Delivery = delivery;
        Received = received;
        Body = new BinaryData(received.Body);
        MessageId = received.MessageId;
        SessionId = received.SessionId;
        CorrelationId = received.CorrelationId;
        DeliveryCount = received.DeliveryCount;
        SequenceNumber = received.SequenceNumber;
        EnqueuedTime = received.EnqueuedTime;
        LockedUntil = lockedUntil;
    }

    public QueueDelivery Delivery { get; }

    public ReceivedMessage Received { get; }

    public bool IsSettled { get; set; }
}
