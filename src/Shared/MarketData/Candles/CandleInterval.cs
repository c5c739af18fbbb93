namespace CryptoVault.MarketData.Candles;

/// <summary>The length of candles. All start at whole intervals of UTC: weeks on Monday, months on the first, three days counted from 1970-01-01.</summary>
public sealed class CandleInterval
{
    private const int Hours = 60;
    private const int Days = 24 * Hours;
    private const int Week = 7 * Days;

    /// <summary>1970-01-05, the first Monday.</summary>
    private const int FirstMonday = 4 * Days;

    /// <summary>Minutes; 0 for a calendar month.</summary>
    private readonly int minutes;

    private CandleInterval(string name, int minutes, CandleLevel level) => (Name, this.minutes, Level) = (name, minutes, level);

    /// <summary>All intervals, shortest first.</summary>
    public static IReadOnlyList<CandleInterval> All { get; } =
    [
        new("1m", 1, CandleLevel.Minute), new("3m", 3, CandleLevel.Minute), new("5m", 5, CandleLevel.Minute),
        new("15m", 15, CandleLevel.Quarter), new("30m", 30, CandleLevel.Quarter),
        new("1h", Hours, CandleLevel.Hour), new("2h", 2 * Hours, CandleLevel.Hour), new("4h", 4 * Hours, CandleLevel.Hour),
        new("6h", 6 * Hours, CandleLevel.Hour), new("8h", 8 * Hours, CandleLevel.Hour), new("12h", 12 * Hours, CandleLevel.Hour),
        new("1d", Days, CandleLevel.Day), new("3d", 3 * Days, CandleLevel.Day), new("1w", Week, CandleLevel.Day), new("1M", 0, CandleLevel.Day),
    ];

    /// <summary>The names of all intervals, shortest first.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(interval => interval.Name)];

    /// <summary>The name: <c>1m</c> to <c>1M</c>.</summary>
    public string Name { get; }

    /// <summary>The bars that it is made of.</summary>
    internal CandleLevel Level { get; }

    /// <summary>The interval of this name, or null.</summary>
    public static CandleInterval? Find(string? name) => All.FirstOrDefault(interval => interval.Name == name);

    /// <summary>The start of the candle that a minute is in. Minutes count from 1970-01-01.</summary>
    internal long StartOf(long minute)
    {
        if (minutes == 0)
        {
            return CandleTime.MonthOf(minute);
        }

        var origin = minutes == Week ? FirstMonday : 0;
        return minute - CandleTime.Modulo(minute - origin, minutes);
    }

    /// <summary>The start of the candle after the one that starts here, which is the end of this one.</summary>
    internal long Next(long start) => minutes == 0 ? CandleTime.AddMonths(start, 1) : start + minutes;

    /// <summary>The start of the candle so many before the one that starts here.</summary>
    internal long Back(long start, int candles) => minutes == 0 ? CandleTime.AddMonths(start, -candles) : start - ((long)minutes * candles);
}
