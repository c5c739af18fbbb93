using CryptoVault.Storage;

namespace CryptoVault.Adapters.Sqlite;

/// <summary>Where the embedded store lives and how it behaves.</summary>
public sealed record SqliteStoreOptions
{
    /// <summary>The database file. Its folder must exist; two further files with the suffixes <c>-wal</c> and <c>-shm</c> lie beside it while it is open.</summary>
    public required string File { get; init; }

    /// <summary>The containers of the store.</summary>
    public required IReadOnlyList<ContainerDefinition> Containers { get; init; }

    /// <summary>How long to wait for another process that is writing to the same file.</summary>
    public TimeSpan BusyTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Most batches that wait for the writer; further callers wait for room.</summary>
    public int QueueCapacity { get; init; } = 8192;

    /// <summary>Most operations in one transaction; bounds how long the first batch of a group waits.</summary>
    public int MaxGroupOperations { get; init; } = 4096;

    /// <summary>Most bytes of bodies in one transaction.</summary>
    public int MaxGroupBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>Most connections that read at the same time.</summary>
    public int MaxReaders { get; init; } = Math.Max(8, 4 * Environment.ProcessorCount);

    /// <summary>
    /// Page cache of the writing connection, in KiB. Larger is not better: while a file is under 1 GiB, SQLite may walk the
    /// whole cache at each commit (a page that was split is numbered beyond the file for a moment, which defeats its
    /// short way in <c>sqlite3PcacheTruncate</c>); a page that is not in it comes from the system's own cache.
    /// </summary>
    public int WriterCacheKibibytes { get; init; } = 16 * 1024;

    /// <summary>Page cache of each reading connection, in KiB.</summary>
    public int ReaderCacheKibibytes { get; init; } = 4 * 1024;

    /// <summary>When the write-ahead log has grown by this many pages of 4 KiB, it is copied into the file.</summary>
    public int CheckpointPages { get; init; } = 16 * 1024;

    /// <summary>How often expired documents are removed. They are invisible from the instant they expire.</summary>
    public TimeSpan ExpirySweepInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Most expired documents removed in one transaction.</summary>
    public int ExpirySweepBatch { get; init; } = 500;

    /// <summary>Files up to this size are checked fully before the store opens; larger ones in the background.</summary>
    public long SynchronousCheckBytes { get; init; } = 32L * 1024 * 1024;

    /// <summary>Operations that take longer are logged with what they did.</summary>
    public TimeSpan SlowOperation { get; init; } = TimeSpan.FromMilliseconds(250);
}
