using CryptoVault.Storage;
using Microsoft.Extensions.Logging;

namespace CryptoVault.Adapters.Sqlite;

/// <summary>
/// The embedded document store: one SQLite file. Commits go through one writer thread and share flushes; an answer is
/// given only after its commit is on disk. Reads run in parallel on the caller's thread. Close it to shorten the log.
/// </summary>
public sealed class SqliteStore : IDocumentStore, IStoreSnapshots, IStoreStatistics, IAsyncDisposable, IDisposable
{
    private readonly SqliteStoreOptions options;
    private readonly TimeProvider clock;
    private readonly Dictionary<string, ContainerTable> tables;
    private readonly StoreCounters counters;
    private readonly ReaderPool readers;
    private readonly CommitWriter writer;
    private readonly Checkpointer checkpointer;
    private readonly ExpirySweeper sweeper;
    private readonly IntegrityCheck integrity;
    private int disposed;

    private SqliteStore(
        SqliteStoreOptions options, TimeProvider clock, ILogger logger, Connection connection, IReadOnlyList<ContainerTable> tables, IntegrityCheck integrity)
    {
        this.options = options;
        this.clock = clock;
        this.integrity = integrity;
        this.tables = tables.ToDictionary(table => table.Definition.Name, StringComparer.Ordinal);
        counters = new StoreCounters(tables);
        readers = new ReaderPool(options, logger);
        writer = new CommitWriter(options, connection, counters, clock, logger);
        checkpointer = new Checkpointer(options, writer.Queue, logger);
        writer.Start(checkpointer.PagesWritten);
        sweeper = new ExpirySweeper(options, tables, writer.Queue, counters, clock);
    }

    /// <summary>What the integrity check found damaged, or null while nothing was found. Large files are checked in the background.</summary>
    public string? Damage => integrity.Damage;

    /// <summary>Opens the file, creating or migrating it, and checks it.</summary>
    /// <exception cref="StoreException">The file cannot be opened or is damaged.</exception>
    /// <exception cref="NewerStoreException">The file was written by a newer version.</exception>
    public static SqliteStore Open(SqliteStoreOptions options, TimeProvider clock, ILogger<SqliteStore> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        Connection? connection = null;
        try
        {
            connection = Connection.OpenWriter(options, create: true);
            logger.LogInformation("SQLite {Version} ({Source}) opens {File}.", SqliteLibrary.Version, SqliteLibrary.Source, options.File);
            var integrity = IntegrityCheck.Start(options, connection, logger);
            var tables = SqliteSchema.Prepare(connection, options, logger);
            return new SqliteStore(options, clock, logger, connection, tables, integrity);
        }
        catch (Exception exception)
        {
            connection?.Dispose();
            if (exception is SqliteFailure { IsInfrastructure: true } failure)
            {
                throw new StoreException(failure.Status, $"'{options.File}' cannot be opened: {failure.Reason}", failure);
            }

            throw;
        }
    }

    /// <inheritdoc />
    public ValueTask<StoredDocument?> ReadAsync(string container, string partition, string id, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        return new(readers.Read(new PointRead(Table(container), partition, id, Now()), DocumentReads.One));
    }

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<StoredDocument?>> ReadManyAsync(
        string container, string partition, IReadOnlyList<string> ids, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        return new(readers.Read(new ManyRead(Table(container), partition, ids, Now()), DocumentReads.Many));
    }

    /// <inheritdoc />
    public ValueTask<DocumentPage> QueryAsync(DocumentQuery query, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        cancellation.ThrowIfCancellationRequested();
        var prepared = DocumentQueries.Prepare(Table(query.Container), query, Now());
        return new(readers.Read(prepared, DocumentQueries.Run));
    }

    /// <inheritdoc />
    public ValueTask<ChangePage> ReadChangesAsync(string container, string? continuation, int limit, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        var table = Table(container);
        QueryRules.CheckChanges(table.Definition, limit);
        return new(readers.Read(new ChangeRead(table, ContinuationToken.ReadSequence(continuation), limit, Now()), DocumentReads.Changes));
    }

    /// <inheritdoc />
    public ValueTask<CommitResult> CommitAsync(DocumentBatch batch, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        if (BatchRules.Refuse(batch) is { } refusal)
        {
            return new(refusal);
        }

        var pending = new PendingCommit(batch, Table(batch.Container));
        var enqueued = writer.Queue.EnqueueAsync(pending, cancellation);
        return enqueued.IsCompletedSuccessfully
            ? new(cancellation.CanBeCanceled ? pending.Task.WaitAsync(cancellation) : pending.Task)
            : AnswerAsync(enqueued, pending, cancellation);
    }

    /// <inheritdoc />
    public IStoreSnapshot OpenSnapshot()
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref disposed) != 0, this);
        return new SqliteSnapshot(options, tables, checkpointer, Now());
    }

    /// <inheritdoc />
    public StoreStatistics Snapshot() => counters.Snapshot();

    /// <summary>Ends when the integrity check has; for tests.</summary>
    internal Task IntegrityChecked => integrity.Completion;

    /// <summary>A container's table; for tests of the statements.</summary>
    internal ContainerTable TableOf(string container) => Table(container);

    /// <summary>Removes expired documents now; for tests.</summary>
    internal Task SweepAsync() => sweeper.SweepAsync();

    /// <summary>Runs something on the writer's thread and connection, between two groups; for tests.</summary>
    internal bool Post(Action<Connection> chore) => writer.Queue.Post(chore);

    /// <summary>Writes what is queued, ends the background work, copies the log into the file and closes it.</summary>
    public async ValueTask DisposeAsync() => await Task.Run(Dispose).ConfigureAwait(false);

    /// <inheritdoc cref="DisposeAsync" />
    public void Dispose()
    {
        if (Interlocked.Exchange(ref disposed, 1) != 0)
        {
            return;
        }

        sweeper.Dispose();
        writer.Stop();
        checkpointer.Dispose();
        integrity.Dispose();
        readers.Dispose();
        writer.Dispose();
        counters.Dispose();
    }

    private static async ValueTask<CommitResult> AnswerAsync(ValueTask enqueued, PendingCommit pending, CancellationToken cancellation)
    {
        await enqueued.ConfigureAwait(false);
        return await pending.Task.WaitAsync(cancellation).ConfigureAwait(false);
    }

    private ContainerTable Table(string container) => tables.TryGetValue(container, out var table)
        ? table
        : throw new ArgumentException($"There is no container '{container}'.", nameof(container));

    private long Now() => clock.GetUtcNow().ToUnixTimeMilliseconds();
}
