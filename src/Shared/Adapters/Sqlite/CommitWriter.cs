using System.Diagnostics;
using CryptoVault.Storage;
using Microsoft.Extensions.Logging;

namespace CryptoVault.Adapters.Sqlite;

/// <summary>
/// The one thread that writes. It takes all batches that arrived while the last flush ran, applies them in one
/// transaction, and answers after COMMIT has returned; so many batches share one flush, and nobody waits for others
/// to come.
/// </summary>
internal sealed class CommitWriter : IDisposable
{
    private const string Begin = "BEGIN IMMEDIATE";
    private const string Commit = "COMMIT";
    private const string ReadSequence = "SELECT value FROM meta WHERE name='sequence'";
    private const string WriteSequence = "UPDATE meta SET value=?1 WHERE name='sequence'";

    private readonly SqliteStoreOptions options;
    private readonly TimeProvider clock;
    private readonly ILogger logger;
    private readonly StoreCounters counters;
    private readonly Thread thread;
    private Action<int> pagesWritten = _ => { };
    private Connection? connection;
    private BatchApplier? applier;

    /// <summary>Takes over the writing connection.</summary>
    public CommitWriter(SqliteStoreOptions options, Connection connection, StoreCounters counters, TimeProvider clock, ILogger logger)
    {
        this.options = options;
        this.connection = connection;
        this.counters = counters;
        this.clock = clock;
        this.logger = logger;
        applier = new BatchApplier(connection);
        Queue = new CommitQueue(options.QueueCapacity);
        thread = new Thread(Run) { Name = "store-writer", IsBackground = true };
    }

    public CommitQueue Queue { get; }

    /// <param name="report">Told after each commit how many pages it added to the log.</param>
    public void Start(Action<int> report)
    {
        pagesWritten = report;
        thread.Start();
    }

    /// <summary>Writes what is queued and ends the thread.</summary>
    public void Stop()
    {
        Queue.Close();
        thread.Join();
    }

    /// <summary>After <see cref="Stop"/>: copies the log into the file, if nobody else is using it, and closes the connection.</summary>
    public void Dispose()
    {
        try
        {
            connection?.SetBusyTimeout(TimeSpan.FromMilliseconds(100));
            connection?.TruncateLog();
        }
        catch (SqliteFailure failure)
        {
            logger.LogWarning(failure, "The store's log was not copied at closing; the next start does it.");
        }

        connection?.Dispose();
        Queue.Dispose();
    }

    private void Run()
    {
        List<PendingCommit> commits = [];
        List<Action<Connection>> chores = [];
        while (Queue.Take(ref commits, ref chores))
        {
            foreach (var chore in chores)
            {
                RunChore(chore);
            }

            for (var start = 0; start < commits.Count;)
            {
                var end = GroupEnd(commits, start);
                WriteGroup(commits, start, end);
                start = end;
            }

            commits.Clear();
            chores.Clear();
        }
    }

    private int GroupEnd(List<PendingCommit> commits, int start)
    {
        var operations = 0;
        var bytes = 0;
        var end = start;
        do
        {
            operations += commits[end].Batch.Operations.Count;
            bytes += commits[end].Bytes;
            end++;
        }
        while (end < commits.Count && operations < options.MaxGroupOperations && bytes < options.MaxGroupBytes);
        return end;
    }

    private void WriteGroup(List<PendingCommit> commits, int start, int end)
    {
        var started = Stopwatch.GetTimestamp();
        var committing = false;
        try
        {
            var session = Session();
            var applied = ApplyGroup(session, commits, start, end, undoable: false) ?? ApplyGroup(session, commits, start, end, undoable: true)!.Value;
            if (applied)
            {
                var sequence = session.Connection.Prepare(WriteSequence);
                sequence.Bind(1, session.Applier.Sequence);
                sequence.Run();
                committing = true;
                session.Connection.Prepare(Commit).Run();
            }
            else
            {
                session.Connection.RollbackIfOpen();
            }
        }
        catch (Exception exception)
        {
            Fail(commits, start, end, exception, committing);
            return;
        }

        Answer(commits, start, end, committing, started);
    }

    /// <summary>Begins a transaction and applies the group in it.</summary>
    /// <returns>Whether anything was applied; null when the group must start again, undoable, and nothing is open.</returns>
    private bool? ApplyGroup((Connection Connection, BatchApplier Applier) session, List<PendingCommit> commits, int start, int end, bool undoable)
    {
        session.Connection.Prepare(Begin).Run();
        session.Applier.Sequence = SequenceNow(session.Connection);
        session.Applier.Now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var applied = false;
        for (var i = start; i < end; i++)
        {
            var outcome = session.Applier.Apply(commits[i], undoable);
            if (outcome is null)
            {
                session.Connection.RollbackIfOpen();
                return null;
            }

            commits[i].Outcome = outcome;
            applied |= outcome.IsCommitted;
        }

        return applied;
    }

    private void Answer(List<PendingCommit> commits, int start, int end, bool committed, long started)
    {
        if (committed)
        {
            counters.CountCommit();
            pagesWritten(connection!.TakePagesWritten());
        }

        for (var i = start; i < end; i++)
        {
            var commit = commits[i];
            counters.Count(commit);
            commit.Answer(commit.Outcome!);
        }

        var elapsed = Stopwatch.GetElapsedTime(started);
        if (elapsed > options.SlowOperation)
        {
            logger.LogWarning(
                "A commit of {Batches} batches took {Milliseconds} ms; the first was of {Container}.",
                end - start, (long)elapsed.TotalMilliseconds, commits[start].Batch.Container);
        }
    }

    /// <summary>
    /// Ends the group without its changes. When COMMIT itself failed and it was not for want of room (then the frame
    /// that ends a commit was not written), its frames may be in the log's file and come back at the next start, unless
    /// a later commit overwrites them: then the answer is "unknown".
    /// </summary>
    private void Fail(List<PendingCommit> commits, int start, int end, Exception exception, bool committing)
    {
        var failure = exception as SqliteFailure;
        var surelyNot = !committing || failure?.Primary is SQLitePCL.raw.SQLITE_FULL or SQLitePCL.raw.SQLITE_READONLY;
        var status = surelyNot ? failure?.Status ?? CommitStatus.Unavailable : CommitStatus.Unknown;
        logger.LogError(exception, "A commit of {Batches} batches failed: {Status}.", end - start, status);
        ResetSession(failure);
        var result = new CommitResult(status) { Reason = failure?.Reason ?? exception.Message, RetryAfter = SqliteFailure.RetryAfter };
        for (var i = start; i < end; i++)
        {
            counters.CountFailure();
            commits[i].Answer(result);
        }
    }

    private void RunChore(Action<Connection> chore)
    {
        var started = Stopwatch.GetTimestamp();
        try
        {
            chore(Session().Connection);
            var elapsed = Stopwatch.GetElapsedTime(started);
            if (elapsed > options.SlowOperation)
            {
                logger.LogWarning("{Chore} kept commits waiting for {Milliseconds} ms.", chore.Method.Name, (long)elapsed.TotalMilliseconds);
            }
        }
        catch (SqliteFailure failure)
        {
            logger.LogWarning(failure, "Maintenance of the store failed; it is tried again later.");
            ResetSession(failure);
        }
    }

    private (Connection Connection, BatchApplier Applier) Session()
    {
        if (connection is null)
        {
            connection = Connection.OpenWriter(options, create: false);
            applier = new BatchApplier(connection);
        }

        return (connection, applier!);
    }

    /// <summary>After a failure: rolls back, and opens a new connection next time unless the old one is surely sound.</summary>
    private void ResetSession(SqliteFailure? failure)
    {
        try
        {
            connection?.RollbackIfOpen();
            if (failure is { IsBusy: true } || failure?.Primary == SQLitePCL.raw.SQLITE_FULL)
            {
                return;
            }
        }
        catch (SqliteFailure rollback)
        {
            logger.LogWarning(rollback, "Rolling back failed; the connection is replaced.");
        }

        connection?.Dispose();
        connection = null;
    }

    private static long SequenceNow(Connection connection)
    {
        var statement = connection.Prepare(ReadSequence);
        try
        {
            return statement.Step() ? statement.GetInt64(0) : throw new InvalidOperationException("The store has no sequence.");
        }
        finally
        {
            statement.Reset();
        }
    }
}
