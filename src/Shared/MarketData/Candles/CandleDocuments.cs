using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CryptoVault.Hosting;
using CryptoVault.Money;
using CryptoVault.Storage;

namespace CryptoVault.MarketData.Candles;

/// <summary>A bar and where it stands; ticks, lots, and quote in tick-lots.</summary>
/// <param name="Start">Its first minute.</param>
/// <param name="Previous">The price of the trade before its first, 0 when there was none.</param>
/// <param name="Bar">What traded.</param>
internal readonly record struct TimedBar(long Start, long Previous, TradeBar Bar);

/// <summary>
/// How far a market's log is projected into candles, and the bars that are still open. Replaced in the commit that
/// writes what it closes, so that each log document is counted exactly once.
/// </summary>
internal sealed record CandlePositionDocument : IDocument<CandlePositionDocument>
{
    public const string DocumentId = "position";

    public static JsonTypeInfo<CandlePositionDocument> Json => CandlesJson.Default.CandlePositionDocument;

    public string Id => DocumentId;

    public string Type => "candlePosition";

    public int SchemaVersion => 1;

    /// <summary>The last log document that is counted.</summary>
    public long Sequence { get; init; }

    /// <summary>That document's time; empty before the first.</summary>
    public string Time { get; init; } = "";

    /// <summary>Everything before this minute is closed: a trade that comes later is counted in it or after it.</summary>
    public long Minute { get; init; }

    /// <summary>The minute of the first trade, 0 before it.</summary>
    public long First { get; init; }

    /// <summary>The price of the last trade, 0 before the first.</summary>
    public long LastPrice { get; init; }

    /// <summary>The open bar of each level, finest first.</summary>
    public IReadOnlyList<TimedBar> Open { get; init; } = [];

    public static PartitionKey PartitionOf(string symbol) => new(ContainerNames.Projections, $"candles:{symbol}");
}

/// <summary>Closed bars of one level and period, oldest first; those in which nothing traded are left out. Bars are added, never changed.</summary>
internal sealed record CandleBarsDocument(string Id, IReadOnlyList<TimedBar> Bars) : IDocument<CandleBarsDocument>
{
    public static JsonTypeInfo<CandleBarsDocument> Json => CandlesJson.Default.CandleBarsDocument;

    public string Type => "candleBars";

    public int SchemaVersion => 1;
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, Converters = [typeof(UnitsConverter)])]
[JsonSerializable(typeof(CandlePositionDocument))]
[JsonSerializable(typeof(CandleBarsDocument))]
internal sealed partial class CandlesJson : JsonSerializerContext;
