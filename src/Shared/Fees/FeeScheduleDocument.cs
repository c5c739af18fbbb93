using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CryptoVault.Hosting;
using CryptoVault.Money;
using CryptoVault.Storage;

namespace CryptoVault.Fees;

/// <summary>
/// The fee tables. A customer pays by the last row whose volume the last 30 days reached; below the first row, a
/// market's own rates.
/// </summary>
public sealed record FeeScheduleDocument : IDocument<FeeScheduleDocument>
{
    /// <summary>The id: there is one.</summary>
    public const string DocumentId = "fee-schedule";

    /// <summary>Where it lies.</summary>
    public static PartitionKey Partition { get; } = new(ContainerNames.System, "fees");

    /// <inheritdoc />
    public static JsonTypeInfo<FeeScheduleDocument> Json => FeesJson.Default.FeeScheduleDocument;

    /// <inheritdoc />
    public string Id => DocumentId;

    /// <inheritdoc />
    public string Type => "feeSchedule";

    /// <inheritdoc />
    public int SchemaVersion => 1;

    /// <summary>Counts the changes: what <c>If-Match</c> must name.</summary>
    public int Version { get; init; }

    /// <summary>The table of all markets that have none of their own, by volume.</summary>
    public IReadOnlyList<FeeTier> Tiers { get; init; } = [];

    /// <summary>Tables of single markets.</summary>
    public IReadOnlyList<MarketFeeTiers> Markets { get; init; } = [];

    /// <summary>Who changed it last; absent before the first change.</summary>
    public FeeChange? Changed { get; init; }

    /// <summary>The row of the table of all markets that a volume reached, from 1; 0 for none.</summary>
    public int TierOf(Int128 volume) => Tiers.TakeWhile(row => row.Volume <= volume).Count();

    /// <summary>The table of a market.</summary>
    public IReadOnlyList<FeeTier> TiersOf(string symbol)
    {
        foreach (var market in Markets)
        {
            if (market.Symbol == symbol)
            {
                return market.Tiers;
            }
        }

        return Tiers;
    }
}

/// <summary>A market's own table; an empty one leaves it at the market's own rates.</summary>
/// <param name="Symbol">The market.</param>
/// <param name="Tiers">Its rows, by volume.</param>
public sealed record MarketFeeTiers(string Symbol, IReadOnlyList<FeeTier> Tiers);

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault, Converters = [typeof(UnitsConverter), typeof(LongTextConverter)])]
[JsonSerializable(typeof(FeeScheduleDocument))]
[JsonSerializable(typeof(FeeProfileDocument))]
[JsonSerializable(typeof(VolumePositionDocument))]
internal sealed partial class FeesJson : JsonSerializerContext;
