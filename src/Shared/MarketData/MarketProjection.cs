using CryptoVault.Markets;
using CryptoVault.Matching;
using CryptoVault.Orders;
using CryptoVault.Storage;

namespace CryptoVault.MarketData;

/// <summary>A trade as everybody may see it; ticks and lots.</summary>
internal readonly record struct PublicTrade(long Number, long Price, long Quantity, OrderSide TakerSide, DateTimeOffset Time);

/// <summary>
/// What is publicly known of a market: its depth, its recent trades, its last 24 hours. Built from the working orders
/// at some point and the log after it. The log states the quantity that each changed price has then, so that applying
/// the log to a picture that was taken while the market went on gives the exact depth.
/// </summary>
internal sealed class MarketProjection(Market market)
{
    private const int RecentTrades = 1_000;

    private readonly SortedDictionary<long, long> bids = new(Comparer<long>.Create(static (one, other) => other.CompareTo(one)));
    private readonly SortedDictionary<long, long> asks = [];
    private readonly PublicTrade[] trades = new PublicTrade[RecentTrades];
    private readonly MinuteBars bars = new();
    private long tradeCount;

    public Market Market { get; set; } = market;

    /// <summary>The number of the newest log document that is in it.</summary>
    public long Sequence { get; private set; }

    /// <summary>The price of the last trade in ticks, 0 before the first.</summary>
    public long LastPrice { get; private set; }

    public DateTimeOffset Time { get; private set; }

    public SortedDictionary<long, long> Side(OrderSide side) => side == OrderSide.Buy ? bids : asks;

    /// <summary>Starts with the market's head; the depth then follows by <see cref="AddOrder"/>.</summary>
    public void Start(MarketHead head, DateTimeOffset now) => (Sequence, LastPrice, Time) = (head.Sequence, head.LastPrice, now);

    public void AddOrder(WorkingOrderDocument order)
    {
        if (order.Place is not null)
        {
            return; // a stop: nobody sees it
        }

        var side = Side(order.Side);
        side[order.Price] = side.GetValueOrDefault(order.Price) + (order.Visible ?? order.Remaining);
    }

    /// <summary>Adds trades of the past, oldest first.</summary>
    public void AddHistory(MarketLogDocument log) => AddTrades(log);

    /// <summary>Applies the next log document; false when it is not the next one.</summary>
    public bool TryApply(MarketLogDocument log)
    {
        if (log.Sequence != Sequence + 1)
        {
            return false;
        }

        Sequence = log.Sequence;
        Set(bids, log.Bids);
        Set(asks, log.Asks);
        AddTrades(log);
        Time = StoredTime.Parse(log.Time);
        return true;
    }

    /// <summary>The trades of the last 24 hours, as one bar.</summary>
    public TradeBar Day(DateTimeOffset now) => bars.Window(MinuteBars.MinuteOf(now));

    /// <summary>The trades of the present minute and those before it, as one bar.</summary>
    public TradeBar Recent(DateTimeOffset now, int minutes) => bars.Sum(MinuteBars.MinuteOf(now), minutes);

    /// <summary>The newest trades, newest first.</summary>
    public IEnumerable<PublicTrade> Newest(int limit)
    {
        for (var i = 1; i <= Math.Min(limit, Math.Min(tradeCount, RecentTrades)); i++)
        {
            yield return trades[(tradeCount - i) % RecentTrades];
        }
    }

    private void AddTrades(MarketLogDocument log)
    {
        if (log.Trades.Count == 0)
        {
            return;
        }

        var time = StoredTime.Parse(log.Time);
        var minute = MinuteBars.MinuteOf(time);
        foreach (var trade in log.Trades)
        {
            trades[tradeCount++ % RecentTrades] = new PublicTrade(trade.Number, trade.Price, trade.Quantity, trade.Side, time);
            bars.Add(minute, trade.Price, trade.Quantity);
            LastPrice = trade.Price;
        }
    }

    private static void Set(SortedDictionary<long, long> side, IReadOnlyList<long> levels)
    {
        for (var i = 0; i < levels.Count; i += 2)
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
}
