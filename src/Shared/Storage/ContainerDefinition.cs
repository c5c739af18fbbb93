namespace CryptoVault.Storage;

/// <summary>Declares a container: its name, its indexes and how long its documents live.</summary>
/// <param name="Name">The container's name: lower case letters and hyphens.</param>
public sealed record ContainerDefinition(string Name)
{
    /// <summary>The declared indexes. A query may use only these and <see cref="IndexDefinition.ById"/>.</summary>
    public IReadOnlyList<IndexDefinition> Indexes { get; init; } = [];

    /// <summary>True when <see cref="IDocumentStore.ReadChangesAsync"/> may be asked of this container.</summary>
    public bool HasChangeFeed { get; init; }
}

/// <summary>
/// An index over top-level JSON properties of the documents. A document is in the index only if it has all of
/// the fields with a non-null value; so indexes are sparse, and leaving a field out takes a document out.
/// Field values are strings (compared ordinally by UTF-8 bytes) or integers within +-2^53.
/// Times are stored as fixed-width RFC 3339 strings, so that their order is the order of time.
/// </summary>
/// <param name="Name">The index's name, unique in its container.</param>
/// <param name="Fields">The indexed properties, in order. Ties are broken by document id.</param>
public sealed record IndexDefinition(string Name, params IReadOnlyList<string> Fields)
{
    /// <summary>The name of the implicit index over a partition's document ids.</summary>
    public const string ById = "id";

    /// <summary>True when the index may be queried over all partitions; else a query must name one.</summary>
    public bool CrossPartition { get; init; }

    /// <summary>
    /// True when the index may be queried within one partition, as most are. An index that is only ever queried over
    /// all partitions says false, and then costs half as much in the embedded store.
    /// </summary>
    public bool WithinPartition { get; init; } = true;
}
