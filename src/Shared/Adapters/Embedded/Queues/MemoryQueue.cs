using CryptoVault.Messaging;

namespace CryptoVault.Adapters.Embedded.Queues;

/// <summary>
/// One queue in memory: lines of waiting messages (one per session), consumers that wait, batches that are
/// locked. Everything is guarded by one lock that is held for microseconds.
/// </summary>
internal sealed partial class MemoryQueue : IDisposable
{
    private readonly Lock gate = new();
    private readonly EmbeddedQueueOptions options;
    private readonly TimeProvider clock;
    private readonly OutboxWriter writer;
    private readonly DeliveryShares shares;
    private readonly Dictionary<string, MessageLine> sessions = new(StringComparer.Ordinal);
    private readonly MessageLine sessionless = new(null);
    private readonly Queue<MessageLine> ready = new();
    private readonly Queue<Waiter> waiters = new();
    private readonly PriorityQueue<object, DateTimeOffset> later = new();
    private readonly LinkedList<LockedBatch> lockedBatches = new();
    private readonly LinkedList<QueuedMessage> due = new();
    private readonly HashSet<QueuedMessage> scheduled = [];
    private readonly Dictionary<string, QueuedMessage> openIds = new(StringComparer.Ordinal);
    private readonly RecentIds recentIds;
    private readonly ITimer timer;
    private DateTimeOffset timerAt = DateTimeOffset.MaxValue;
    private long lastSequence;
    private int locked;
    private bool delivering;
    private bool stopped;

    public MemoryQueue(string name, EmbeddedQueueOptions options, TimeProvider clock, OutboxWriter writer, DeliveryShares shares)
    {
        Name = name;
        IsBackOffice = Messaging.Queues.IsBackOffice(name);
        this.options = options;
        this.clock = clock;
        this.writer = writer;
        this.shares = shares;
        recentIds = new RecentIds(options.MaxRememberedIds, options.DuplicateWindow, clock);
        timer = clock.CreateTimer(static queue => ((MemoryQueue)queue!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public string Name { get; }

    public bool IsBackOffice { get; }

    /// <summary>Takes a message in; false when it is a repetition of one that is open or was handled lately.</summary>
    public bool Add(QueuedDocument document, int ordinal, DateTimeOffset enqueued)
    {
        lock (gate)
        {
            var message = new QueuedMessage(document, ordinal, enqueued, ++lastSequence);
            if (recentIds.Contains(message.Content.MessageId))
            {
                return false;
            }

            if (openIds.TryGetValue(message.Content.MessageId, out var open))
            {
                if (!message.IsRereadingOf(open))
                {
                    return false;
                }

                Remove(open); // what was read of it before counts no more; who holds it has lost the lock
            }

            openIds[message.Content.MessageId] = message;

            if (message.Due > clock.GetUtcNow() && message.Content.ScheduledFor is not null)
            {
                scheduled.Add(message);
                Later(message, message.Due);
                return true;
            }

            BecomesDue(message);
            Enqueue(message);
            Match();
            return true;
        }
    }

    public ValueTask<QueueBatch?> ReceiveAsync(int max, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(max, 1);
        cancellation.ThrowIfCancellationRequested();
        Waiter waiter;
        lock (gate)
        {
            if (stopped)
            {
                return new ValueTask<QueueBatch?>((QueueBatch?)null);
            }

            if (delivering && HasTurn() && HasReady())
            {
                return new ValueTask<QueueBatch?>(TakeBatch(max));
            }

            while (waiters.TryPeek(out var gone) && gone.IsClaimed)
            {
                waiters.Dequeue();
            }

            waiter = new Waiter(max);
            waiters.Enqueue(waiter);
        }

        if (cancellation.CanBeCanceled)
        {
            waiter.CancelWith(cancellation);
        }

        return new ValueTask<QueueBatch?>(waiter.Task);
    }

    /// <summary>From now on messages are delivered: this process is the owner and has indexed what was there before.</summary>
    public void StartDelivering()
    {
        lock (gate)
        {
            delivering = true;
            Match();
        }
    }

    /// <summary>Forgets all messages: they are another process's to deliver from now on. Consumers' locks are lost.</summary>
    public void Clear()
    {
        lock (gate)
        {
            delivering = false;
            foreach (var message in openIds.Values)
            {
                message.IsGone = true;
            }

            foreach (var batch in lockedBatches)
            {
                batch.IsOver = true;
            }

            sessions.Clear();
            _ = sessionless.IsEmpty;
            sessionless.IsListed = false;
            ready.Clear();
            later.Clear();
            lockedBatches.Clear();
            shares.Remove(IsBackOffice ? 0 : due.Count);
            due.Clear();
            scheduled.Clear();
            openIds.Clear();
            locked = 0;
        }
    }

    /// <summary>Forgets the messages of one document, which another process changed.</summary>
    public void Drop(QueuedDocument document)
    {
        lock (gate)
        {
            foreach (var content in document.Document.Messages)
            {
                if (content.Queue == Name && openIds.TryGetValue(content.MessageId, out var message) && ReferenceEquals(message.Document, document))
                {
                    Remove(message);
                }
            }
        }
    }

    /// <summary>Ends all waits for messages.</summary>
    public void Stop()
    {
        lock (gate)
        {
            stopped = true;
            delivering = false;
            while (waiters.TryDequeue(out var waiter))
            {
                waiter.TryEnd(null);
            }
        }
    }

    public void Dispose() => timer.Dispose();

    private void Enqueue(QueuedMessage message)
    {
        var line = sessionless;
        if (message.Content.SessionId is { } session && !sessions.TryGetValue(session, out line!))
        {
            line = new MessageLine(session);
            sessions.Add(session, line);
        }

        line.Add(message);
        List(line);
    }

    /// <summary>Puts a line where it can be delivered from, if it can; forgets it when it is empty.</summary>
    private void List(MessageLine line)
    {
        if (line.IsHeld || line.IsListed)
        {
            return;
        }

        if (line.IsEmpty)
        {
            if (line.Session is { } session)
            {
                sessions.Remove(session);
            }

            return;
        }

        line.IsListed = true;
        if (line.RestsUntil > clock.GetUtcNow())
        {
            Later(line, line.RestsUntil);
        }
        else
        {
            ready.Enqueue(line);
        }
    }

    private void Match()
    {
        while (delivering && HasTurn() && HasReady() && waiters.TryDequeue(out var waiter))
        {
            if (waiter.TryClaim()) // else its consumer went away
            {
                waiter.TryEnd(TakeBatch(waiter.Max));
            }
        }
    }

    /// <summary>
    /// True when one more batch may be held. A back-office queue always may hold one; when one of its batches ends it looks again,
    /// so that nobody has to tell it that the others have no more work.
    /// </summary>
    private bool HasTurn() =>
        !IsBackOffice || lockedBatches.Count < (shares.OthersHaveWork ? options.BackOfficeBatchesBesideOthers : options.BackOfficeBatches);

    private void BecomesDue(QueuedMessage message)
    {
        message.Node = due.AddLast(message);
        if (!IsBackOffice)
        {
            shares.Add(1);
        }
    }

    /// <summary>True when the first listed line has messages to deliver.</summary>
    private bool HasReady()
    {
        while (ready.TryPeek(out var line))
        {
            if (!line.IsEmpty)
            {
                return true;
            }

            ready.Dequeue();
            line.IsListed = false;
            List(line);
        }

        return false;
    }

    private LockedBatch TakeBatch(int max)
    {
        var line = ready.Dequeue();
        line.IsListed = false;
        var items = line.Take(max).ToArray();
        foreach (var item in items)
        {
            item.IsLocked = true;
        }

        locked += items.Length;
        line.IsHeld = line.Session is not null;
        List(line);
        var batch = new LockedBatch(this, line, items, Array.ConvertAll(items, item => item.ToReceived()));
        batch.Expires = clock.GetUtcNow() + options.LockDuration;
        batch.Node = lockedBatches.AddLast(batch);
        WakeAt(batch.Expires);
        return batch;
    }
}
