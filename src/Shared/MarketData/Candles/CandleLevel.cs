using System.Globalization;

namespace CryptoVault.MarketData.Candles;

/// <summary>
/// A resolution in which bars are kept: minutes in a document per hour, quarters of an hour in one per day, hours in one
/// per month, days in one per year. Every interval is a whole number of bars of its level.
/// </summary>
internal sealed class CandleLevel
{
    public static readonly CandleLevel Minute = new(0, 1, "1m", "yyyy-MM-dd'T'HH", static minute => minute - CandleTime.Modulo(minute, 60), static start => start + 60);
    public static readonly CandleLevel Quarter = new(1, 15, "15m", "yyyy-MM-dd", static minute => minute - CandleTime.Modulo(minute, 1_440), static start => start + 1_440);
    public static readonly CandleLevel Hour = new(2, 60, "1h", "yyyy-MM", CandleTime.MonthOf, static start => CandleTime.AddMonths(start, 1));
    public static readonly CandleLevel Day = new(3, 1_440, "1d", "yyyy", CandleTime.YearOf, static start => CandleTime.AddMonths(start, 12));

    private readonly string name;
    private readonly string pattern;
    private readonly Func<long, long> periodOf;
    private readonly Func<long, long> nextPeriod;

    private CandleLevel(int index, int minutes, string name, string pattern, Func<long, long> periodOf, Func<long, long> nextPeriod)
    {
        (Index, Minutes, this.name, this.pattern) = (index, minutes, name, pattern);
        (this.periodOf, this.nextPeriod) = (periodOf, nextPeriod);
    }

    /// <summary>Finest first.</summary>
    public static IReadOnlyList<CandleLevel> All { get; } = [Minute, Quarter, Hour, Day];

    public int Index { get; }

    /// <summary>The length of a bar.</summary>
    public int Minutes { get; }

    /// <summary>The start of the bar that a minute is in.</summary>
    public long StartOf(long minute) => minute - CandleTime.Modulo(minute, Minutes);

    /// <summary>The start of the document's period that a minute is in.</summary>
    public long PeriodOf(long minute) => periodOf(minute);

    /// <summary>The start of the period after the one that starts here.</summary>
    public long NextPeriod(long period) => nextPeriod(period);

    /// <summary>The document of the period that a minute is in.</summary>
    public string DocumentIdOf(long minute) =>
        string.Create(CultureInfo.InvariantCulture, $"bars:{name}:{CandleTime.TimeOf(periodOf(minute)).ToString(pattern, CultureInfo.InvariantCulture)}");
}
