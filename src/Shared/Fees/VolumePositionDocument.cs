using System.Text.Json.Serialization.Metadata;
using CryptoVault.Hosting;
using CryptoVault.Storage;

namespace CryptoVault.Fees;

/// <summary>How far a market's log is counted into its customers' volumes.</summary>
/// <param name="Sequence">The last log document that is counted for all.</param>
public sealed record VolumePositionDocument(long Sequence) : IDocument<VolumePositionDocument>
{
    /// <summary>The id: one per market.</summary>
    public const string DocumentId = "volume-position";

    /// <inheritdoc />
    public static JsonTypeInfo<VolumePositionDocument> Json => FeesJson.Default.VolumePositionDocument;

    /// <inheritdoc />
    public string Id => DocumentId;

    /// <inheritdoc />
    public string Type => "volumePosition";

    /// <inheritdoc />
    public int SchemaVersion => 1;

    /// <summary>When the last counted document was written; absent before the first.</summary>
    public string? LogTime { get; init; }

    /// <summary>
    /// What orders traded whose customers the log has not named yet: an order whose matching takes several commits is told
    /// with the last of them.
    /// </summary>
    public IReadOnlyList<UnnamedVolume> Unnamed { get; init; } = [];

    /// <summary>Where it lies.</summary>
    public static PartitionKey PartitionOf(string symbol) => new(ContainerNames.Projections, $"volumes:{symbol}");
}

/// <summary>What an order traded.</summary>
/// <param name="OrderId">The order.</param>
/// <param name="TickLots">Price x quantity.</param>
public sealed record UnnamedVolume(string OrderId, long TickLots);
