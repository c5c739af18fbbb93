namespace CryptoVault.Matching;

/// <summary>Limits and habits of the matching engines.</summary>
public sealed record EngineOptions
{
    /// <summary>A placed order that the engine gets later than this after it was placed is rejected.</summary>
    public TimeSpan CommandLife { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long handled orders are remembered at least; longer than <see cref="CommandLife"/> by far more than clocks differ.</summary>
    public TimeSpan Memory { get; init; } = TimeSpan.FromSeconds(180);

    /// <summary>How long a cancel waits for an order that did not come yet: longer than the order can still come.</summary>
    public TimeSpan TombstoneLife => Memory;

    /// <summary>Working orders that fit into a book before it grows.</summary>
    public int BookCapacity { get; init; } = 4096;

    /// <summary>Most working-order documents that one commit changes; with head, log, outbox and a tombstone it stays below the store's 100.</summary>
    public int MaxDocumentsPerCommit { get; init; } = 90;

    /// <summary>Most fills that are kept back to be told at once when an order's matching is spread over several commits.</summary>
    public int MaxFillsKeptBack { get; init; } = 1_000;

    /// <summary>How often a commit is tried again after a conflict or while the store is busy.</summary>
    public int MaxAttempts { get; init; } = 8;
}
