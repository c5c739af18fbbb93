using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CryptoVault.Hosting;
using CryptoVault.Money;
using CryptoVault.Storage;

namespace CryptoVault.MarketData;

/// <summary>
/// A closed minute of a market: what its trades were, and up to which log document that is. It follows from the log
/// alone, so whoever writes it first writes the same. Ticks and lots.
/// </summary>
internal sealed record MinuteBarDocument(string Id, long Minute, long ThroughSequence) : IDocument<MinuteBarDocument>
{
    public const string IdPrefix = "bar:";

    /// <summary>The first id after all bars.</summary>
    public const string IdEnd = "bar;";

    public static JsonTypeInfo<MinuteBarDocument> Json => MarketDataJson.Default.MinuteBarDocument;

    public string Type => "minuteBar";

    public int SchemaVersion => 1;

    /// <summary>A day for the 24-hour figures, and room for those who look late.</summary>
    [JsonIgnore]
    public TimeSpan? TimeToLive => TimeSpan.FromHours(50);

    public long Open { get; init; }

    public long High { get; init; }

    public long Low { get; init; }

    public long Close { get; init; }

    public Int128 Volume { get; init; }

    public Int128 QuoteVolume { get; init; }

    public long Trades { get; init; }

    public static PartitionKey PartitionOf(string symbol) => new(ContainerNames.Projections, $"market-data:{symbol}");

    public static string IdOf(long minute) => string.Create(CultureInfo.InvariantCulture, $"{IdPrefix}{minute:D12}");
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault, Converters = [typeof(UnitsConverter)])]
[JsonSerializable(typeof(MinuteBarDocument))]
internal sealed partial class MarketDataJson : JsonSerializerContext;
