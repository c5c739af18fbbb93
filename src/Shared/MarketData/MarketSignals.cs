using System.Collections.Concurrent;
using CryptoVault.Markets;
using CryptoVault.Matching;

namespace CryptoVault.MarketData;

/// <summary>
/// Tells followers in the same process at once what an engine committed. Only a wake-up: who misses it, or runs in
/// another process, reads the log. One instance per process, shared by both apps where they share a process.
/// </summary>
public sealed class MarketSignals
{
    private readonly ConcurrentDictionary<string, Action<Market, MarketLogDocument>> followers = new(StringComparer.Ordinal);

    internal void Announce(Market market, MarketLogDocument log)
    {
        if (followers.TryGetValue(market.Symbol, out var follower))
        {
            follower(market, log);
        }
    }

    internal void Follow(string symbol, Action<Market, MarketLogDocument> follower) => followers[symbol] = follower;
}
