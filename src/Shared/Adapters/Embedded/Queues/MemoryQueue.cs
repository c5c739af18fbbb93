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

    public MemoryQueue(string name, EmbeddedQueueOptions options, TimeProvider clock, OutboxWriter writer)
    {
        Name = name;
        this.options = options;
        this.clock = clock;
        this.writer = writer;
        recentIds = new RecentIds(options.MaxRememberedIds, options.DuplicateWindow, clock);
        timer = clock.CreateTimer(static queue => ((MemoryQueue)queue!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public string Name { get; }

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

            message.Node = due.AddLast(message);
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

            if (delivering && HasReady())
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
            foreach (var message in openIds.Values.Where(message => ReferenceEquals(message.Document, document)).ToArray())
            {
                Remove(message);
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
        while (delivering && HasReady() && waiters.TryDequeue(out var waiter))
        {
            if (waiter.TryClaim()) // else its consumer went away
            {
                waiter.TryEnd(TakeBatch(waiter.Max));
            }
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

    private void Later(object target, DateTimeOffset at)
    {
        later.Enqueue(target, at);
        WakeAt(at);
    }

    private void WakeAt(DateTimeOffset at)
    {
        if (at >= timerAt)
        {
            return;
        }

        timerAt = at;
        var wait = at - clock.GetUtcNow();
        timer.Change(wait < TimeSpan.Zero ? TimeSpan.Zero : wait > MaxTimer ? MaxTimer : wait, Timeout.InfiniteTimeSpan);
    }

    /// <summary>A timer's longest time; it then looks and sets itself again.</summary>
    private static readonly TimeSpan MaxTimer = TimeSpan.FromDays(1);

    private void OnTimer()
    {
        lock (gate)
        {
            var now = clock.GetUtcNow();
            timerAt = DateTimeOffset.MaxValue;
            while (lockedBatches.First?.Value is { } batch && batch.Expires <= now)
            {
                End(batch, "The lock ran out.");
            }

            while (later.TryPeek(out var target, out var at) && at <= now)
            {
                later.Dequeue();
                Wake(target);
            }

            if (later.TryPeek(out _, out var next))
            {
                WakeAt(next);
            }

            if (lockedBatches.First?.Value is { } first)
            {
                WakeAt(first.Expires);
            }

            Match();
        }
    }

    private void Wake(object target)
    {
        if (target is MessageLine line)
        {
            line.IsListed = false;
            List(line);
            return;
        }

        var message = (QueuedMessage)target;
        if (message.IsGone)
        {
            return;
        }

        if (scheduled.Remove(message))
        {
            message.Node = due.AddLast(message);
        }

        Enqueue(message);
    }
}
