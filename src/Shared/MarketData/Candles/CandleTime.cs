namespace CryptoVault.MarketData.Candles;

/// <summary>Times as whole minutes since 1970-01-01 UTC.</summary>
internal static class CandleTime
{
    public static long MinuteOf(DateTimeOffset time) => MinuteBars.MinuteOf(time);

    public static DateTime TimeOf(long minute) => DateTime.UnixEpoch.AddMinutes(minute);

    public static long MonthOf(long minute)
    {
        var time = TimeOf(minute);
        return MinutesOf(new DateTime(time.Year, time.Month, 1, 0, 0, 0, DateTimeKind.Utc));
    }

    public static long YearOf(long minute) => MinutesOf(new DateTime(TimeOf(minute).Year, 1, 1, 0, 0, 0, DateTimeKind.Utc));

    public static long AddMonths(long minute, int months)
    {
        // A range that was not limited yet may reach back before the calendar begins.
        var time = TimeOf(minute);
        return ((time.Year - 1) * 12) + time.Month - 1 + months < 0 ? MinutesOf(DateTime.MinValue) : MinutesOf(time.AddMonths(months));
    }

    /// <summary>The remainder that is never negative.</summary>
    public static long Modulo(long value, long divisor) => ((value % divisor) + divisor) % divisor;

    private static long MinutesOf(DateTime time) => (time.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMinute;
}
