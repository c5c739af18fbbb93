namespace CryptoVault.Storage;

/// <summary>A document as the store returned it.</summary>
/// <param name="Partition">The partition key's value.</param>
/// <param name="Id">The document's id, unique in its partition.</param>
/// <param name="ETag">The version; it changes with each write.</param>
/// <param name="Body">The document: one JSON object in UTF-8, with <c>id</c>, <c>type</c> and <c>schemaVersion</c> among its properties.</param>
public sealed record StoredDocument(string Partition, string Id, string ETag, ReadOnlyMemory<byte> Body);

/// <summary>A page of query results.</summary>
/// <param name="Items">The documents, in the order asked for.</param>
/// <param name="Continuation">Where the next page starts, or null at the end. Opaque; valid for the same query only.</param>
public sealed record DocumentPage(IReadOnlyList<StoredDocument> Items, string? Continuation);

/// <summary>
/// A query that every adapter can serve from an index: equality on leading fields of a declared index,
/// optionally a range on the next field, in index order.
/// </summary>
/// <param name="Container">The container.</param>
/// <param name="Index">A declared index's name, or <see cref="IndexDefinition.ById"/> (which needs a partition).</param>
public sealed record DocumentQuery(string Container, string Index)
{
    /// <summary>The partition to look in; null looks in all, which the index must allow.</summary>
    public string? Partition { get; init; }

    /// <summary>Values for the leading fields, each a string or a long.</summary>
    public IReadOnlyList<object> Equal { get; init; } = [];

    /// <summary>Inclusive lower bound of the next field (string or long), or null.</summary>
    public object? From { get; init; }

    /// <summary>Exclusive upper bound of the next field (string or long), or null.</summary>
    public object? To { get; init; }

    /// <summary>True for descending order.</summary>
    public bool Descending { get; init; }

    /// <summary>Most documents in a page: 1 to 1000.</summary>
    public int Limit { get; init; } = 100;

    /// <summary>Where to go on, from <see cref="DocumentPage.Continuation"/>.</summary>
    public string? Continuation { get; init; }
}

/// <summary>A page of the change feed: the newest state of each document written since the continuation, in commit order per partition. Deletions do not show.</summary>
/// <param name="Items">The changed documents.</param>
/// <param name="Continuation">Where to go on; never null.</param>
/// <param name="HasMore">True when more changes are there already.</param>
public sealed record ChangePage(IReadOnlyList<StoredDocument> Items, string Continuation, bool HasMore);
