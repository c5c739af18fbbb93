using CryptoVault.Messaging;

namespace CryptoVault.Adapters.Embedded.Queues;

/// <summary>Messages that a consumer holds. Its state is guarded by the queue's lock.</summary>
internal sealed class LockedBatch(MemoryQueue queue, MessageLine line, QueuedMessage[] items, ReceivedMessage[] messages) : QueueBatch
{
    private readonly bool[] settled = new bool[items.Length];
    private int next;

    public MessageLine Line { get; } = line;

    public IReadOnlyList<QueuedMessage> Items => items;

    public DateTimeOffset Expires { get; set; }

    /// <summary>The locks ran out, the batch was disposed, or the process delivers no more.</summary>
    public bool IsOver { get; set; }

    public LinkedListNode<LockedBatch>? Node { get; set; }

    public override string Queue => queue.Name;

    public override string? SessionId => Line.Session;

    public override IReadOnlyList<ReceivedMessage> Messages => messages;

    public override DateTimeOffset LockedUntil => queue.ExpiryOf(this);

    public override ValueTask CompleteAsync(ReceivedMessage message, CancellationToken cancellation = default)
    {
        queue.Complete(this, message);
        return ValueTask.CompletedTask;
    }

    public override ValueTask AbandonAsync(ReceivedMessage message, string? reason = null, CancellationToken cancellation = default)
    {
        queue.Abandon(this, message, reason);
        return ValueTask.CompletedTask;
    }

    public override ValueTask DeadLetterAsync(ReceivedMessage message, string reason, CancellationToken cancellation = default) =>
        new(queue.DeadLetter(this, message, reason).WaitAsync(cancellation));

    public override ValueTask<DateTimeOffset> RenewLockAsync(CancellationToken cancellation = default) => new(queue.Renew(this));

    public override ValueTask DisposeAsync()
    {
        queue.Release(this, "The consumer did not settle the message.");
        return ValueTask.CompletedTask;
    }

    /// <summary>Marks a message as settled by the consumer.</summary>
    /// <exception cref="LockLostException">It cannot be settled any more.</exception>
    public QueuedMessage Settle(ReceivedMessage message)
    {
        var index = IndexOf(message);
        if (IsOver || settled[index] || items[index].IsGone)
        {
            throw new LockLostException($"Message {message.MessageId} of {Queue} is settled already, or its lock ran out.");
        }

        settled[index] = true;
        return items[index];
    }

    public IEnumerable<QueuedMessage> Unsettled() => items.Where((item, index) => !settled[index] && !item.IsGone);

    private int IndexOf(ReceivedMessage message)
    {
        for (var i = 0; i < messages.Length; i++)
        {
            var index = (next + i) % messages.Length;
            if (ReferenceEquals(messages[index], message))
            {
                next = index + 1;
                return index;
            }
        }

        throw new ArgumentException("The message is not of this batch.", nameof(message));
    }
}
