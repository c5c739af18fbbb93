using System.Collections.Immutable;
using System.Globalization;
using CryptoVault.MarketData.Candles;
using CryptoVault.Markets;
using CryptoVault.Matching;
using CryptoVault.Streams;

namespace CryptoVault.MarketData.Streams;

/// <summary>One market's streams: who gets them, and what happened since the last batch.</summary>
internal sealed class MarketFeed(string symbol, IHubs hubs)
{
    private readonly Lock gate = new();
    private readonly Dictionary<MarketTopic, string> published = []; // the versions of views that went out to hubs elsewhere
    private ImmutableDictionary<MarketTopic, ImmutableArray<StreamConnection>> topics = ImmutableDictionary<MarketTopic, ImmutableArray<StreamConnection>>.Empty;
    private MarketDiff? pending;

    public string Symbol => symbol;

    public void Add(MarketTopic topic, StreamConnection connection)
    {
        lock (gate)
        {
            var before = topics.GetValueOrDefault(topic, []);
            topics = topics.SetItem(topic, before.Contains(connection) ? before : before.Add(connection));
        }
    }

    public void Remove(MarketTopic topic, StreamConnection connection)
    {
        lock (gate)
        {
            var left = topics.GetValueOrDefault(topic, []).Remove(connection);
            topics = left.IsEmpty ? topics.Remove(topic) : topics.SetItem(topic, left);
        }
    }

    public void Remove(StreamConnection connection)
    {
        foreach (var topic in topics.Keys)
        {
            Remove(topic, connection);
        }
    }

    /// <summary>Takes the log's next document. Only notes it: an engine may be waiting. True when there was nothing to send before.</summary>
    public bool Take(Market market, MarketLogDocument log)
    {
        lock (gate)
        {
            if (topics.IsEmpty && !hubs.AreElsewhere)
            {
                pending = null;
                return false;
            }

            var isFirst = pending is null;
            (pending ??= new MarketDiff(market, log.Sequence)).Add(log);
            return isFirst;
        }
    }

    /// <summary>Sends what happened since the last batch. Never waits for who gets it.</summary>
    public void SendBatch()
    {
        MarketDiff? diff;
        lock (gate)
        {
            (diff, pending) = (pending, null);
        }

        if (diff is null)
        {
            return;
        }

        var id = string.Create(CultureInfo.InvariantCulture, $"{symbol}:{diff.Last}");
        Send(new MarketTopic(symbol, MarketChannels.Depth), () => StreamMessage.Of("depth", id, StreamViews.Depth(diff)));
        if (diff.Trades.Count > 0)
        {
            Send(new MarketTopic(symbol, MarketChannels.Trades), () => StreamMessage.Of("trades", id, StreamViews.Trades(diff)));
        }
    }

    /// <summary>The views that somebody wants to be told of.</summary>
    public IEnumerable<MarketTopic> Views => hubs.AreElsewhere
        ? [new MarketTopic(symbol, MarketChannels.Ticker), .. CandleInterval.All.Select(interval => new MarketTopic(symbol, MarketChannels.Candles, interval))]
        : topics.Keys.Where(static topic => topic.Channel is MarketChannels.Ticker or MarketChannels.Candles).OrderBy(static topic => topic.Channel);

    /// <summary>Sends a view to those who want it and have not got it yet. Called by one thread only.</summary>
    public void SendView(MarketTopic topic, MarketView view)
    {
        StreamMessage? message = null;
        StreamMessage Message() => message ??= StreamMessage.Of(topic.ChannelName, $"{symbol}:{view.EntityTag.Trim('"')}", view.Body);
        var name = topic.ToString();
        foreach (var connection in topics.GetValueOrDefault(topic, []))
        {
            if (connection.Learn(name, view.EntityTag))
            {
                connection.Offer(Message());
            }
        }

        if (hubs.AreElsewhere && published.GetValueOrDefault(topic) != view.EntityTag)
        {
            published[topic] = view.EntityTag;
            hubs.Publish(name, Message());
        }
    }

    private void Send(MarketTopic topic, Func<StreamMessage> write)
    {
        var to = topics.GetValueOrDefault(topic, []);
        if (to.IsEmpty && !hubs.AreElsewhere)
        {
            return;
        }

        var message = write();
        foreach (var connection in to)
        {
            connection.Offer(message);
        }

        if (hubs.AreElsewhere)
        {
            hubs.Publish(topic.ToString(), message);
        }
    }
}
