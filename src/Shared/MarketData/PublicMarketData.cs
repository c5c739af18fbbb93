using System.Collections.Concurrent;
using CryptoVault.Markets;
using CryptoVault.Matching;
using CryptoVault.Money;
using CryptoVault.Orders;
using CryptoVault.Prices;
using CryptoVault.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CryptoVault.MarketData;

/// <summary>A view of a market as JSON in UTF-8, ready to be sent, and its version.</summary>
/// <param name="Body">The JSON.</param>
/// <param name="EntityTag">Changes with the content; in quotes, as an HTTP entity tag.</param>
public sealed record MarketView(ReadOnlyMemory<byte> Body, string EntityTag);

/// <summary>
/// Public market data of all markets, served from memory. Fed by the markets' logs: at once where an engine runs in
/// this process, at most a quarter of a second behind elsewhere.
/// </summary>
public sealed class PublicMarketData(
    IDocumentStore store, MarketCatalog markets, ReferencePrices references, AssetCatalog assets, MarketSignals signals, TimeProvider clock, ILogger<PublicMarketData> logger)
    : BackgroundService, IBandReference, IVisibleDepth
{
    private static readonly TimeSpan PollEvery = TimeSpan.FromMilliseconds(250);

    private readonly ConcurrentDictionary<string, PublicMarket> followed = new(StringComparer.Ordinal);
    private volatile JoinedView? tickers;

    /// <summary>Told of each log document that views show from now on, of each market in order. Who listens must not wait.</summary>
    internal event Action<Market, MarketLogDocument>? Applied;

    /// <summary>The ticker, or null when there is no such market.</summary>
    public ValueTask<MarketView?> TickerAsync(string symbol, CancellationToken cancellation = default) =>
        ViewAsync(symbol, static (market, _) => market.Ticker(), 0, cancellation);

    /// <summary>The tickers of all markets, by symbol.</summary>
    public async ValueTask<MarketView> TickersAsync(CancellationToken cancellation = default)
    {
        var views = new List<MarketView>();
        foreach (var market in await markets.AllAsync(cancellation))
        {
            if (await TickerAsync(market.Symbol, cancellation) is { } view)
            {
                views.Add(view);
            }
        }

        // A view that did not change is the same object.
        if (tickers is not { } known || !known.Parts.SequenceEqual(views, ReferenceEqualityComparer.Instance))
        {
            tickers = known = new JoinedView(views, MarketViews.ViewOf(MarketViews.List(views)));
        }

        return known.View;
    }

    /// <summary>The best bid and ask, or null when there is no such market.</summary>
    public ValueTask<MarketView?> BookTickerAsync(string symbol, CancellationToken cancellation = default) =>
        ViewAsync(symbol, static (market, _) => market.BookTicker(), 0, cancellation);

    /// <summary>The volume-weighted average price of the last five minutes, or null when there is no such market.</summary>
    public ValueTask<MarketView?> AveragePriceAsync(string symbol, CancellationToken cancellation = default) =>
        ViewAsync(symbol, static (market, _) => market.AveragePrice(), 0, cancellation);

    /// <summary>The best price levels, or null when there is no such market.</summary>
    public ValueTask<MarketView?> DepthAsync(string symbol, int levels, CancellationToken cancellation = default) =>
        ViewAsync(symbol, static (market, levels) => market.Depth(levels), levels, cancellation);

    /// <summary>The newest trades, newest first, or null when there is no such market.</summary>
    public ValueTask<MarketView?> TradesAsync(string symbol, int limit, CancellationToken cancellation = default) =>
        ViewAsync(symbol, static (market, limit) => market.Trades(limit), limit, cancellation);

    /// <inheritdoc />
    public long Find(Market market)
    {
        ArgumentNullException.ThrowIfNull(market);
        var known = followed.GetValueOrDefault(market.Symbol);
        return known?.LastPrice is > 0 and var last ? last : known?.ReferenceTicks ?? 0;
    }

    /// <inheritdoc />
    public IReadOnlyList<(long Price, long Quantity)> Levels(Market market, OrderSide side, int limit)
    {
        ArgumentNullException.ThrowIfNull(market);
        return followed.TryGetValue(market.Symbol, out var known) && known.IsLoaded ? known.Levels(side, limit) : [];
    }

    /// <inheritdoc />
    public override void Dispose()
    {
        foreach (var market in followed.Values)
        {
            market.Dispose();
        }

        base.Dispose();
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await PollAsync(stoppingToken);
            }
            catch (StoreException exception)
            {
                logger.LogWarning(exception, "Market data cannot be read now; it goes on with what it has.");
            }

            await Task.Delay(PollEvery, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task PollAsync(CancellationToken cancellation)
    {
        var prices = await references.AllAsync(cancellation);
        foreach (var market in await markets.AllAsync(cancellation))
        {
            var followedMarket = Follow(market.Symbol);
            await followedMarket.CatchUpAsync(market, cancellation);
            followedMarket.SetReference(market, ReferenceOf(market, prices));
        }
    }

    /// <summary>What one base unit is worth in quote by the reference prices, and as of when.</summary>
    private (Amount Price, string Time)? ReferenceOf(Market market, IReadOnlyDictionary<string, ReferencePrice> prices)
    {
        if (!prices.TryGetValue(market.Base.Code, out var inBase) || !prices.TryGetValue(market.Quote.Code, out var inQuote))
        {
            return null;
        }

        var units = MoneyMath.MulDiv(inBase.UsdUnits, MoneyMath.PowerOfTen(market.Quote.Scale), inQuote.UsdUnits, Rounding.Down);
        return (new Amount(units, assets.Get(market.Quote.Code)), string.CompareOrdinal(inBase.Time, inQuote.Time) < 0 ? inBase.Time : inQuote.Time);
    }

    private PublicMarket Follow(string symbol) => followed.GetOrAdd(symbol, static (symbol, owner) => owner.Start(symbol), this);

    private PublicMarket Start(string symbol)
    {
        var follower = new MarketFollower(symbol, store, clock, (market, log) => Applied?.Invoke(market, log));
        var market = new PublicMarket(follower, clock);
        signals.Follow(symbol, market.Take);
        return market;
    }

    private ValueTask<MarketView?> ViewAsync(string symbol, Func<PublicMarket, int, MarketView> view, int size, CancellationToken cancellation) =>
        followed.TryGetValue(symbol, out var market) && market.IsLoaded
            ? ValueTask.FromResult<MarketView?>(view(market, size))
            : LoadAsync(symbol, view, size, cancellation);

    private async ValueTask<MarketView?> LoadAsync(string symbol, Func<PublicMarket, int, MarketView> view, int size, CancellationToken cancellation)
    {
        if (await markets.FindAsync(symbol, cancellation) is not { } market)
        {
            return null;
        }

        var follower = Follow(symbol);
        await follower.CatchUpAsync(market, cancellation);
        follower.SetReference(market, ReferenceOf(market, await references.AllAsync(cancellation)));
        return view(follower, size);
    }

    private sealed record JoinedView(List<MarketView> Parts, MarketView View);
}
