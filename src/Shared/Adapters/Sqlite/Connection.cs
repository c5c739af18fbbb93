using SQLitePCL;

namespace CryptoVault.Adapters.Sqlite;

/// <summary>One connection with its prepared statements. Used by one thread at a time.</summary>
internal sealed class Connection : IDisposable
{
    private const long PageBytes = 4096;

    private readonly sqlite3 handle;
    private readonly Dictionary<string, Statement> statements = new(ReferenceEqualityComparer.Instance);

    private Connection(sqlite3 handle) => this.handle = handle;

    /// <summary>Rows that the last statement changed.</summary>
    public int Changes => raw.sqlite3_changes(handle);

    /// <summary>True while a transaction is open.</summary>
    public bool InTransaction => raw.sqlite3_get_autocommit(handle) == 0;

    /// <summary>Opens a connection that writes.</summary>
    /// <param name="options">The file and how to use it.</param>
    /// <param name="create">Creates the file if there is none; only at the start, lest a vanished file be replaced by an empty one.</param>
    public static Connection OpenWriter(SqliteStoreOptions options, bool create)
    {
        var connection = Open(options.File, raw.SQLITE_OPEN_READWRITE | (create ? raw.SQLITE_OPEN_CREATE : 0), options);
        try
        {
            connection.Execute("PRAGMA journal_mode=WAL");
            connection.Execute("PRAGMA synchronous=FULL");
            connection.Execute("PRAGMA wal_autocheckpoint=0");
            connection.Execute($"PRAGMA journal_size_limit={Checkpointer.LongLogPages(options) * PageBytes}");
            connection.Execute("PRAGMA secure_delete=FAST");
            connection.Execute("PRAGMA temp_store=MEMORY");
            connection.Execute($"PRAGMA cache_size={-options.WriterCacheKibibytes}");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Opens a connection that only reads.</summary>
    public static Connection OpenReader(SqliteStoreOptions options)
    {
        // WAL needs write access to the shared index even for readers; query_only keeps the data safe.
        var connection = Open(options.File, raw.SQLITE_OPEN_READWRITE, options);
        connection.Execute("PRAGMA query_only=ON");
        connection.Execute("PRAGMA temp_store=MEMORY");
        connection.Execute($"PRAGMA cache_size={-options.ReaderCacheKibibytes}");
        return connection;
    }

    /// <summary>The statement of a text, prepared once. The text is compared by reference, so it must be kept by its owner.</summary>
    public Statement Prepare(string sql)
    {
        if (!statements.TryGetValue(sql, out var statement))
        {
            statement = PrepareOnce(sql);
            statements.Add(sql, statement);
        }

        return statement;
    }

    /// <summary>A statement that the caller disposes.</summary>
    public Statement PrepareOnce(string sql)
    {
        var code = raw.sqlite3_prepare_v2(handle, sql, out var prepared);
        return code == raw.SQLITE_OK ? new Statement(this, prepared) : throw Failure(code);
    }

    /// <summary>Runs statements that are needed rarely.</summary>
    public void Execute(string sql)
    {
        using var statement = PrepareOnce(sql);
        while (statement.Step())
        {
        }
    }

    /// <summary>The first column of the first row, or null.</summary>
    public object? Scalar(string sql)
    {
        using var statement = PrepareOnce(sql);
        return statement.Step() && !statement.IsNull(0) ? statement.GetValue(0) : null;
    }

    /// <summary>Copies what can be copied from the log to the file without waiting for anyone.</summary>
    /// <returns>Frames in the log, and how many of them are in the file now; (-1, -1) when another checkpoint runs.</returns>
    public (int Log, int Done) Checkpoint() => Checkpoint(raw.SQLITE_CHECKPOINT_PASSIVE, out var log, out var done) ? (log, done) : (-1, -1);

    /// <summary>
    /// Copies the log to the file, and waits within the busy time-out until no reader needs the log any more, so that the next
    /// commit begins it anew.
    /// </summary>
    /// <returns>False when a reader needed it for longer.</returns>
    public bool RestartLog() => Checkpoint(raw.SQLITE_CHECKPOINT_RESTART, out _, out _);

    /// <summary>The same, and makes the log's file empty.</summary>
    public bool TruncateLog() => Checkpoint(raw.SQLITE_CHECKPOINT_TRUNCATE, out _, out _);

    /// <summary>Waits until everything that was copied into the file is on disk.</summary>
    public void FlushFile()
    {
        var code = SqliteLibrary.FlushFile(handle);
        if (code != raw.SQLITE_OK)
        {
            throw new SqliteFailure(code, "flushing the file failed");
        }
    }

    /// <summary>Asks before each commit: anything but zero makes it fail. For tests.</summary>
    public void OnCommit(Func<int> decide) => raw.sqlite3_commit_hook(handle, _ => decide(), null);

    /// <summary>How long to wait for locks of other connections.</summary>
    public void SetBusyTimeout(TimeSpan time) => _ = raw.sqlite3_busy_timeout(handle, (int)time.TotalMilliseconds);

    /// <summary>Pages written to the log by this connection since the last call.</summary>
    public int TakePagesWritten()
    {
        _ = raw.sqlite3_db_status(handle, raw.SQLITE_DBSTATUS_CACHE_WRITE, out var current, out _, 1);
        return current;
    }

    /// <summary>Ends what runs on the connection; the one member that another thread may call.</summary>
    public void Interrupt() => raw.sqlite3_interrupt(handle);

    /// <summary>Ends an open transaction without its changes, if one is open.</summary>
    public void RollbackIfOpen()
    {
        if (InTransaction)
        {
            Execute("ROLLBACK");
        }
    }

    public SqliteFailure Failure(int code)
    {
        var extended = raw.sqlite3_extended_errcode(handle);
        return new SqliteFailure((extended & 0xff) == (code & 0xff) ? extended : code, raw.sqlite3_errmsg(handle).utf8_to_string());
    }

    public void Dispose()
    {
        foreach (var statement in statements.Values)
        {
            statement.Dispose();
        }

        statements.Clear();
        handle.Dispose();
    }

    private bool Checkpoint(int mode, out int log, out int done)
    {
        var code = raw.sqlite3_wal_checkpoint_v2(handle, "main", mode, out log, out done);
        return code is raw.SQLITE_OK or raw.SQLITE_BUSY ? code == raw.SQLITE_OK : throw Failure(code);
    }

    private static Connection Open(string file, int flags, SqliteStoreOptions options)
    {
        _ = SqliteLibrary.Version;
        var code = raw.sqlite3_open_v2(file, out var handle, flags | raw.SQLITE_OPEN_NOMUTEX | raw.SQLITE_OPEN_PRIVATECACHE, null);
        var connection = new Connection(handle);
        if (code != raw.SQLITE_OK)
        {
            var failure = connection.Failure(code);
            connection.Dispose();
            throw failure;
        }

        connection.SetBusyTimeout(options.BusyTimeout);
        return connection;
    }
}
