using System.Collections.Immutable;
using System.Globalization;
using CryptoVault.Markets;
using CryptoVault.Matching;

namespace CryptoVault.MarketData.Streams;

/// <summary>One market's streams: who gets them, and what happened since the last batch.</summary>
internal sealed class MarketFeed(string symbol)
{
    private readonly Lock gate = new();
    private ImmutableArray<MarketSubscription> subscribers = [];
    private MarketDiff? pending;

    public string Symbol => symbol;

    public ImmutableArray<MarketSubscription> Subscribers
    {
        get
        {
            lock (gate)
            {
                return subscribers;
            }
        }
    }

    public void Add(MarketSubscription subscription)
    {
        lock (gate)
        {
            subscribers = subscribers.Add(subscription);
        }
    }

    public void Remove(MarketSubscription subscription)
    {
        lock (gate)
        {
            subscribers = subscribers.Remove(subscription);
            pending = subscribers.IsEmpty ? null : pending;
        }
    }

    /// <summary>Takes the log's next document. Only notes it: an engine may be waiting.</summary>
    public void Take(Market market, MarketLogDocument log)
    {
        lock (gate)
        {
            if (!subscribers.IsEmpty)
            {
                (pending ??= new MarketDiff(market, log.Sequence)).Add(log);
            }
        }
    }

    /// <summary>Sends what happened since the last batch. Never waits for who gets it.</summary>
    public void SendBatch()
    {
        MarketDiff? diff;
        ImmutableArray<MarketSubscription> to;
        lock (gate)
        {
            (diff, to, pending) = (pending, subscribers, null);
        }

        if (diff is null)
        {
            return;
        }

        var id = string.Create(CultureInfo.InvariantCulture, $"{symbol}:{diff.Last}");
        Offer(to, MarketChannels.Depth, () => MarketEvent.Of("depth", id, StreamViews.Depth(diff)));
        if (diff.Trades.Count > 0)
        {
            Offer(to, MarketChannels.Trades, () => MarketEvent.Of("trades", id, StreamViews.Trades(diff)));
        }
    }

    /// <summary>Sends a view to those who want it and have not got it yet.</summary>
    /// <param name="channel">The event's name.</param>
    /// <param name="view">The view as it is now.</param>
    /// <param name="to">Who wants it.</param>
    public void SendView(string channel, MarketView view, IEnumerable<MarketSubscription> to)
    {
        MarketEvent? next = null;
        foreach (var subscriber in to)
        {
            if (subscriber.Learn(channel, symbol, view.EntityTag))
            {
                subscriber.Offer(next ??= MarketEvent.Of(channel, $"{symbol}:{view.EntityTag.Trim('"')}", view.Body.Span));
            }
        }
    }

    private static void Offer(ImmutableArray<MarketSubscription> to, MarketChannels channel, Func<MarketEvent> write)
    {
        MarketEvent? next = null;
        foreach (var subscriber in to)
        {
            if (subscriber.Query.Channels.HasFlag(channel))
            {
                subscriber.Offer(next ??= write());
            }
        }
    }
}
