using CryptoVault.Storage;

namespace CryptoVault.Fees;

/// <summary>The fee tables, in memory, at most two seconds old.</summary>
public sealed class FeeSchedules(IDocumentStore store, TimeProvider clock)
{
    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(2);
    private static readonly FeeScheduleDocument None = new();

    private volatile Snapshot? snapshot;
    private int readers;

    /// <summary>The tables; none at all while none were set.</summary>
    public ValueTask<FeeScheduleDocument> NewestAsync(CancellationToken cancellation = default)
    {
        var known = snapshot;
        return known is not null && (clock.GetElapsedTime(known.ReadAt) < MaxAge || Volatile.Read(ref readers) > 0)
            ? ValueTask.FromResult(known.Schedule)
            : ReadAsync(cancellation);
    }

    /// <summary>Forgets what was read: the tables were changed here.</summary>
    public void Forget() => snapshot = null;

    private async ValueTask<FeeScheduleDocument> ReadAsync(CancellationToken cancellation)
    {
        Interlocked.Increment(ref readers);
        try
        {
            var before = snapshot;
            var readAt = clock.GetTimestamp();
            var schedule = await store.FindAsync<FeeScheduleDocument>(FeeScheduleDocument.Partition, FeeScheduleDocument.DocumentId, cancellation) ?? None;
            // What a change made here forgot meanwhile may be what was just read: then the next one reads again.
            Interlocked.CompareExchange(ref snapshot, new Snapshot(schedule, readAt), before);
            return schedule;
        }
        finally
        {
            Interlocked.Decrement(ref readers);
        }
    }

    private sealed record Snapshot(FeeScheduleDocument Schedule, long ReadAt);
}
