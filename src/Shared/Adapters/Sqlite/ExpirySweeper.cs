namespace CryptoVault.Adapters.Sqlite;

/// <summary>Removes expired documents now and then, a bounded number per transaction, on the writer's thread between groups.</summary>
internal sealed class ExpirySweeper : IDisposable
{
    private readonly SqliteStoreOptions options;
    private readonly IReadOnlyList<ContainerTable> tables;
    private readonly CommitQueue queue;
    private readonly StoreCounters counters;
    private readonly TimeProvider clock;
    private readonly ITimer timer;
    private int running;

    public ExpirySweeper(
        SqliteStoreOptions options, IReadOnlyList<ContainerTable> tables, CommitQueue queue, StoreCounters counters, TimeProvider clock)
    {
        this.options = options;
        this.tables = tables;
        this.queue = queue;
        this.counters = counters;
        this.clock = clock;
        timer = clock.CreateTimer(_ => Sweep(null), null, options.ExpirySweepInterval, options.ExpirySweepInterval);
    }

    /// <summary>Sweeps until nothing is expired.</summary>
    public async Task SweepAsync()
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Post(done);
        await done.Task.ConfigureAwait(false);
    }

    public void Dispose() => timer.Dispose();

    private void Sweep(TaskCompletionSource? done)
    {
        if (Interlocked.Exchange(ref running, 1) == 0)
        {
            Post(done);
        }
    }

    private void Post(TaskCompletionSource? done)
    {
        if (!queue.Post(connection => SweepSome(connection, done)))
        {
            done?.TrySetCanceled();
        }
    }

    private void SweepSome(Connection connection, TaskCompletionSource? done)
    {
        var more = false;
        try
        {
            var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
            foreach (var table in tables)
            {
                var statement = connection.Prepare(table.SweepSql);
                statement.Bind(1, now);
                statement.Bind(2, options.ExpirySweepBatch);
                var removed = statement.RunChanges();
                counters.CountExpired(removed);
                more |= removed == options.ExpirySweepBatch;
            }
        }
        finally
        {
            if (more)
            {
                Post(done);
            }
            else
            {
                Volatile.Write(ref running, 0);
                done?.TrySetResult();
            }
        }
    }
}
