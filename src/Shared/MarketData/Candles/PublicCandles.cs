using System.Collections.Concurrent;
using CryptoVault.Markets;
using CryptoVault.Storage;

namespace CryptoVault.MarketData.Candles;

/// <summary>Which candles are asked for: those that start at or after <paramref name="From"/> and before <paramref name="To"/>.</summary>
/// <param name="Interval">Their length.</param>
/// <param name="From">The first start; null asks for the newest.</param>
/// <param name="To">The end of the starts; null is now.</param>
/// <param name="Limit">How many, at most.</param>
public readonly record struct CandleQuery(CandleInterval Interval, DateTimeOffset? From, DateTimeOffset? To, int Limit);

/// <summary>Public candles of all markets: closed bars from the projection's documents, the open ones from its position and the log after it.</summary>
public sealed class PublicCandles(IDocumentStore store, MarketCatalog markets, TimeProvider clock) : IDisposable
{
    /// <summary>The largest answer.</summary>
    public const int MaxCandles = 1_000;

    private readonly ConcurrentDictionary<string, CandleMarket> known = new(StringComparer.Ordinal);

    /// <summary>The candles, oldest first, or null when there is no such market.</summary>
    public async ValueTask<MarketView?> GetAsync(string symbol, CandleQuery query, CancellationToken cancellation = default)
    {
        if (await markets.FindAsync(symbol, cancellation) is not { } market)
        {
            return null;
        }

        var candles = known.GetOrAdd(symbol, static (symbol, owner) => owner.Start(symbol), this);
        return await candles.AnswerAsync(market, query, cancellation);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var market in known.Values)
        {
            market.Dispose();
        }
    }

    private CandleMarket Start(string symbol) => new(symbol, store, clock);
}
