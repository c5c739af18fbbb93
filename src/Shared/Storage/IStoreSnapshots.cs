namespace CryptoVault.Storage;

/// <summary>A store that can show all of itself at one instant. Only the embedded store can; the ledger's full verification uses it.</summary>
public interface IStoreSnapshots
{
    /// <summary>Opens a view of everything committed so far. Later commits do not show in it.</summary>
    /// <exception cref="StoreException">The store cannot answer now.</exception>
    IStoreSnapshot OpenSnapshot();
}

/// <summary>
/// All documents of a store at one instant, to be read by one caller at a time and disposed soon: while it is open, the
/// store's log cannot be shortened.
/// </summary>
public interface IStoreSnapshot : IDisposable
{
    /// <summary>Streams documents in the order of (partition, id), both compared by their UTF-8 bytes.</summary>
    /// <param name="container">The container.</param>
    /// <param name="partition">Only this partition, or null for all.</param>
    /// <param name="idPrefix">Only ids that begin so, or null for all.</param>
    /// <param name="cancellation">Stops the stream.</param>
    /// <exception cref="StoreException">The store cannot answer now.</exception>
    IAsyncEnumerable<StoredDocument> ReadAsync(
        string container, string? partition = null, string? idPrefix = null, CancellationToken cancellation = default);

    /// <summary>
    /// Streams all documents of a container in whatever order the store reads them fastest; the embedded store's is the
    /// order in which they were created.
    /// </summary>
    /// <exception cref="StoreException">The store cannot answer now.</exception>
    IAsyncEnumerable<StoredDocument> ScanAsync(string container, CancellationToken cancellation = default) => ReadAsync(container, cancellation: cancellation);

    /// <summary>Streams the keys of the partitions that have documents, in the order of their UTF-8 bytes.</summary>
    /// <exception cref="StoreException">The store cannot answer now.</exception>
    IAsyncEnumerable<string> PartitionsAsync(string container, CancellationToken cancellation = default);

    /// <summary>
    /// SHA-256, in lower case hexadecimal, over container, partition, id and body of every document in order: equal
    /// digests mean that nothing was changed in between.
    /// </summary>
    /// <param name="except">Containers to leave out.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="StoreException">The store cannot answer now.</exception>
    ValueTask<string> DigestAsync(IReadOnlyCollection<string>? except = null, CancellationToken cancellation = default);
}
