using CryptoVault.Markets;
using CryptoVault.Matching;
using CryptoVault.Storage;

namespace CryptoVault.MarketData.Streams;

/// <summary>What several log documents of a market, one after another, changed. Quantities are absolute: the last one counts.</summary>
internal sealed class MarketDiff(Market market, long first)
{
    public Market Market => market;

    /// <summary>The first log document in it.</summary>
    public long First => first;

    /// <summary>The last log document in it.</summary>
    public long Last { get; private set; }

    public SortedDictionary<long, long> Bids { get; } = [];

    public SortedDictionary<long, long> Asks { get; } = [];

    public List<PublicTrade> Trades { get; } = [];

    public void Add(MarketLogDocument log)
    {
        Last = log.Sequence;
        Set(Bids, log.Bids);
        Set(Asks, log.Asks);
        if (log.Trades.Count == 0)
        {
            return;
        }

        var time = StoredTime.Parse(log.Time);
        foreach (var trade in log.Trades)
        {
            Trades.Add(new PublicTrade(trade.Number, trade.Price, trade.Quantity, trade.Side, time));
        }
    }

    private static void Set(SortedDictionary<long, long> side, IReadOnlyList<long> levels)
    {
        for (var i = 0; i < levels.Count; i += 2)
        {
            side[levels[i]] = levels[i + 1];
        }
    }
}
