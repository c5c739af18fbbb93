using CryptoVault.Matching;
using CryptoVault.Orders;

namespace CryptoVault.MarketData;

/// <summary>
/// What is publicly known of a market, built from its log: price levels, recent trades, the last day's figures.
/// Written by its follower, read by requests; both under its lock.
/// </summary>
internal sealed class MarketView
{
    /// <summary>Trades kept for queries.</summary>
    public const int MaxTrades = 1000;
    private const int DayMinutes = 24 * 60;

    private readonly SortedDictionary<long, long> bids = new(Comparer<long>.Create(static (one, other) => other.CompareTo(one)));
    private readonly SortedDictionary<long, long> asks = [];
    private readonly Queue<(long Minute, Bar Bar)> closed = new();
    private readonly PublicTrade[] trades = new PublicTrade[MaxTrades];
    private Bar minute = new();
    private Bar dayBefore = new();
    private long tradeCount;

    public Lock Gate { get; } = new();

    /// <summary>The last log document that is in here.</summary>
    public long Sequence { get; private set; }

    /// <summary>The minute that is not closed yet, as minutes since 1970; 0 before the first.</summary>
    public long Minute { get; private set; }

    /// <summary>The price of the last trade ever, in ticks; 0 before the first.</summary>
    public long LastPrice { get; private set; }

    public IEnumerable<KeyValuePair<long, long>> Bids => bids;

    public IEnumerable<KeyValuePair<long, long>> Asks => asks;

    public (long Price, long Quantity) BestBid => Best(bids);

    public (long Price, long Quantity) BestAsk => Best(asks);

    /// <summary>Starts from the working orders as of a log sequence.</summary>
    public void Start(long sequence, long lastPrice, IEnumerable<WorkingOrderDocument> orders)
    {
        Sequence = sequence;
        LastPrice = lastPrice;
        foreach (var order in orders)
        {
            var side = order.Side == OrderSide.Buy ? bids : asks;
            side[order.Price] = side.GetValueOrDefault(order.Price) + order.Remaining;
        }
    }

    /// <summary>Adds a closed minute that was stored.</summary>
    public void AddClosed(MinuteBarDocument bar)
    {
        closed.Enqueue((bar.Minute, Bar.Of(bar)));
        Minute = bar.Minute + 1;
        SumDay();
    }

    /// <summary>Takes a log document's trades into the figures. Returns the minute that it closed, if it did.</summary>
    public MinuteBarDocument? AddTrades(MarketLogDocument log, DateTimeOffset time)
    {
        var logMinute = time.ToUnixTimeSeconds() / 60;
        MinuteBarDocument? finished = null;
        if (logMinute > Minute)
        {
            if (Minute > 0)
            {
                finished = minute.ToDocument(Minute, log.Sequence - 1);
                closed.Enqueue((Minute, minute));
            }

            minute = new Bar();
            Minute = logMinute;
            SumDay();
        }

        foreach (var trade in log.Trades)
        {
            minute.Add(trade.Price, trade.Quantity);
            trades[tradeCount++ % MaxTrades] = new PublicTrade(trade.Number, trade.Price, trade.Quantity, trade.Side, time);
            LastPrice = trade.Price;
        }

        return finished;
    }

    /// <summary>Takes trades that a closed minute counts already into the list only.</summary>
    public MinuteBarDocument? ListTrades(MarketLogDocument log, DateTimeOffset time)
    {
        foreach (var trade in log.Trades)
        {
            trades[tradeCount++ % MaxTrades] = new PublicTrade(trade.Number, trade.Price, trade.Quantity, trade.Side, time);
        }

        return null;
    }

    /// <summary>Takes a log document's price levels; they are absolute, so that repeating one is harmless.</summary>
    public void AddLevels(MarketLogDocument log)
    {
        SetLevels(bids, log.Bids);
        SetLevels(asks, log.Asks);
        Sequence = log.Sequence;
    }

    /// <summary>The figures of the last 24 hours.</summary>
    public Bar Day(DateTimeOffset now)
    {
        var oldest = (now.ToUnixTimeSeconds() / 60) - DayMinutes;
        if (closed.TryPeek(out var first) && first.Minute < oldest)
        {
            SumDay(oldest);
        }

        var day = new Bar();
        day.Add(dayBefore);
        if (Minute >= oldest)
        {
            day.Add(minute);
        }

        return day;
    }

    /// <summary>The newest trades, newest first.</summary>
    public IEnumerable<PublicTrade> Newest(int count)
    {
        for (var i = 0; i < Math.Min(count, Math.Min(tradeCount, MaxTrades)); i++)
        {
            yield return trades[(tradeCount - 1 - i) % MaxTrades];
        }
    }

    private void SumDay(long oldest = long.MinValue)
    {
        oldest = Math.Max(oldest, Minute - DayMinutes);
        while (closed.TryPeek(out var first) && first.Minute < oldest)
        {
            closed.Dequeue();
        }

        dayBefore = new Bar();
        foreach (var (_, bar) in closed)
        {
            dayBefore.Add(bar);
        }
    }

    private static void SetLevels(SortedDictionary<long, long> side, IReadOnlyList<long> levels)
    {
        for (var i = 0; i + 1 < levels.Count; i += 2)
        {
            if (levels[i + 1] == 0)
            {
                side.Remove(levels[i]);
            }
            else
            {
                side[levels[i]] = levels[i + 1];
            }
        }
    }

    private static (long Price, long Quantity) Best(SortedDictionary<long, long> side)
    {
        foreach (var (price, quantity) in side)
        {
            return (price, quantity);
        }

        return default;
    }
}

/// <summary>A trade as everybody may see it. Ticks and lots.</summary>
internal readonly record struct PublicTrade(long Number, long Price, long Quantity, OrderSide TakerSide, DateTimeOffset Time);
