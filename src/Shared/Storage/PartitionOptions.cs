namespace CryptoVault.Storage;

/// <summary>Limits and habits of <see cref="Partitions"/>.</summary>
public sealed record PartitionOptions
{
    /// <summary>
    /// True when this process is the only one that writes the store, so that what was loaded or written stays
    /// true between commits. False (on Azure): each group of decisions starts from freshly read documents.
    /// </summary>
    public bool ExclusiveProcess { get; init; }

    /// <summary>Most partitions kept in memory; the least recently used idle ones are dropped.</summary>
    public int MaxPartitions { get; init; } = 20_000;

    /// <summary>Most documents remembered per partition.</summary>
    public int MaxDocumentsPerPartition { get; init; } = 512;

    /// <summary>Most decisions waiting for one partition; more are refused with 503.</summary>
    public int MaxWaitingPerPartition { get; init; } = 10_000;

    /// <summary>How often a group is decided again after a conflict, or repeated after a fault.</summary>
    public int MaxAttempts { get; init; } = 10;

    /// <summary>What runs the decisions: the thread pool, or a simulation's single thread.</summary>
    public TaskScheduler Scheduler { get; init; } = TaskScheduler.Default;
}
