using Microsoft.Extensions.Logging;

namespace CryptoVault.Adapters.Sqlite;

/// <summary>
/// Keeps the write-ahead log short without stalling the writer: a thread of its own copies most of the log into the
/// file and flushes the file while commits go on; only the small rest is copied and flushed by the writer between two
/// groups, so that the log can start over from its beginning.
/// </summary>
internal sealed class Checkpointer : IDisposable
{
    /// <summary>A rest of this many pages is small enough for the writer to copy.</summary>
    private const int SmallRestPages = 400;
    private const int MaxPasses = 8;

    private readonly SqliteStoreOptions options;
    private readonly CommitQueue queue;
    private readonly ILogger logger;
    private readonly AutoResetEvent due = new(initialState: false);
    private readonly Thread thread;
    private long pages;
    private volatile bool closing;

    public Checkpointer(SqliteStoreOptions options, CommitQueue queue, ILogger logger)
    {
        this.options = options;
        this.queue = queue;
        this.logger = logger;
        thread = new Thread(Run) { Name = "store-checkpoint", IsBackground = true };
        thread.Start();
    }

    /// <summary>Called by the writer thread after each commit.</summary>
    public void PagesWritten(int count)
    {
        pages += count;
        if (pages >= options.CheckpointPages)
        {
            pages -= options.CheckpointPages / 4; // when a reader is in the way, try again after a while
            due.Set();
        }
    }

    public void Dispose()
    {
        closing = true;
        due.Set();
        thread.Join();
        due.Dispose();
    }

    private void Run()
    {
        Connection? connection = null;
        while (due.WaitOne() && !closing)
        {
            try
            {
                connection ??= Connection.OpenWriter(options, create: false);
                CopyMost(connection);
                queue.Post(FinishOnWriter);
            }
            catch (SqliteFailure failure)
            {
                logger.LogWarning(failure, "Copying the store's log failed; it is tried again later.");
                connection?.Dispose();
                connection = null;
            }
        }

        connection?.Dispose();
    }

    /// <summary>
    /// Each pass copies what was written during the one before; so the passes become short quickly. SQLite flushes the
    /// file only in a pass that reaches the end of the log, which under load is the writer's; so it is done here before.
    /// </summary>
    private void CopyMost(Connection connection)
    {
        var (before, flushed) = (0, false);
        for (var pass = 0; pass < MaxPasses && !closing; pass++)
        {
            var (log, done) = connection.Checkpoint(truncate: false);
            if (done < log)
            {
                return; // a reader still needs the old pages
            }

            if (done - before <= SmallRestPages)
            {
                if (flushed)
                {
                    return;
                }

                connection.FlushFile();
                flushed = true;
            }

            before = done;
        }
    }

    private void FinishOnWriter(Connection writer)
    {
        var (log, done) = writer.Checkpoint(truncate: false);
        if (log == done)
        {
            pages = 0;
        }
    }
}
