using System.Globalization;
using System.Text.Json.Serialization.Metadata;
using CryptoVault.Storage;

namespace CryptoVault.Prices;

/// <summary>The reference prices at one quarter of an hour.</summary>
/// <param name="Slot">The quarter of the day, from 0 to 95.</param>
/// <param name="UsdUnits">Dollars for one whole of each asset that had a recent price, in units of 10^-8.</param>
public sealed record PricePoint(int Slot, IReadOnlyDictionary<string, Int128> UsdUnits);

/// <summary>
/// A day's reference prices, in UTC: the first ones of each quarter of an hour. A quarter that is written is never changed,
/// so that what is derived from it comes out the same each time.
/// </summary>
/// <param name="Id"><c>prices:{yyyy-MM-dd}</c>.</param>
/// <param name="Points">The quarters that have prices, in order.</param>
public sealed record PriceDayDocument(string Id, IReadOnlyList<PricePoint> Points) : IDocument<PriceDayDocument>
{
    /// <summary>The prefix of the ids of all days.</summary>
    public const string IdPrefix = "prices:";

    private const long TicksPerSlot = TimeSpan.TicksPerMinute * 15;

    /// <summary>Where the days lie: beside the newest prices, so that both are one commit.</summary>
    public static PartitionKey Partition => ReferencePricesDocument.Partition;

    /// <inheritdoc />
    public static JsonTypeInfo<PriceDayDocument> Json => PricesJson.Default.PriceDayDocument;

    /// <inheritdoc />
    public string Type => "price-day";

    /// <inheritdoc />
    public int SchemaVersion => 1;

    /// <summary>The document's id.</summary>
    public static string IdOf(DateOnly day) => IdPrefix + day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>The quarter that a time lies in.</summary>
    public static int SlotOf(DateTimeOffset time) => (int)(time.UtcDateTime.TimeOfDay.Ticks / TicksPerSlot);

    /// <summary>The newest price up to a quarter; null when there is none.</summary>
    internal Int128? UpTo(string asset, int slot)
    {
        for (var i = Points.Count - 1; i >= 0; i--)
        {
            if (Points[i].Slot <= slot && Points[i].UsdUnits.TryGetValue(asset, out var units))
            {
                return units;
            }
        }

        return null;
    }

    /// <summary>The first price of the day from a quarter on; null when there is none.</summary>
    internal Int128? From(string asset, int slot)
    {
        foreach (var point in Points)
        {
            if (point.Slot >= slot && point.UsdUnits.TryGetValue(asset, out var units))
            {
                return units;
            }
        }

        return null;
    }
}
