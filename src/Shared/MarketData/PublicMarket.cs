using CryptoVault.Markets;
using CryptoVault.Matching;
using CryptoVault.Money;
using CryptoVault.Orders;
using CryptoVault.Prices;
using CryptoVault.Storage;

namespace CryptoVault.MarketData;

/// <summary>One market's views: each is written once per change of the market, by the first who asks for it.</summary>
internal sealed class PublicMarket(MarketFollower follower, TimeProvider clock) : IDisposable
{
    private const int MaxSizes = 32;

    private readonly SemaphoreSlim reading = new(1, 1);
    private readonly Dictionary<(string View, int Size), (long Version, MarketView Content)> sized = [];
    private CachedView? ticker;
    private CachedView? averagePrice;
    private volatile ReferenceQuote? reference;

    public bool IsLoaded => follower.IsLoaded;

    public long LastPrice => follower.IsLoaded ? follower.Read(static (market, _) => market.LastPrice) : 0;

    /// <summary>The reference price in ticks, 0 when there is none.</summary>
    public long ReferenceTicks => reference?.Ticks ?? 0;

    public void Take(Market market, MarketLogDocument log) => follower.Take(market, log);

    public void SetReference(Market market, (Amount Price, string Time)? quote)
    {
        if (quote is { } known && (reference is null || reference.Price != known.Price || reference.Time != known.Time))
        {
            reference = new ReferenceQuote(known.Price, known.Time, StoredTime.Parse(known.Time), market.ToTicks(known.Price.Units));
        }
    }

    public async Task CatchUpAsync(Market market, CancellationToken cancellation)
    {
        await reading.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            await follower.CatchUpAsync(market, cancellation).ConfigureAwait(false);
        }
        finally
        {
            reading.Release();
        }
    }

    public MarketView Ticker() => Timed(ref ticker, static (market, quote, isStale, now) => MarketViews.Ticker(market, quote, isStale, now));

    public MarketView AveragePrice() =>
        Timed(ref averagePrice, static (market, quote, isStale, now) => MarketViews.AveragePrice(market, quote, isStale, now));

    public MarketView BookTicker() => Sized("book-ticker", 0, static (market, _) => MarketViews.BookTicker(market));

    public IReadOnlyList<(long Price, long Quantity)> Levels(OrderSide side, int limit) =>
        follower.Read((market, _) => market.Side(side).Take(limit).Select(static level => (level.Key, level.Value)).ToArray());

    public MarketView Depth(int levels) => Sized("depth", levels, static (market, levels) => MarketViews.Depth(market, levels));

    public MarketView Trades(int limit) => Sized("trades", limit, static (market, limit) => MarketViews.Trades(market, limit));

    /// <summary>A view that changes with the minute and the reference price too.</summary>
    private MarketView Timed(ref CachedView? cached, Func<MarketProjection, ReferenceQuote?, bool, DateTimeOffset, byte[]> write)
    {
        var now = clock.GetUtcNow();
        var minute = MinuteBars.MinuteOf(now);
        var quote = reference;
        var isStale = quote is null || ReferencePrices.IsStale(quote.Taken, now);
        if (Volatile.Read(ref cached) is { } known && known.Version == follower.Version && known.Minute == minute
            && known.IsStale == isStale && ReferenceEquals(known.Reference, quote))
        {
            return known.View;
        }

        var (version, body) = follower.Read((market, version) => (version, write(market, quote, isStale, now)));
        var view = MarketViews.ViewOf(body);
        Volatile.Write(ref cached, new CachedView(version, minute, quote, isStale, view));
        return view;
    }

    private MarketView Sized(string name, int size, Func<MarketProjection, int, byte[]> write)
    {
        lock (sized)
        {
            if (sized.TryGetValue((name, size), out var known) && known.Version == follower.Version)
            {
                return known.Content;
            }
        }

        var (version, view) = follower.Read((market, version) => (version, MarketViews.ViewOf(write(market, size))));
        lock (sized)
        {
            if (sized.Count >= MaxSizes)
            {
                sized.Clear();
            }

            sized[(name, size)] = (version, view);
        }

        return view;
    }

    public void Dispose() => reading.Dispose();

    private sealed record CachedView(long Version, long Minute, ReferenceQuote? Reference, bool IsStale, MarketView View);
}

/// <summary>What one base unit is worth in quote by the reference prices.</summary>
/// <param name="Price">The price.</param>
/// <param name="Time">As of when.</param>
/// <param name="Taken">The same, to reckon with.</param>
/// <param name="Ticks">The price in ticks.</param>
internal sealed record ReferenceQuote(Amount Price, string Time, DateTimeOffset Taken, long Ticks);
