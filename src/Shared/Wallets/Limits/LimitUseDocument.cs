using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CryptoVault.Storage;

namespace CryptoVault.Wallets.Limits;

/// <summary>A withdrawal of the last 24 hours, as limits count it.</summary>
/// <param name="WithdrawalId">The withdrawal.</param>
/// <param name="Time">When it was asked for.</param>
/// <param name="UsdUnits">Its value then, in minor units of a dollar.</param>
public sealed record RecentUse(string WithdrawalId, DateTimeOffset Time, Int128 UsdUnits)
{
    /// <summary>The API key that asked for it; null when a person did.</summary>
    public string? ApiKeyId { get; init; }
}

/// <summary>The withdrawals of one hour that is longer ago.</summary>
/// <param name="Hour">The hour's beginning.</param>
/// <param name="Count">How many.</param>
/// <param name="UsdUnits">Their value, in minor units of a dollar.</param>
public sealed record HourUse(DateTimeOffset Hour, int Count, Int128 UsdUnits);

/// <summary>
/// What a customer withdrew of late, in the customer's partition: so limits are decided in the commit that holds the money.
/// The last 24 hours are kept withdrawal by withdrawal, and so exactly; what is older by the hour, and counts until the whole
/// hour is 30 days ago.
/// </summary>
/// <param name="Recent">The last 24 hours, oldest first.</param>
/// <param name="Hours">What is older, oldest first.</param>
public sealed record LimitUseDocument(IReadOnlyList<RecentUse> Recent, IReadOnlyList<HourUse> Hours) : IDocument<LimitUseDocument>
{
    /// <summary>The id, the same in every user's partition.</summary>
    public const string DocumentId = "withdrawal-use";

    /// <summary>The short window.</summary>
    public static readonly TimeSpan Day = TimeSpan.FromHours(24);

    /// <summary>The long window.</summary>
    public static readonly TimeSpan Month = TimeSpan.FromDays(30);

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>Nothing was withdrawn.</summary>
    public static LimitUseDocument None { get; } = new([], []);

    /// <inheritdoc />
    public static JsonTypeInfo<LimitUseDocument> Json => WalletJson.Default.LimitUseDocument;

    /// <inheritdoc />
    public string Id => DocumentId;

    /// <inheritdoc />
    public string Type => "withdrawal-use";

    /// <inheritdoc />
    public int SchemaVersion => 1;

    /// <summary>Withdrawals in the short window.</summary>
    [JsonIgnore]
    public int DayCount => Recent.Count;

    /// <summary>Their value.</summary>
    [JsonIgnore]
    public Int128 DayUnits => Sum(Recent.Select(use => use.UsdUnits));

    /// <summary>The value in the short window of what one API key asked for.</summary>
    public Int128 DayUnitsOf(string apiKeyId) => Sum(Recent.Where(use => use.ApiKeyId == apiKeyId).Select(use => use.UsdUnits));

    /// <summary>Withdrawals in the long window.</summary>
    [JsonIgnore]
    public int MonthCount => Recent.Count + Hours.Sum(hour => hour.Count);

    /// <summary>Their value.</summary>
    [JsonIgnore]
    public Int128 MonthUnits => DayUnits + Sum(Hours.Select(hour => hour.UsdUnits));

    /// <summary>What of the partition's use counts now; read it anew in each decision.</summary>
    internal static LimitUseDocument In(PartitionView view, DateTimeOffset now) =>
        (view.Find<LimitUseDocument>(DocumentId) ?? None).At(now);

    /// <summary>What counts at a time: what left the short window is counted by the hour, what left the long one is forgotten.</summary>
    public LimitUseDocument At(DateTimeOffset now)
    {
        if ((Recent.Count == 0 || now - Recent[0].Time < Day) && (Hours.Count == 0 || now - (Hours[0].Hour + Hour) < Month))
        {
            return this;
        }

        var hours = new List<HourUse>(Hours);
        foreach (var use in Recent.TakeWhile(use => now - use.Time >= Day))
        {
            var start = HourOf(use.Time);
            if (hours.Count > 0 && hours[^1].Hour == start)
            {
                hours[^1] = hours[^1] with { Count = hours[^1].Count + 1, UsdUnits = hours[^1].UsdUnits + use.UsdUnits };
            }
            else
            {
                hours.Add(new HourUse(start, 1, use.UsdUnits));
            }
        }

        return new LimitUseDocument(
            [.. Recent.SkipWhile(use => now - use.Time >= Day)], [.. hours.SkipWhile(hour => now - (hour.Hour + Hour) >= Month)]);
    }

    /// <summary>With a withdrawal of now, which an API key may have asked for.</summary>
    public LimitUseDocument With(string withdrawalId, DateTimeOffset now, Int128 usdUnits, string? apiKeyId = null)
    {
        var time = Recent.Count > 0 && Recent[^1].Time > now ? Recent[^1].Time : now;
        return this with { Recent = [.. Recent, new RecentUse(withdrawalId, time, usdUnits) { ApiKeyId = apiKeyId }] };
    }

    /// <summary>Without a withdrawal that was not paid after all; one that counts no more changes nothing.</summary>
    public LimitUseDocument Without(string withdrawalId, DateTimeOffset time, Int128 usdUnits)
    {
        if (Recent.Any(use => use.WithdrawalId == withdrawalId))
        {
            return this with { Recent = [.. Recent.Where(use => use.WithdrawalId != withdrawalId)] };
        }

        var start = HourOf(time);
        return this with
        {
            Hours = [.. Hours.Select(hour => hour.Hour == start ? hour with { Count = hour.Count - 1, UsdUnits = hour.UsdUnits - usdUnits } : hour).Where(hour => hour.Count > 0)],
        };
    }

    private static DateTimeOffset HourOf(DateTimeOffset time) => new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerHour), TimeSpan.Zero);

    private static Int128 Sum(IEnumerable<Int128> units)
    {
        Int128 sum = 0;
        foreach (var one in units)
        {
            sum += one;
        }

        return sum;
    }
}
