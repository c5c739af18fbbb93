using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CryptoVault.Storage;

namespace CryptoVault.Wallets.Transfers;

/// <summary>The payments of a quarter of an hour, or of a day.</summary>
/// <param name="Time">When it begins.</param>
/// <param name="UsdUnits">Their value then, in units of 10^-8 dollars.</param>
public sealed record TransferUse(string Time, Int128 UsdUnits);

/// <summary>What a customer paid to others of late, in the customer's partition: so the limits are decided in the commit that pays.</summary>
/// <param name="Recent">The last 24 hours by quarters of an hour, oldest first.</param>
public sealed record TransferUseDocument(IReadOnlyList<TransferUse> Recent) : IDocument<TransferUseDocument>
{
    /// <summary>The id, the same in every user's partition.</summary>
    public const string DocumentId = "transfer-use";

    /// <summary>The short window: a quarter counts until all of it is so long ago.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromHours(24);

    /// <summary>The long window: a day counts until all of it is so long ago.</summary>
    public static readonly TimeSpan Month = TimeSpan.FromDays(30);

    /// <summary>What is counted together.</summary>
    public static readonly TimeSpan Quarter = TimeSpan.FromMinutes(15);

    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <inheritdoc />
    public static JsonTypeInfo<TransferUseDocument> Json => WalletJson.Default.TransferUseDocument;

    /// <inheritdoc />
    public string Id => DocumentId;

    /// <inheritdoc />
    public string Type => "transfer-use";

    /// <inheritdoc />
    public int SchemaVersion => 1;

    /// <summary>What is older, by days, oldest first; null for none.</summary>
    public IReadOnlyList<TransferUse>? Days { get; init; }

    /// <summary>The value in the short window.</summary>
    [JsonIgnore]
    public Int128 DayUnits => Sum(Recent);

    /// <summary>The value in the long window.</summary>
    [JsonIgnore]
    public Int128 MonthUnits => DayUnits + Sum(Days ?? []);

    /// <summary>When the first of what counts in the short window leaves it; null when nothing counts.</summary>
    [JsonIgnore]
    public DateTimeOffset? DayFreeFrom => Recent.Count > 0 ? EndOf(Recent[0], Quarter, Window) : null;

    /// <summary>When the first of what counts in the long window leaves it; null when nothing counts.</summary>
    [JsonIgnore]
    public DateTimeOffset? MonthFreeFrom => Days is [var first, ..] ? EndOf(first, Day, Month) : Recent.Count > 0 ? EndOf(Recent[0], Quarter, Month) : null;

    /// <summary>What counts at a time of what a partition's document says.</summary>
    internal static TransferUseDocument In(PartitionView view, DateTimeOffset now) =>
        (view.Find<TransferUseDocument>(DocumentId) ?? new TransferUseDocument([])).At(now);

    /// <summary>What counts at a time: what left the short window is counted by the day, what left the long one is forgotten.</summary>
    public TransferUseDocument At(DateTimeOffset now)
    {
        var days = new List<TransferUse>(Days ?? []);
        foreach (var use in Recent.TakeWhile(use => now >= EndOf(use, Quarter, Window)))
        {
            Add(days, use, Day);
        }

        return new TransferUseDocument([.. Recent.SkipWhile(use => now >= EndOf(use, Quarter, Window))])
        {
            Days = [.. days.SkipWhile(day => now >= EndOf(day, Day, Month))],
        };
    }

    /// <summary>With a payment of now.</summary>
    public TransferUseDocument With(DateTimeOffset now, Int128 usdUnits)
    {
        var recent = new List<TransferUse>(Recent);
        Add(recent, new TransferUse(StoredTime.Format(now), usdUnits), Quarter);
        return this with { Recent = recent };
    }

    private static void Add(List<TransferUse> uses, TransferUse use, TimeSpan span)
    {
        var ticks = StoredTime.Parse(use.Time).UtcTicks;
        var start = StoredTime.Format(new DateTimeOffset(ticks - (ticks % span.Ticks), TimeSpan.Zero));
        if (uses.Count > 0 && uses[^1].Time == start)
        {
            uses[^1] = uses[^1] with { UsdUnits = uses[^1].UsdUnits + use.UsdUnits };
        }
        else
        {
            uses.Add(new TransferUse(start, use.UsdUnits));
        }
    }

    private static DateTimeOffset EndOf(TransferUse use, TimeSpan span, TimeSpan window) => StoredTime.Parse(use.Time) + span + window;

    private static Int128 Sum(IReadOnlyList<TransferUse> uses)
    {
        Int128 sum = 0;
        foreach (var use in uses)
        {
            sum += use.UsdUnits;
        }

        return sum;
    }
}
