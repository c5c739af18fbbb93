using CryptoVault.Storage;
using SQLitePCL;

namespace CryptoVault.Adapters.Sqlite;

/// <summary>A call to SQLite that failed, with its extended result code.</summary>
internal sealed class SqliteFailure(int code, string message) : Exception($"SQLite error {code}: {message}")
{
    /// <summary>The extended result code.</summary>
    public int Code { get; } = code;

    /// <summary>The primary result code.</summary>
    public int Primary => Code & 0xff;

    /// <summary>True when another connection holds the lock for longer than we wait.</summary>
    public bool IsBusy => Primary is raw.SQLITE_BUSY or raw.SQLITE_LOCKED;

    /// <summary>True when the file or the disk is the cause, not a wrong call.</summary>
    public bool IsInfrastructure => IsBusy || Primary is raw.SQLITE_FULL or raw.SQLITE_IOERR or raw.SQLITE_READONLY or raw.SQLITE_CANTOPEN
        or raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB or raw.SQLITE_NOMEM or raw.SQLITE_PERM or raw.SQLITE_PROTOCOL or raw.SQLITE_NOLFS;

    /// <summary>How a caller of the port sees it, when nothing was written.</summary>
    public CommitStatus Status => IsBusy ? CommitStatus.Throttled : CommitStatus.Unavailable;

    /// <summary>What happened, in words for logs.</summary>
    public string Reason => Primary switch
    {
        raw.SQLITE_FULL => "The disk is full.",
        raw.SQLITE_READONLY => "The database file cannot be written.",
        raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB => "The database file is damaged.",
        raw.SQLITE_CANTOPEN => "The database file cannot be opened.",
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED => "Another process holds the database.",
        raw.SQLITE_IOERR => "The disk failed.",
        _ => Message,
    };

    public StoreException ToStoreException() => new(Status, Reason, this, RetryAfter);

    /// <summary>A caller may try again after this.</summary>
    public static TimeSpan RetryAfter { get; } = TimeSpan.FromSeconds(1);
}
