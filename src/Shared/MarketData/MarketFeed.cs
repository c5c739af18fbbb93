using System.Threading.Channels;
using CryptoVault.Markets;
using CryptoVault.Matching;
using CryptoVault.Storage;
using Microsoft.Extensions.Logging;

namespace CryptoVault.MarketData;

/// <summary>Keeps one market's view up to date for as long as the app runs.</summary>
internal sealed class MarketFeed
{
    /// <summary>How far a follower is behind at most when nobody announces commits to it.</summary>
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan PauseAfterFault = TimeSpan.FromSeconds(1);

    private readonly IDocumentStore store;
    private readonly TimeProvider clock;
    private readonly ILogger logger;
    private readonly Channel<MarketLogDocument> announced = Channel.CreateBounded<MarketLogDocument>(
        new BoundedChannelOptions(256) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
    private volatile MarketFollower follower;

    private MarketFeed(Market market, MarketFollower follower, IDocumentStore store, TimeProvider clock, ILogger logger)
    {
        (Market, this.follower, this.store, this.clock, this.logger) = (market, follower, store, clock, logger);
        Rendered = new RenderedMarketData(market);
    }

    public Market Market { get; }

    public MarketView View => follower.View;

    public RenderedMarketData Rendered { get; }

    /// <summary>Loads a market and begins to follow it.</summary>
    public static async Task<MarketFeed> StartAsync(
        Market market, IDocumentStore store, MarketSignals signals, TimeProvider clock, ILogger logger, CancellationToken stop)
    {
        var follower = new MarketFollower(market.Symbol, store);
        await follower.LoadAsync(clock.GetUtcNow(), stop).ConfigureAwait(false);
        var feed = new MarketFeed(market, follower, store, clock, logger);
        signals.Follow(market.Symbol, (_, log) => feed.announced.Writer.TryWrite(log));
        _ = Task.Run(() => feed.RunAsync(stop), CancellationToken.None);
        return feed;
    }

    private async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await follower.FollowAsync(stop).ConfigureAwait(false);
                await WaitAsync(stop).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                logger.LogWarning(exception, "Market data of {Symbol} fell behind; it is loaded again.", Market.Symbol);
                await ReloadAsync(stop).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Applies announced commits until none comes for a poll's time.</summary>
    private async Task WaitAsync(CancellationToken stop)
    {
        try
        {
            while (await announced.Reader.WaitToReadAsync(stop).AsTask().WaitAsync(Poll, clock, stop).ConfigureAwait(false))
            {
                while (announced.Reader.TryRead(out var log))
                {
                    await follower.FollowAsync(log, stop).ConfigureAwait(false);
                }
            }
        }
        catch (TimeoutException)
        {
            logger.LogTrace("Nothing was announced of {Symbol}: the store is asked.", Market.Symbol);
        }
    }

    private async Task ReloadAsync(CancellationToken stop)
    {
        try
        {
            await Task.Delay(PauseAfterFault, clock, stop).ConfigureAwait(false);
            var fresh = new MarketFollower(Market.Symbol, store);
            await fresh.LoadAsync(clock.GetUtcNow(), stop).ConfigureAwait(false);
            follower = fresh;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            logger.LogDebug("Following {Symbol} ends.", Market.Symbol);
        }
        catch (StoreException exception)
        {
            logger.LogWarning(exception, "Market data of {Symbol} could not be loaded; it is tried again.", Market.Symbol);
        }
    }
}
