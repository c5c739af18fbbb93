using System.Collections.Concurrent;
using CryptoVault.MarketData.Candles;
using CryptoVault.Markets;
using CryptoVault.Matching;
using CryptoVault.Results;
using CryptoVault.Streams;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CryptoVault.MarketData.Streams;

/// <summary>
/// The public streams of all markets. What the log says is noted as it comes and sent at once, or, if something was sent
/// a moment ago, when that moment is over; written once for all who get it. Nobody waits for a connection.
/// </summary>
public sealed class MarketStreams : BackgroundService
{
    private readonly ConcurrentDictionary<string, MarketFeed> feeds = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim happened = new(0, 1);
    private readonly SemaphoreSlim viewsWanted = new(0, 1);
    private readonly PublicMarketData marketData;
    private readonly PublicCandles candles;
    private readonly StreamConnections connections;
    private readonly IHubs hubs;
    private readonly StreamOptions options;
    private readonly TimeProvider clock;
    private readonly ILogger<MarketStreams> logger;

    /// <summary>Creates the streams.</summary>
    public MarketStreams(
        PublicMarketData marketData, PublicCandles candles, StreamConnections connections, IHubs hubs, StreamOptions options, TimeProvider clock, ILogger<MarketStreams> logger)
    {
        ArgumentNullException.ThrowIfNull(marketData);
        (this.marketData, this.candles, this.connections, this.hubs) = (marketData, candles, connections, hubs);
        (this.options, this.clock, this.logger) = (options, clock, logger);
        marketData.Applied += Take;
    }

    /// <summary>Opens a stream. From its first event on, no change of the markets is missed.</summary>
    /// <param name="query">What it tells.</param>
    /// <param name="client">Who holds it.</param>
    /// <param name="cancellation">Ends the wait for the markets.</param>
    public async Task<Result<StreamConnection>> SubscribeAsync(MarketStreamQuery query, StreamClient client, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        if (await FindAsync(query.Topics, cancellation) is { } missing)
        {
            return missing;
        }

        var entered = connections.Enter(client);
        if (entered.IsSuccess)
        {
            entered.Value.Offer(StreamMessage.Open(StreamViews.Open(query)));
            Join(entered.Value, query.Topics);
        }

        return entered;
    }

    /// <summary>Tells an open connection of more topics, from now on.</summary>
    public async Task<Result<Unit>> JoinAsync(StreamConnection connection, IReadOnlyList<MarketTopic> topics, CancellationToken cancellation = default)
    {
        if (await FindAsync(topics, cancellation) is { } missing)
        {
            return missing;
        }

        Join(connection, topics);
        return Unit.Value;
    }

    /// <summary>Tells an open connection of some topics no longer.</summary>
    public void Leave(StreamConnection connection, IReadOnlyList<MarketTopic> topics)
    {
        ArgumentNullException.ThrowIfNull(topics);
        foreach (var topic in topics)
        {
            feeds.GetValueOrDefault(topic.Symbol)?.Remove(topic, connection);
        }
    }

    /// <summary>The topic of a market that there is not; null when all are there. Their logs are followed from here on.</summary>
    public async Task<MarketNotFound?> FindAsync(IReadOnlyList<MarketTopic> topics, CancellationToken cancellation = default)
    {
        foreach (var symbol in topics.Select(static topic => topic.Symbol).Distinct(StringComparer.Ordinal))
        {
            if (await marketData.TickerAsync(symbol, cancellation) is null)
            {
                return new MarketNotFound(symbol);
            }
        }

        return null;
    }

    /// <summary>Sends what happened to depth and trades since the last time. Never waits.</summary>
    internal void SendBatches()
    {
        foreach (var feed in feeds.Values)
        {
            feed.SendBatch();
        }
    }

    /// <summary>Sends the tickers and candles that changed since the last time; false when nobody wants any.</summary>
    internal async Task<bool> SendViewsAsync(CancellationToken cancellation = default)
    {
        var wanted = false;
        foreach (var feed in feeds.Values)
        {
            foreach (var topic in feed.Views)
            {
                wanted = true;
                if (await ViewAsync(topic, cancellation) is { } view)
                {
                    feed.SendView(topic, view);
                }
            }
        }

        return wanted;
    }

    /// <inheritdoc />
    public override void Dispose()
    {
        marketData.Applied -= Take;
        happened.Dispose();
        viewsWanted.Dispose();
        base.Dispose();
    }

    /// <inheritdoc />
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        RunAsync(happened, () => { SendBatches(); return Task.FromResult(false); }, stoppingToken),
        RunAsync(viewsWanted, () => SendViewsAsync(stoppingToken), stoppingToken));

    private ValueTask<MarketView?> ViewAsync(MarketTopic topic, CancellationToken cancellation) => topic.Interval is { } interval
        ? candles.GetAsync(topic.Symbol, new CandleQuery(interval, null, null, 2), cancellation)
        : marketData.TickerAsync(topic.Symbol, cancellation);

    private void Join(StreamConnection connection, IReadOnlyList<MarketTopic> topics)
    {
        foreach (var topic in topics)
        {
            FeedOf(topic.Symbol).Add(topic, connection);
        }

        connection.OnEnd(Leave);
        Wake(viewsWanted);
    }

    /// <summary>Sends when it is woken, then pauses; goes on without being woken as long as there is more to do.</summary>
    private async Task RunAsync(SemaphoreSlim wake, Func<Task<bool>> send, CancellationToken cancellation)
    {
        try
        {
            for (var more = false; ; )
            {
                if (!more)
                {
                    await wake.WaitAsync(cancellation);
                }

                var started = clock.GetTimestamp();
                more = await SendSafelyAsync(send);
                if (options.BatchEvery - clock.GetElapsedTime(started) is { Ticks: > 0 } pause)
                {
                    await Task.Delay(pause, clock, cancellation);
                }
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            logger.LogDebug("The streams of the markets end.");
        }
    }

    private async Task<bool> SendSafelyAsync(Func<Task<bool>> send)
    {
        try
        {
            return await send();
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // A bug in one event must not end the streams of all markets, nor the host.
            logger.LogError(exception, "Events of the streams could not be sent; the next ones will be.");
            return true;
        }
    }

    private void Take(Market market, MarketLogDocument log)
    {
        var feed = hubs.AreElsewhere ? FeedOf(market.Symbol) : feeds.GetValueOrDefault(market.Symbol);
        if (feed is not null && feed.Take(market, log))
        {
            Wake(happened);
        }
    }

    private MarketFeed FeedOf(string symbol)
    {
        if (feeds.TryGetValue(symbol, out var known))
        {
            return known;
        }

        Wake(viewsWanted);
        return feeds.GetOrAdd(symbol, static (symbol, hubs) => new MarketFeed(symbol, hubs), hubs);
    }

    private void Leave(StreamConnection connection)
    {
        foreach (var feed in feeds.Values)
        {
            feed.Remove(connection);
        }
    }

    private static void Wake(SemaphoreSlim wake)
    {
        if (wake.CurrentCount == 0)
        {
            try
            {
                wake.Release();
            }
            catch (SemaphoreFullException)
            {
                return; // somebody else woke it
            }
        }
    }
}
