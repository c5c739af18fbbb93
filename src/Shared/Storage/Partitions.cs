using System.Collections.Concurrent;
using CryptoVault.Audit;
using CryptoVault.Ids;
using CryptoVault.Messaging;
using CryptoVault.Protection;
using CryptoVault.Results;
using CryptoVault.Streams.UserEvents;
using Microsoft.Extensions.Logging;

namespace CryptoVault.Storage;

/// <summary>
/// The one place where state changes. Decisions on a partition queue up inside the process, are decided one after
/// another on one state, and are committed together in one atomic batch with their outbox messages; after the
/// commit the messages are published. A conflict with another process loads and decides again. So callers on one
/// account never fight each other by optimistic retries; the ETags guard against other processes only.
/// </summary>
public sealed class Partitions(
    IDocumentStore store, IMessageBus bus, IIds ids, TimeProvider clock, PartitionOptions options, ILogger<Partitions> logger, UserEventSignals? signals = null,
    PersonalKeys? personal = null)
{
    private readonly ConcurrentDictionary<PartitionKey, PartitionQueue> queues = new();
    private readonly Lock sweepLock = new();
    private int count; // of queues: the dictionary's own count takes all of its locks

    internal IDocumentStore Store => store;

    internal IMessageBus Bus => bus;

    internal IIds Ids => ids;

    internal TimeProvider Clock => clock;

    internal PartitionOptions Options => options;

    internal ILogger Logger => logger;

    /// <summary>The keys of personal members; null where they are not encrypted, as in tests of other things.</summary>
    internal PersonalKeys? Personal => personal;

    /// <summary>True when documents of the partition may have personal members.</summary>
    internal bool HasPersonal(PartitionKey partition) => personal is not null && PersonalKeys.UserOf(partition) is not null;

    internal UserEventSignals? Signals => signals;

    /// <summary>Runs a pure decision on a partition and commits what it changed. The answer is given after the commit is durable.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="decide">The decision. A failure changes nothing.</param>
    /// <param name="cancellation">Honoured until the decision is queued; from then on the outcome is always told.</param>
    /// <returns>The decision's result, or <see cref="ServiceUnavailable"/> when the store cannot commit now.</returns>
    public Task<Result<T>> DecideAsync<T>(PartitionKey partition, Func<PartitionView, Result<T>> decide, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        var command = new PartitionCommand<T>(DecisionGuard.Current is { } guard ? view => guard.Decide(view, decide) : decide) 
        {
            CorrelationId = Correlation.Current,
            Origin = AuditOrigin.Current,
        };
        while (true)
        {
            if (QueueOf(partition).TryEnqueue(command))
            {
                SweepIdle();
                return command.Task;
            }
        }
    }

    /// <summary>Forgets what is remembered of a partition, after its documents were written elsewhere.</summary>
    public void Forget(PartitionKey partition)
    {
        if (queues.TryGetValue(partition, out var queue))
        {
            queue.ForgetDocuments();
        }
    }

    /// <summary>Doubles up to a second; the jitter is the low digits of the clock, which differ between processes and repeat in a simulation.</summary>
    internal TimeSpan Backoff(int attempt)
    {
        var ceiling = Math.Min(1000, 5 << Math.Min(attempt, 8));
        var jitter = (int)((ulong)clock.GetTimestamp() % (ulong)((ceiling / 2) + 1));
        return TimeSpan.FromMilliseconds((ceiling / 2) + jitter);
    }

    private PartitionQueue QueueOf(PartitionKey partition)
    {
        if (queues.TryGetValue(partition, out var known))
        {
            return known;
        }

        var created = new PartitionQueue(this, partition);
        var queue = queues.GetOrAdd(partition, created);
        if (ReferenceEquals(queue, created))
        {
            Interlocked.Increment(ref count);
        }

        return queue;
    }

    private void SweepIdle()
    {
        if (Volatile.Read(ref count) <= options.MaxPartitions || !sweepLock.TryEnter())
        {
            return;
        }

        try
        {
            var now = clock.GetTimestamp();
            // Looked at one by one: the dictionary itself, sorted, is copied as a collection of one size, and it grows meanwhile.
            var known = queues.Select(static pair => (Partition: pair.Key, Queue: pair.Value));
            foreach (var (key, queue) in known.OrderBy(static one => one.Queue.LastUsed).Take((options.MaxPartitions / 10) + 1))
            {
                if (queue.LastUsed <= now && queue.TryRetire() && queues.TryRemove(new KeyValuePair<PartitionKey, PartitionQueue>(key, queue)))
                {
                    Interlocked.Decrement(ref count);
                }
            }
        }
        finally
        {
            sweepLock.Exit();
        }
    }
}
