namespace CryptoVault.MarketData;

/// <summary>What traded in a span of time; ticks, lots, and quote in tick-lots.</summary>
internal record struct TradeBar(long Open, long High, long Low, long Close, long Volume, Int128 Quote, long Trades)
{
    public void Add(long price, long quantity)
    {
        if (Trades == 0)
        {
            (Open, High, Low) = (price, price, price);
        }

        High = Math.Max(High, price);
        Low = Math.Min(Low, price);
        Close = price;
        Volume += quantity;
        Quote += (Int128)price * quantity;
        Trades++;
    }

    /// <summary>Adds a later bar.</summary>
    public void Add(in TradeBar later)
    {
        if (later.Trades == 0)
        {
            return;
        }

        this = Trades == 0
            ? later
            : new TradeBar(Open, Math.Max(High, later.High), Math.Min(Low, later.Low), later.Close, Volume + later.Volume, Quote + later.Quote, Trades + later.Trades);
    }
}

/// <summary>The trades of the last 24 hours by the minute: a ring of 1,440 bars, the present minute's among them.</summary>
internal sealed class MinuteBars
{
    private const int Minutes = 24 * 60;

    private readonly (long Minute, TradeBar Bar)[] bars = new (long, TradeBar)[Minutes];
    private (long Minute, TradeBar Sum) before = (long.MinValue, default);

    /// <summary>The minute of a time.</summary>
    public static long MinuteOf(DateTimeOffset time) => time.ToUnixTimeSeconds() / 60;

    /// <summary>Adds a trade; later ones come later.</summary>
    public void Add(long minute, long price, long quantity)
    {
        ref var place = ref bars[minute % Minutes];
        if (place.Minute < minute)
        {
            place = (minute, default);
        }

        if (place.Minute == minute)
        {
            place.Bar.Add(price, quantity);
            before.Minute = minute < before.Minute ? long.MinValue : before.Minute;
        }
    }

    /// <summary>The bar of so many minutes, of which this is the last.</summary>
    public TradeBar Sum(long minute, int minutes)
    {
        TradeBar sum = default;
        for (var each = minute - minutes + 1; each <= minute; each++)
        {
            var (of, bar) = bars[each % Minutes];
            if (of == each)
            {
                sum.Add(in bar);
            }
        }

        return sum;
    }

    /// <summary>The bar of the 24 hours that end with this minute.</summary>
    public TradeBar Window(long minute)
    {
        if (before.Minute != minute)
        {
            // The minutes before the present one change no more: they are summed once a minute.
            before = (minute, Sum(minute - 1, Minutes - 1));
        }

        var window = before.Sum;
        var (current, now) = bars[minute % Minutes];
        if (current == minute)
        {
            window.Add(in now);
        }

        return window;
    }
}
