using CryptoVault.LocalRuntime.Durable.Documents;
using CryptoVault.Storage;
using Microsoft.Extensions.Logging;

namespace CryptoVault.LocalRuntime.Durable.Engine;

/// <summary>
/// Wakes instances when their earliest timer is due. Only the near future is in memory; what lies further ahead is
/// read from the index when the horizon moves on, so that months of waiting cost nothing.
/// </summary>
internal sealed class TimerTable : IDisposable
{
    private const int PageSize = 1000;
    private const int MaxLoadedAtOnce = 50_000;
    private static readonly TimeSpan LongestSleep = TimeSpan.FromHours(1);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private readonly Dictionary<string, DateTimeOffset> due = new(StringComparer.Ordinal);
    private readonly PriorityQueue<string, DateTimeOffset> order = new();
    private readonly IDocumentStore store;
    private readonly DurableOptions options;
    private readonly TimeProvider clock;
    private readonly Action<string> wake;
    private readonly ILogger logger;
    private readonly ITimer timer;
    private DateTimeOffset loadedUntil = DateTimeOffset.MinValue;
    private DateTimeOffset timerAt = DateTimeOffset.MaxValue;
    private bool disposed;

    public TimerTable(IDocumentStore store, DurableOptions options, TimeProvider clock, Action<string> wake, ILogger logger)
    {
        this.store = store;
        this.options = options;
        this.clock = clock;
        this.wake = wake;
        this.logger = logger;
        timer = clock.CreateTimer(static table => ((TimerTable)table!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Timers in memory.</summary>
    public int Count
    {
        get
        {
            lock (gate)
            {
                return due.Count;
            }
        }
    }

    /// <summary>Says when an instance's earliest timer is due; null when it waits for none.</summary>
    public void Set(string instanceId, DateTimeOffset? at)
    {
        lock (gate)
        {
            if (at is not { } time || time >= loadedUntil)
            {
                due.Remove(instanceId); // the index has it, if it has one
                return;
            }

            if (due.TryGetValue(instanceId, out var known) && known == time)
            {
                return;
            }

            due[instanceId] = time;
            order.Enqueue(instanceId, time);
            WakeAt(time);
        }
    }

    /// <summary>Reads the timers of the near future; runs until it is canceled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                var until = await LoadAsync(cancellation);
                var wait = (until - clock.GetUtcNow()) / 2;
                await Task.Delay(wait > RetryDelay ? wait : RetryDelay, clock, cancellation);
            }
            catch (StoreException exception)
            {
                logger.LogWarning(exception, "Durable timers could not be read; trying again.");
                await Task.Delay(RetryDelay, clock, cancellation);
            }
        }
    }

    /// <summary>Reads timers up to the horizon, or as many as may be read at once; returns how far it came.</summary>
    public async Task<DateTimeOffset> LoadAsync(CancellationToken cancellation)
    {
        var horizon = clock.GetUtcNow() + options.TimerHorizon;
        DateTimeOffset from;
        lock (gate)
        {
            // From now on commits put their timers in here themselves; what is there already is read.
            from = loadedUntil;
            loadedUntil = horizon > loadedUntil ? horizon : loadedUntil;
        }

        try
        {
            return await LoadAsync(from, horizon, cancellation);
        }
        catch
        {
            lock (gate)
            {
                loadedUntil = from;
            }

            throw;
        }
    }

    private async Task<DateTimeOffset> LoadAsync(DateTimeOffset from, DateTimeOffset horizon, CancellationToken cancellation)
    {
        var count = 0;
        string? continuation = null;
        do
        {
            var query = new DocumentQuery(WorkflowContainer.Name, WorkflowContainer.TimerIndex)
            {
                From = from == DateTimeOffset.MinValue ? null : StoredTime.Format(from),
                To = StoredTime.Format(horizon),
                Limit = PageSize,
                Continuation = continuation,
            };
            var page = await store.QueryAsync(query, cancellation);
            foreach (var stored in page.Items)
            {
                var instance = DocumentCodec.Decode<InstanceDocument>(stored);
                SetIfEarlier(instance.InstanceId, StoredTime.Parse(instance.NextTimer!));
            }

            count += page.Items.Count;
            continuation = page.Continuation;
            if (count >= MaxLoadedAtOnce && continuation is not null)
            {
                horizon = StoredTime.Parse(DocumentCodec.Decode<InstanceDocument>(page.Items[^1]).NextTimer!);
                lock (gate)
                {
                    loadedUntil = horizon;
                }

                break;
            }
        }
        while (continuation is not null);

        return horizon;
    }

    public void Dispose()
    {
        lock (gate)
        {
            disposed = true;
        }

        timer.Dispose();
    }

    /// <summary>What was read may be older than what a commit just set: a wake too early does no harm, one too late would.</summary>
    private void SetIfEarlier(string instanceId, DateTimeOffset at)
    {
        lock (gate)
        {
            if (!due.TryGetValue(instanceId, out var known) || at < known)
            {
                due[instanceId] = at;
                order.Enqueue(instanceId, at);
                WakeAt(at);
            }
        }
    }

    private void WakeAt(DateTimeOffset at)
    {
        if (at >= timerAt || disposed)
        {
            return;
        }

        timerAt = at;
        var wait = at - clock.GetUtcNow();
        timer.Change(wait < TimeSpan.Zero ? TimeSpan.Zero : wait > LongestSleep ? LongestSleep : wait, Timeout.InfiniteTimeSpan);
    }

    private void OnTimer()
    {
        var ready = new List<string>();
        lock (gate)
        {
            timerAt = DateTimeOffset.MaxValue;
            var now = clock.GetUtcNow();
            while (order.TryPeek(out var instance, out var at))
            {
                if (!due.TryGetValue(instance, out var current) || current != at)
                {
                    order.Dequeue(); // it was set to another time since
                    continue;
                }

                if (at > now)
                {
                    WakeAt(at);
                    break;
                }

                order.Dequeue();
                due.Remove(instance);
                ready.Add(instance);
            }
        }

        foreach (var instance in ready)
        {
            wake(instance);
        }
    }
}
