namespace CryptoVault.Storage;

/// <summary>What a store has done since it was opened.</summary>
public interface IStoreStatistics
{
    /// <summary>The counts of this instant.</summary>
    StoreStatistics Snapshot();
}

/// <summary>Counts since the store was opened. Only what was committed counts as written or deleted.</summary>
public sealed record StoreStatistics
{
    /// <summary>Documents created, replaced or upserted.</summary>
    public long DocumentsWritten { get; init; }

    /// <summary>Documents deleted by batches.</summary>
    public long DocumentsDeleted { get; init; }

    /// <summary>Documents removed because their time to live was over.</summary>
    public long DocumentsExpired { get; init; }

    /// <summary>Bytes of the bodies written.</summary>
    public long BytesWritten { get; init; }

    /// <summary>Batches committed.</summary>
    public long BatchesCommitted { get; init; }

    /// <summary>Batches refused: a document existed, was missing or had another version.</summary>
    public long BatchesRefused { get; init; }

    /// <summary>Batches that failed because the disk or the file did.</summary>
    public long BatchesFailed { get; init; }

    /// <summary>Transactions, each with one flush to the disk, that the committed batches shared.</summary>
    public long Commits { get; init; }

    /// <summary>Documents written and deleted per container.</summary>
    public IReadOnlyDictionary<string, ContainerStatistics> Containers { get; init; } = new Dictionary<string, ContainerStatistics>();
}

/// <summary>Counts of one container.</summary>
/// <param name="DocumentsWritten">Documents created, replaced or upserted.</param>
/// <param name="DocumentsDeleted">Documents deleted by batches.</param>
/// <param name="BytesWritten">Bytes of the bodies written.</param>
public sealed record ContainerStatistics(long DocumentsWritten, long DocumentsDeleted, long BytesWritten);
