namespace CryptoVault.Storage;

/// <summary>
/// The one storage port, shaped like Azure Cosmos DB so that every adapter can serve all of it: containers,
/// partitions, JSON documents with ETags, atomic batches within one partition, queries from declared indexes,
/// a change feed and a time to live. A commit is answered only after it is durable.
/// </summary>
public interface IDocumentStore
{
    /// <summary>Reads one document, or null when there is none (or its time to live is over).</summary>
    /// <exception cref="StoreException">The store cannot answer now.</exception>
    ValueTask<StoredDocument?> ReadAsync(string container, string partition, string id, CancellationToken cancellation = default);

    /// <summary>Reads several documents of one partition; the result has an entry per id, in order, null where there is none.</summary>
    /// <exception cref="StoreException">The store cannot answer now.</exception>
    ValueTask<IReadOnlyList<StoredDocument?>> ReadManyAsync(
        string container, string partition, IReadOnlyList<string> ids, CancellationToken cancellation = default);

    /// <summary>Writes a batch atomically. Failures are values; a canceled wait leaves the outcome unknown to the caller.</summary>
    ValueTask<CommitResult> CommitAsync(DocumentBatch batch, CancellationToken cancellation = default);

    /// <summary>Runs a query from an index.</summary>
    /// <exception cref="ArgumentException">The query is not one that the declared indexes serve.</exception>
    /// <exception cref="StoreException">The store cannot answer now.</exception>
    ValueTask<DocumentPage> QueryAsync(DocumentQuery query, CancellationToken cancellation = default);

    /// <summary>Reads changes of a container since <paramref name="continuation"/> (null: from the beginning).</summary>
    /// <exception cref="ArgumentException">The container declares no change feed.</exception>
    /// <exception cref="StoreException">The store cannot answer now.</exception>
    ValueTask<ChangePage> ReadChangesAsync(string container, string? continuation, int limit, CancellationToken cancellation = default);
}

/// <summary>The store could not answer a read: throttled, unreachable, damaged.</summary>
public sealed class StoreException : Exception
{
    /// <summary>Creates the exception.</summary>
    public StoreException(CommitStatus status, string message, Exception? inner = null, TimeSpan? retryAfter = null)
        : base(message, inner)
    {
        Status = status;
        RetryAfter = retryAfter;
    }

    /// <summary><see cref="CommitStatus.Throttled"/> or <see cref="CommitStatus.Unavailable"/>.</summary>
    public CommitStatus Status { get; }

    /// <summary>When to try again, if the store said so.</summary>
    public TimeSpan? RetryAfter { get; }
}
