using CryptoVault.Messaging;

namespace CryptoVault.Adapters.Embedded.Queues;

/// <summary>How locked messages end.</summary>
internal sealed partial class MemoryQueue
{
    public DateTimeOffset ExpiryOf(LockedBatch batch)
    {
        lock (gate)
        {
            return batch.Expires;
        }
    }

    public void Complete(LockedBatch batch, ReceivedMessage received)
    {
        lock (gate)
        {
            var message = batch.Settle(received);
            Remove(message);
            recentIds.Add(message.Content.MessageId);
            if (message.Document.Complete(message.Ordinal))
            {
                writer.Enqueue(message.Document);
            }
        }
    }

    public void Abandon(LockedBatch batch, ReceivedMessage received, string? reason)
    {
        lock (gate)
        {
            Fail(batch.Line, batch.Settle(received), reason ?? "abandoned");
            Match();
        }
    }

    public Task DeadLetter(LockedBatch batch, ReceivedMessage received, string reason)
    {
        lock (gate)
        {
            var message = batch.Settle(received);
            Bury(message, reason);
            return message.Document.WhenWritten();
        }
    }

    public DateTimeOffset Renew(LockedBatch batch)
    {
        lock (gate)
        {
            if (batch.IsOver)
            {
                throw new LockLostException($"The lock on messages of {Name} ran out.");
            }

            batch.Expires = clock.GetUtcNow() + options.LockDuration;
            lockedBatches.Remove(batch.Node!);
            lockedBatches.AddLast(batch.Node!);
            return batch.Expires;
        }
    }

    public void Release(LockedBatch batch, string reason)
    {
        lock (gate)
        {
            if (!batch.IsOver)
            {
                End(batch, reason);
                Match();
            }
        }
    }

    private void End(LockedBatch batch, string reason)
    {
        foreach (var message in batch.Unsettled().ToArray())
        {
            Fail(batch.Line, message, reason);
        }

        batch.IsOver = true;
        lockedBatches.Remove(batch.Node!);
        batch.Line.IsHeld = false;
        List(batch.Line);
    }

    private void Fail(MessageLine line, QueuedMessage message, string reason)
    {
        var count = message.Document.Failures(message.Ordinal) + 1;
        if (count >= options.MaxDeliveries)
        {
            Bury(message, $"MaxDeliveryCountExceeded: {count} deliveries failed; the last: {reason}");
            return;
        }

        if (message.Document.Fail(message.Ordinal))
        {
            writer.Enqueue(message.Document);
        }

        message.IsLocked = false;
        locked--;
        var rest = clock.GetUtcNow() + RedeliveryDelay(count);
        if (line.Session is null)
        {
            Later(message, rest);
        }
        else
        {
            line.RestsUntil = rest > line.RestsUntil ? rest : line.RestsUntil;
            line.Add(message);
        }
    }

    private TimeSpan RedeliveryDelay(int failures)
    {
        var factor = 1L << Math.Min(failures - 1, 20);
        var ticks = options.RedeliveryDelay.Ticks * factor;
        return ticks < options.MaxRedeliveryDelay.Ticks ? TimeSpan.FromTicks(ticks) : options.MaxRedeliveryDelay;
    }

    private void Bury(QueuedMessage message, string reason)
    {
        Remove(message);
        if (message.Document.Bury(message.Ordinal, reason, clock.GetUtcNow()))
        {
            writer.Enqueue(message.Document);
        }
    }

    /// <summary>The message is this queue's no more.</summary>
    private void Remove(QueuedMessage message)
    {
        if (message.IsGone)
        {
            return;
        }

        message.IsGone = true;
        openIds.Remove(message.Content.MessageId);
        scheduled.Remove(message);
        if (message.Node is not null)
        {
            due.Remove(message.Node);
            shares.Remove(IsBackOffice ? 0 : 1);
        }

        if (message.IsLocked)
        {
            locked--;
        }
    }
}
