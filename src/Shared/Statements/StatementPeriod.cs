using System.Globalization;

namespace CryptoVault.Statements;

/// <summary>A month in a time zone.</summary>
/// <param name="Month">Its first day.</param>
/// <param name="Zone">The zone whose midnights it begins and ends at.</param>
public sealed record StatementPeriod(DateOnly Month, TimeZoneInfo Zone)
{
    /// <summary>After its end, when no entry of it can come any more.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromMinutes(10);

    /// <summary>The first instant.</summary>
    public DateTimeOffset Start => Midnight(Month);

    /// <summary>The first instant after it.</summary>
    public DateTimeOffset End => Midnight(Month.AddMonths(1));

    /// <summary>The month as text: <c>2026-01</c>.</summary>
    public string Name => Month.ToString("yyyy-MM", CultureInfo.InvariantCulture);

    /// <summary>True when nothing is added to it any more, so that its statement is the same for ever.</summary>
    public bool IsClosed(DateTimeOffset now) => now >= End + Grace;

    /// <summary>A time as the statement shows it: local, with its offset.</summary>
    public string Show(DateTimeOffset time) => TimeZoneInfo.ConvertTime(time, Zone).ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);

    /// <summary>Reads a month; false when the text is none from 2000 on.</summary>
    public static bool TryParse(string text, TimeZoneInfo zone, out StatementPeriod period)
    {
        var isMonth = DateOnly.TryParseExact(text, "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.None, out var month) && month.Year is >= 2000 and < 2100;
        period = new StatementPeriod(month, zone);
        return isMonth;
    }

    /// <summary>The first instant of a day: where midnight is left out, what follows it; where there are two, the first.</summary>
    private DateTimeOffset Midnight(DateOnly day)
    {
        var local = day.ToDateTime(TimeOnly.MinValue);
        while (Zone.IsInvalidTime(local))
        {
            local = local.AddMinutes(15);
        }

        var offset = Zone.IsAmbiguousTime(local) ? Zone.GetAmbiguousTimeOffsets(local).Max() : Zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset);
    }
}
