using System.Security.Cryptography;
using CryptoVault.Markets;
using CryptoVault.Matching;
using CryptoVault.Money;
using CryptoVault.Orders;

namespace CryptoVault.MarketData;

/// <summary>One market's views: each is written once per change of the market, by the first who asks for it.</summary>
internal sealed class PublicMarket(MarketFollower follower, TimeProvider clock) : IDisposable
{
    private const int MaxSizes = 32;

    private readonly SemaphoreSlim reading = new(1, 1);
    private readonly Dictionary<(string View, int Size), (long Version, MarketView Content)> sized = [];
    private volatile CachedTicker? ticker;
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
            reference = new ReferenceQuote(known.Price, known.Time, market.ToTicks(known.Price.Units));
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

    public MarketView Ticker()
    {
        var now = clock.GetUtcNow();
        var minute = MinuteBars.MinuteOf(now);
        var quote = reference;
        if (ticker is { } known && known.Version == follower.Version && known.Minute == minute && ReferenceEquals(known.Reference, quote))
        {
            return known.View;
        }

        return follower.Read((market, version) =>
        {
            var view = ViewOf(MarketViews.Ticker(market, quote?.Price, quote?.Time, now));
            ticker = new CachedTicker(version, minute, quote, view);
            return view;
        });
    }

    public IReadOnlyList<(long Price, long Quantity)> Levels(OrderSide side, int limit) =>
        follower.Read((market, _) => market.Side(side).Take(limit).Select(static level => (level.Key, level.Value)).ToArray());

    public MarketView Depth(int levels) => Sized("depth", levels, static (market, levels) => MarketViews.Depth(market, levels));

    public MarketView Trades(int limit) => Sized("trades", limit, static (market, limit) => MarketViews.Trades(market, limit));

    private MarketView Sized(string name, int size, Func<MarketProjection, int, byte[]> write)
    {
        lock (sized)
        {
            if (sized.TryGetValue((name, size), out var known) && known.Version == follower.Version)
            {
                return known.Content;
            }
        }

        var (version, view) = follower.Read((market, version) => (version, ViewOf(write(market, size))));
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

    /// <summary>The version is the content's digest, so that it is the same in every process.</summary>
    private static MarketView ViewOf(byte[] body) => new(body, $"\"{Convert.ToHexStringLower(SHA256.HashData(body).AsSpan(0, 8))}\"");

    private sealed record CachedTicker(long Version, long Minute, ReferenceQuote? Reference, MarketView View);

    private sealed record ReferenceQuote(Amount Price, string Time, long Ticks);
}
