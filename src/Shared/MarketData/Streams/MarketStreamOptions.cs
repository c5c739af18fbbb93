namespace CryptoVault.MarketData.Streams;

/// <summary>Bounds of the market streams.</summary>
public sealed record MarketStreamOptions
{
    /// <summary>Most connections at once in this process; more are refused with 503.</summary>
    public int MaxConnections { get; init; } = 10_000;

    /// <summary>Most symbols of one connection.</summary>
    public int MaxSymbols { get; init; } = 20;

    /// <summary>Most events that wait for one connection; who lets more come together is dropped.</summary>
    public int MaxQueuedEvents { get; init; } = 256;

    /// <summary>Most bytes that wait for one connection.</summary>
    public int MaxQueuedBytes { get; init; } = 1024 * 1024;

    /// <summary>What happens within this time goes out as one event per market and channel.</summary>
    public TimeSpan BatchEvery { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How often every connection gets something, at least.</summary>
    public TimeSpan HeartbeatEvery { get; init; } = TimeSpan.FromSeconds(15);
}

/// <summary>What a stream tells of its markets.</summary>
[Flags]
public enum MarketChannels
{
    /// <summary>Nothing.</summary>
    None = 0,
    /// <summary>Each trade.</summary>
    Trades = 1,
    /// <summary>The ticker, when it changed.</summary>
    Ticker = 2,
    /// <summary>The price levels that changed.</summary>
    Depth = 4,
    /// <summary>The newest two candles, when they changed.</summary>
    Candles = 8,
}

/// <summary>What a connection wants to be told.</summary>
/// <param name="Symbols">Of which markets.</param>
/// <param name="Channels">What.</param>
/// <param name="Interval">The length of candles.</param>
public sealed record MarketStreamQuery(IReadOnlyList<string> Symbols, MarketChannels Channels, Candles.CandleInterval Interval);
