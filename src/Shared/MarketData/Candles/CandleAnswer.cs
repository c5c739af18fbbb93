namespace CryptoVault.MarketData.Candles;

/// <summary>A candle; ticks, lots, and quote in tick-lots. Without trades its prices are the last price before it.</summary>
internal readonly record struct Candle(long Start, long End, TradeBar Bar, bool IsClosed);

/// <summary>Makes an answer's candles from bars: chooses the range, joins bars, fills gaps.</summary>
internal sealed class CandleAnswer(CandleBars bars, CandleState state, CandleInterval interval, CancellationToken cancellation)
{
    /// <summary>The candles asked for, oldest first; none before the first trade or after now.</summary>
    public async Task<List<Candle>> ReadAsync(CandleQuery query, long now)
    {
        var candles = new List<Candle>();
        if (state.Run.First == 0)
        {
            return candles;
        }

        var (start, end) = RangeOf(query, now);
        if (start >= end)
        {
            return candles;
        }

        var found = await bars.ReadAsync(state, interval.Level, start, end, cancellation);
        var previous = found.Count > 0 ? found[0].Previous : await CloseBeforeAsync(start);
        for (var (at, next) = (start, 0); at < end; at = interval.Next(at))
        {
            var to = interval.Next(at);
            var bar = default(TradeBar);
            for (; next < found.Count && found[next].Start < to; next++)
            {
                bar.Add(found[next].Bar);
            }

            bar = bar.Trades > 0 ? bar : new TradeBar(previous, previous, previous, previous, 0, 0, 0);
            previous = bar.Close;
            candles.Add(new Candle(at, to, bar, to <= state.ClosedBefore));
        }

        return candles;
    }

    /// <summary>The first candle's start and the last one's end.</summary>
    private (long Start, long End) RangeOf(CandleQuery query, long now)
    {
        var first = interval.StartOf(state.Run.First);
        var end = interval.Next(interval.StartOf(Math.Max(now, state.Run.Minute)));
        if (query.To is { } to && CeilingOf(to) < end)
        {
            end = CeilingOf(to);
        }

        if (query.From is not { } from)
        {
            return (Math.Max(first, interval.Back(end, query.Limit)), end);
        }

        var start = Math.Max(first, CeilingOf(from));
        for (var (at, count) = (start, 0); at < end; at = interval.Next(at))
        {
            if (++count == query.Limit)
            {
                return (start, interval.Next(at));
            }
        }

        return (start, end);
    }

    /// <summary>The first start that is not before a time.</summary>
    private long CeilingOf(DateTimeOffset time)
    {
        var minute = CandleTime.MinuteOf(time);
        var start = interval.StartOf(minute);
        return start == minute && time.UtcTicks % TimeSpan.TicksPerMinute == 0 ? start : interval.Next(start);
    }

    /// <summary>The last price before a start, where nothing traded in the range: looked for in ever longer bars.</summary>
    private async ValueTask<long> CloseBeforeAsync(long start)
    {
        var before = start;
        foreach (var level in CandleLevel.All.Skip(interval.Level.Index))
        {
            var from = level.PeriodOf(before);
            if (await bars.ReadAsync(state, level, from, before, cancellation) is [.., var last])
            {
                return last.Bar.Close;
            }

            before = from;
        }

        while (before > state.Run.First)
        {
            var from = CandleLevel.Day.PeriodOf(before - 1);
            if (await bars.ReadAsync(state, CandleLevel.Day, from, before, cancellation) is [.., var last])
            {
                return last.Bar.Close;
            }

            before = from;
        }

        return 0;
    }
}
