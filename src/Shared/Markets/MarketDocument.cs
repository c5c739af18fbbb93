using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CryptoVault.Money;
using CryptoVault.Orders;
using CryptoVault.Storage;

namespace CryptoVault.Markets;

/// <summary>Whether a market takes orders.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MarketStatus>))]
public enum MarketStatus
{
    /// <summary>Orders and cancels.</summary>
    [JsonStringEnumMemberName("trading")] Trading,
    /// <summary>Cancels only.</summary>
    [JsonStringEnumMemberName("cancel_only")] CancelOnly,
    /// <summary>No trading; working orders stay, and may be canceled.</summary>
    [JsonStringEnumMemberName("halted")] Halted,
}

/// <summary>A market's definition, in the market's partition. Amounts in minor units, prices as quote minor units per whole base unit.</summary>
/// <param name="Market">The symbol.</param>
/// <param name="Base">The base asset's code.</param>
/// <param name="Quote">The quote asset's code.</param>
public sealed record MarketDocument(string Market, string Base, string Quote) : IDocument<MarketDocument>
{
    /// <summary>The id: one definition per partition.</summary>
    public const string DocumentId = "definition";

    /// <summary>All markets by symbol.</summary>
    public static IndexDefinition Index { get; } = new("markets", "market") { CrossPartition = true };

    /// <inheritdoc />
    public static JsonTypeInfo<MarketDocument> Json => MarketsJson.Default.MarketDocument;

    /// <inheritdoc />
    public string Id => DocumentId;

    /// <inheritdoc />
    public string Type => "market";

    /// <inheritdoc />
    public int SchemaVersion => 1;

    /// <summary>The step of prices.</summary>
    public Int128 Tick { get; init; }

    /// <summary>The step of quantities.</summary>
    public Int128 Lot { get; init; }

    /// <summary>The smallest quantity of an order.</summary>
    public Int128 MinQuantity { get; init; }

    /// <summary>The largest quantity of an order.</summary>
    public Int128 MaxQuantity { get; init; }

    /// <summary>The smallest price x quantity of an order.</summary>
    public Int128 MinNotional { get; init; }

    /// <summary>The largest price x quantity of an order.</summary>
    public Int128 MaxNotional { get; init; }

    /// <summary>How far from the reference price a price may be, in percent.</summary>
    public int PriceBandPercent { get; init; }

    /// <summary>Most working orders of one user.</summary>
    public int MaxOpenOrdersPerUser { get; init; }

    /// <summary>The fee of resting orders, in basis points of what is received.</summary>
    public int MakerFeeBasisPoints { get; init; }

    /// <summary>The fee of incoming orders, in basis points of what is received.</summary>
    public int TakerFeeBasisPoints { get; init; }

    /// <summary>Whether it takes orders.</summary>
    public MarketStatus Status { get; init; }

    /// <summary>What happens, unless an order says otherwise, when a customer's orders meet.</summary>
    public SelfTradePrevention SelfTradePrevention { get; init; }

    /// <summary>When it was created.</summary>
    public string CreatedTime { get; init; } = "";

    /// <summary>When it was changed last.</summary>
    public string UpdatedTime { get; init; } = "";
}

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Converters = [typeof(UnitsConverter)])]
[JsonSerializable(typeof(MarketDocument))]
internal sealed partial class MarketsJson : JsonSerializerContext;
