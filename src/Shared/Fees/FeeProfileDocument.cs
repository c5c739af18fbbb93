using System.Text.Json.Serialization.Metadata;
using CryptoVault.Storage;

namespace CryptoVault.Fees;

/// <summary>
/// What a customer's fees depend on, in the customer's partition: the volume of each of the last days, which a timer
/// keeps (nothing is counted when an order is placed), and rates that an admin set.
/// </summary>
public sealed record FeeProfileDocument : IDocument<FeeProfileDocument>
{
    /// <summary>The id: one per customer.</summary>
    public const string DocumentId = "fees";

    /// <summary>How many days count, today included.</summary>
    public const int Days = 30;

    /// <inheritdoc />
    public static JsonTypeInfo<FeeProfileDocument> Json => FeesJson.Default.FeeProfileDocument;

    /// <inheritdoc />
    public string Id => DocumentId;

    /// <inheritdoc />
    public string Type => "feeProfile";

    /// <inheritdoc />
    public int SchemaVersion => 1;

    /// <summary>Counts the changes of the overrides: what <c>If-Match</c> must name.</summary>
    public int Version { get; init; }

    /// <summary>Rates instead of the table's.</summary>
    public IReadOnlyList<FeeOverride> Overrides { get; init; } = [];

    /// <summary>Who changed the overrides last.</summary>
    public FeeChange? Changed { get; init; }

    /// <summary>The volumes of days with trades, oldest first.</summary>
    public IReadOnlyList<DayVolume> Volumes { get; init; } = [];

    /// <summary>Up to which log document of each market the volumes count.</summary>
    public IReadOnlyList<VolumeMark> Marks { get; init; } = [];

    /// <summary>When the volumes were brought up to date last.</summary>
    public string? CountedTime { get; init; }

    /// <summary>The volume of the last 30 days, in minor units of US dollars.</summary>
    public Int128 VolumeAt(DateTimeOffset now)
    {
        var first = DayOf(now) - Days + 1;
        Int128 sum = 0;
        foreach (var day in Volumes)
        {
            sum += day.Day >= first ? day.Units : 0;
        }

        return sum;
    }

    /// <summary>The override that applies to a market now, or null.</summary>
    public FeeOverride? OverrideOf(string symbol, DateTimeOffset now)
    {
        FeeOverride? found = null;
        foreach (var one in Overrides)
        {
            var counts = one.Symbol == symbol || (one.Symbol is null && found is null);
            if (counts && (one.Until is null || now < StoredTime.Parse(one.Until)))
            {
                found = one;
            }
        }

        return found;
    }

    /// <summary>Adds what traded in a market's log up to a document; what was counted before is not counted again.</summary>
    internal FeeProfileDocument Count(string symbol, long upTo, IReadOnlyList<CountedVolume> volumes, DateTimeOffset now)
    {
        var counted = Marks.FirstOrDefault(mark => mark.Symbol == symbol)?.Sequence ?? 0;
        if (counted >= upTo)
        {
            return this;
        }

        var first = DayOf(now) - Days + 1;
        var days = new SortedDictionary<int, Int128>(Volumes.Where(day => day.Day >= first).ToDictionary(day => day.Day, day => day.Units));
        foreach (var volume in volumes.Where(volume => volume.Sequence > counted))
        {
            days[volume.Day] = days.GetValueOrDefault(volume.Day) + volume.Units;
        }

        return this with
        {
            Volumes = [.. days.Where(day => day.Value > 0).Select(day => new DayVolume(day.Key, day.Value))],
            Marks = [.. Marks.Where(mark => mark.Symbol != symbol), new VolumeMark(symbol, upTo)],
            CountedTime = StoredTime.Format(now),
        };
    }

    /// <summary>The number of a time's day.</summary>
    internal static int DayOf(DateTimeOffset time) => DateOnly.FromDateTime(time.UtcDateTime).DayNumber;
}

/// <summary>A day's volume.</summary>
/// <param name="Day">The day (UTC), counted from 0001-01-01.</param>
/// <param name="Units">Minor units of US dollars.</param>
public sealed record DayVolume(int Day, Int128 Units);

/// <summary>How far a market's log is counted.</summary>
/// <param name="Symbol">The market.</param>
/// <param name="Sequence">The last log document that is counted.</param>
public sealed record VolumeMark(string Symbol, long Sequence);

/// <summary>What a customer traded by a log document.</summary>
internal readonly record struct CountedVolume(long Sequence, int Day, Int128 Units);
