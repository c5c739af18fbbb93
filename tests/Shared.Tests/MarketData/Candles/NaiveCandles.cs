namespace CryptoVault.Shared.Tests.MarketData.Candles;

/// <summary>Candles from the whole list of trades, obviously right.</summary>
internal static class NaiveCandles
{
    /// <summary>The start of the candle that a time is in.</summary>
    public static DateTime StartOf(string interval, DateTime time) => interval switch
    {
        "1M" => new DateTime(time.Year, time.Month, 1, 0, 0, 0, DateTimeKind.Utc),
        "1w" => time.Date.AddDays(-(((int)time.DayOfWeek + 6) % 7)),
        _ => time.AddTicks(-((time - DateTime.UnixEpoch).Ticks % LengthOf(interval).Ticks)),
    };

    public static DateTime EndOf(string interval, DateTime start) => interval == "1M" ? start.AddMonths(1) : start + LengthOf(interval);

    /// <summary>All candles from the one with the first trade that start before a time; at most the given number, the newest or the ones from a time on.</summary>
    public static List<ShownCandle> Of(string interval, IReadOnlyList<CountedTrade> trades, DateTime now, DateTime? from, DateTime? to, int limit, DateTime closedBefore)
    {
        if (trades.Count == 0)
        {
            return [];
        }

        var starts = new List<DateTime>();
        var last = StartOf(interval, now > trades[^1].Minute ? now : trades[^1].Minute);
        for (var start = StartOf(interval, trades[0].Minute); start <= last; start = EndOf(interval, start))
        {
            if ((from is null || start >= from) && (to is null || start < to))
            {
                starts.Add(start);
            }
        }

        var chosen = from is null ? starts.TakeLast(limit) : starts.Take(limit);
        return [.. chosen.Select(start => One(interval, trades, start, closedBefore))];
    }

    private static ShownCandle One(string interval, IReadOnlyList<CountedTrade> trades, DateTime start, DateTime closedBefore)
    {
        var end = EndOf(interval, start);
        var inside = trades.SkipWhile(trade => trade.Minute < start).TakeWhile(trade => trade.Minute < end).ToList();
        var before = trades.LastOrDefault(trade => trade.Minute < start).Price / 100m;
        return inside.Count == 0
            ? new ShownCandle(start, end, before, before, before, before, 0, 0, 0, end <= closedBefore)
            : new ShownCandle(
                start, end, inside[0].Price / 100m, inside.Max(trade => trade.Price) / 100m, inside.Min(trade => trade.Price) / 100m, inside[^1].Price / 100m,
                inside.Sum(trade => trade.Quantity) / 100_000m, inside.Sum(trade => trade.Price * trade.Quantity) / 10_000_000m, inside.Count, end <= closedBefore);
    }

    private static TimeSpan LengthOf(string interval)
    {
        var count = int.Parse(interval[..^1], System.Globalization.CultureInfo.InvariantCulture);
        return interval[^1] switch
        {
            'm' => TimeSpan.FromMinutes(count),
            'h' => TimeSpan.FromHours(count),
            'd' => TimeSpan.FromDays(count),
            _ => TimeSpan.FromDays(7 * count),
        };
    }
}
