using CryptoVault.Matching;
using CryptoVault.Storage;

namespace CryptoVault.MarketData.Candles;

/// <summary>
/// Counts log documents into bars, from a position on. A pure function of the position and the log: the projection and
/// who reads ahead of it come to the same bars.
/// </summary>
internal sealed class CandleRun
{
    private readonly TimedBar[] open = new TimedBar[CandleLevel.All.Count];
    private readonly List<(CandleLevel Level, TimedBar Bar)> closed;

    public CandleRun(CandlePositionDocument from)
    {
        (Sequence, Time, Minute, First, LastPrice) = (from.Sequence, from.Time, from.Minute, from.First, from.LastPrice);
        closed = [];
        for (var i = 0; i < from.Open.Count; i++)
        {
            open[i] = from.Open[i];
        }
    }

    private CandleRun(CandleRun other)
    {
        (Sequence, Time, Minute, First, LastPrice) = (other.Sequence, other.Time, other.Minute, other.First, other.LastPrice);
        closed = [.. other.closed];
        other.open.CopyTo(open, 0);
    }

    public long Sequence { get; private set; }

    public string Time { get; private set; }

    /// <summary>The minute that trades are counted in now, at the earliest.</summary>
    public long Minute { get; private set; }

    /// <summary>The minute of the first trade, 0 before it.</summary>
    public long First { get; private set; }

    public long LastPrice { get; private set; }

    /// <summary>The bars with trades that were closed since the position, of each level oldest first.</summary>
    public IReadOnlyList<(CandleLevel Level, TimedBar Bar)> Closed => closed;

    public CandleRun Copy() => new(this);

    /// <summary>The open bar; without trades there is none.</summary>
    public TimedBar Open(CandleLevel level) => open[level.Index];

    /// <summary>Counts the log's next document.</summary>
    public void Apply(MarketLogDocument log)
    {
        (Sequence, Time) = (log.Sequence, log.Time);
        AdvanceTo(CandleTime.MinuteOf(StoredTime.Parse(log.Time)));
        foreach (var trade in log.Trades)
        {
            First = First == 0 ? Minute : First;
            foreach (var level in CandleLevel.All)
            {
                ref var bar = ref open[level.Index];
                var before = bar.Bar.Trades == 0 ? new TimedBar(level.StartOf(Minute), LastPrice, default) : bar;
                var counted = before.Bar;
                counted.Add(trade.Price, trade.Quantity);
                bar = before with { Bar = counted };
            }

            LastPrice = trade.Price;
        }
    }

    /// <summary>Closes everything before a minute; an earlier minute than the present one changes nothing.</summary>
    public void AdvanceTo(long minute)
    {
        if (minute <= Minute)
        {
            return;
        }

        Minute = minute;
        foreach (var level in CandleLevel.All)
        {
            ref var bar = ref open[level.Index];
            if (bar.Bar.Trades > 0 && bar.Start + level.Minutes <= minute)
            {
                closed.Add((level, bar));
                bar = default;
            }
        }
    }

    public CandlePositionDocument ToPosition() => new()
    {
        Sequence = Sequence, Time = Time, Minute = Minute, First = First, LastPrice = LastPrice, Open = [.. open],
    };
}
