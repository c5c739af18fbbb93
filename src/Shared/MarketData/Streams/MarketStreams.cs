using System.Collections.Concurrent;
using CryptoVault.Markets;
using CryptoVault.Matching;
using CryptoVault.Results;
using CryptoVault.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CryptoVault.MarketData.Streams;

/// <summary>
/// The public streams of all markets. What the log says is noted as it comes and sent in batches, written once for all
/// who get it; each connection has a bounded queue, and who does not keep up is dropped.
/// </summary>
public sealed class MarketStreams : BackgroundService
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, MarketFeed> feeds = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<MarketSubscription, bool> open = new();
    private readonly PublicMarketData marketData;
    private readonly Candles.PublicCandles candles;
    private readonly MarketStreamOptions options;
    private readonly TimeProvider clock;
    private readonly ILogger<MarketStreams> logger;
    private readonly IHostApplicationLifetime lifetime;
    private readonly CancellationTokenRegistration stopping;
    private int connections;

    /// <summary>Creates the streams; they end when the application begins to stop.</summary>
    public MarketStreams(
        PublicMarketData marketData, Candles.PublicCandles candles, MarketStreamOptions options, IHostApplicationLifetime lifetime, TimeProvider clock, ILogger<MarketStreams> logger)
    {
        ArgumentNullException.ThrowIfNull(marketData);
        ArgumentNullException.ThrowIfNull(lifetime);
        (this.marketData, this.candles, this.options, this.clock, this.logger) = (marketData, candles, options, clock, logger);
        this.lifetime = lifetime;
        marketData.Applied += Take;
        stopping = lifetime.ApplicationStopping.Register(EndAll);
    }

    /// <summary>How many streams are open.</summary>
    public int Connections => Volatile.Read(ref connections);

    /// <summary>Opens a stream. From its first event on, no change of the markets is missed.</summary>
    public async Task<Result<MarketSubscription>> SubscribeAsync(MarketStreamQuery query, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        foreach (var symbol in query.Symbols)
        {
            // Loads the market's projection, so that its log is followed from here on.
            if (await marketData.TickerAsync(symbol, cancellation) is null)
            {
                return new MarketNotFound(symbol);
            }
        }

        if (Interlocked.Increment(ref connections) > options.MaxConnections)
        {
            Interlocked.Decrement(ref connections);
            return new ServiceUnavailable($"There are {options.MaxConnections} streams open, which is all there may be.", RetryAfter);
        }

        var subscription = new MarketSubscription(query, options, Leave);
        MarketFeed[] wanted = [.. query.Symbols.Select(symbol => feeds.GetOrAdd(symbol, static symbol => new MarketFeed(symbol)))];
        open[subscription] = true;
        subscription.Offer(MarketEvent.Open(StreamViews.Open(query)));
        foreach (var feed in wanted)
        {
            feed.Add(subscription);
        }

        if (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            subscription.End(MarketSubscription.ServerStopping);
        }

        if (subscription.Reason is not null)
        {
            Array.ForEach(wanted, feed => feed.Remove(subscription)); // it was ended while it was added
        }

        return subscription;
    }

    /// <summary>Sends what happened to depth and trades since the last time. Never waits.</summary>
    internal void SendBatches()
    {
        foreach (var feed in feeds.Values)
        {
            feed.SendBatch();
        }
    }

    /// <summary>Sends the tickers and candles that changed since the last time.</summary>
    internal async Task SendViewsAsync(CancellationToken cancellation = default)
    {
        foreach (var feed in feeds.Values)
        {
            var subscribers = feed.Subscribers;
            var wantTicker = subscribers.Where(static one => one.Query.Channels.HasFlag(MarketChannels.Ticker)).ToList();
            if (wantTicker.Count > 0 && await marketData.TickerAsync(feed.Symbol, cancellation) is { } ticker)
            {
                feed.SendView("ticker", ticker, wantTicker);
            }

            foreach (var wantCandles in subscribers.Where(static one => one.Query.Channels.HasFlag(MarketChannels.Candles)).GroupBy(static one => one.Query.Interval))
            {
                if (await candles.GetAsync(feed.Symbol, new Candles.CandleQuery(wantCandles.Key, null, null, 2), cancellation) is { } newest)
                {
                    feed.SendView("candles", newest, wantCandles);
                }
            }
        }
    }

    /// <summary>Sends something to everybody.</summary>
    internal void SendHeartbeats()
    {
        foreach (var subscription in open.Keys)
        {
            subscription.Offer(MarketEvent.Heartbeat);
        }
    }

    /// <inheritdoc />
    public override void Dispose()
    {
        marketData.Applied -= Take;
        stopping.Dispose();
        base.Dispose();
    }

    /// <inheritdoc />
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        EveryAsync(options.BatchEvery, () => { SendBatches(); return Task.CompletedTask; }, stoppingToken),
        EveryAsync(options.BatchEvery, () => SendViewsAsync(stoppingToken), stoppingToken),
        EveryAsync(options.HeartbeatEvery, () => { SendHeartbeats(); return Task.CompletedTask; }, stoppingToken));

    private async Task EveryAsync(TimeSpan period, Func<Task> send, CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            await Task.Delay(period, clock, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                await send();
            }
            catch (StoreException exception)
            {
                logger.LogWarning(exception, "Tickers and candles cannot be read for the streams now; they are sent later.");
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                // A bug in one event must not end the streams of all markets, nor the host.
                logger.LogError(exception, "Events of the streams could not be sent; the next ones will be.");
            }
        }
    }

    private void Take(Market market, MarketLogDocument log)
    {
        if (feeds.TryGetValue(market.Symbol, out var feed))
        {
            feed.Take(market, log);
        }
    }

    private void Leave(MarketSubscription subscription)
    {
        if (!open.TryRemove(subscription, out _))
        {
            return;
        }

        Interlocked.Decrement(ref connections);
        foreach (var symbol in subscription.Query.Symbols)
        {
            feeds[symbol].Remove(subscription);
        }
    }

    private void EndAll()
    {
        foreach (var subscription in open.Keys)
        {
            subscription.End(MarketSubscription.ServerStopping);
        }
    }
}
