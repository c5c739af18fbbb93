namespace CryptoVault.Storage;

/// <summary>A page of typed documents.</summary>
/// <typeparam name="T">What they are.</typeparam>
/// <param name="Items">The documents.</param>
/// <param name="Continuation">Where the next page starts, or null at the end.</param>
public sealed record DocumentList<T>(IReadOnlyList<T> Items, string? Continuation);

/// <summary>Reads of typed documents.</summary>
public static class TypedQueries
{
    /// <summary>Runs a query all of whose results are of one type.</summary>
    public static async ValueTask<DocumentList<T>> ListAsync<T>(this IDocumentStore store, DocumentQuery query, CancellationToken cancellation = default)
        where T : class, IDocument<T>
    {
        var page = await store.QueryAsync(query, cancellation);
        return new DocumentList<T>([.. page.Items.Select(DocumentCodec.Decode<T>)], page.Continuation);
    }

    /// <summary>Reads one document, or null when there is none.</summary>
    public static async ValueTask<T?> FindAsync<T>(this IDocumentStore store, PartitionKey partition, string id, CancellationToken cancellation = default)
        where T : class, IDocument<T> =>
        await store.ReadAsync(partition.Container, partition.Value, id, cancellation) is { } stored ? DocumentCodec.Decode<T>(stored) : null;
}
