using Microsoft.Extensions.Logging;

namespace CryptoVault.Adapters.Sqlite;

/// <summary>
/// Keeps the write-ahead log short without stalling the writer: a thread of its own copies most of the log into the
/// file and flushes the file while commits go on; only the small rest is copied and flushed by the writer between two
/// groups. The log starts over only when no reader needs it at that moment, and where reads follow each other closely there is no
/// such moment by chance: so the writer waits for the reads under way, a little at first, and longer for a log that has grown long.
/// New reads do not hold it up, as they take the file. For an open snapshot nobody waits.
/// </summary>
internal sealed class Checkpointer : IDisposable
{
    /// <summary>A rest of this many pages is small enough for the writer to copy.</summary>
    private const int SmallRestPages = 400;
    private const int MaxPasses = 8;

    /// <summary>A log this many times as long as it should be is long.</summary>
    private const int LongLog = 2;
    private const int ReaderPauseMs = 1;
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongLogPatience = TimeSpan.FromMilliseconds(250);

    private readonly SqliteStoreOptions options;
    private readonly CommitQueue queue;
    private readonly ILogger logger;
    private readonly Lock gate = new();
    private readonly AutoResetEvent due = new(initialState: false);
    private readonly Thread thread;
    private long pages;
    private long log;
    private int snapshots;
    private volatile bool isDelayed;
    private volatile bool closing;

    public Checkpointer(SqliteStoreOptions options, CommitQueue queue, ILogger logger)
    {
        this.options = options;
        this.queue = queue;
        this.logger = logger;
        thread = new Thread(Run) { Name = "store-checkpoint", IsBackground = true };
        thread.Start();
    }

    /// <summary>So many pages are a long log.</summary>
    public static long LongLogPages(SqliteStoreOptions options) => (long)LongLog * options.CheckpointPages;

    /// <summary>Called by the writer thread after each commit.</summary>
    public void PagesWritten(int count)
    {
        pages += count;
        log += count;
        if (pages >= options.CheckpointPages)
        {
            pages -= options.CheckpointPages / 4; // when a reader is in the way, try again after a while
            due.Set();
        }
    }

    /// <summary>A snapshot is opened: the log cannot start over before it is closed.</summary>
    public void SnapshotOpened() => Interlocked.Increment(ref snapshots);

    /// <summary>It is closed: what waited for it is done now.</summary>
    public void SnapshotClosed()
    {
        lock (gate)
        {
            if (Interlocked.Decrement(ref snapshots) == 0 && isDelayed && !closing)
            {
                due.Set();
            }
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            closing = true;
            due.Set();
        }

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
                isDelayed = Volatile.Read(ref snapshots) > 0;
                if (!isDelayed)
                {
                    queue.Post(FinishOnWriter);
                }
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
    /// Each pass copies what was written during the one before, as far as no reader needs older pages; so the passes become short
    /// quickly. SQLite flushes the file only in a pass that reaches the end of the log, which under load is the writer's; so it is
    /// done here before.
    /// </summary>
    private void CopyMost(Connection connection)
    {
        var (before, flushed) = (0, false);
        for (var pass = 0; pass < MaxPasses && !closing; pass++)
        {
            var (frames, done) = connection.Checkpoint();
            if (frames - done > SmallRestPages)
            {
                Thread.Sleep(ReaderPauseMs); // a read under way needs the old pages
            }
            else if (done - before <= SmallRestPages)
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
        var isLong = log >= LongLogPages(options);
        writer.SetBusyTimeout(isLong ? LongLogPatience : Patience);
        try
        {
            if (writer.RestartLog())
            {
                (pages, log) = (0, 0);
            }
            else if (isLong)
            {
                pages = 0; // another process reads for long, a backup perhaps: commits do not wait for it again soon
            }
        }
        finally
        {
            writer.SetBusyTimeout(options.BusyTimeout);
        }
    }
}
