using CryptoVault.MarketData.Candles;

namespace CryptoVault.MarketData.Streams;

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

/// <summary>One channel of one market; of candles, one interval.</summary>
/// <param name="Symbol">The market.</param>
/// <param name="Channel">The channel.</param>
/// <param name="Interval">The length of the candles; null for other channels.</param>
public sealed record MarketTopic(string Symbol, MarketChannels Channel, CandleInterval? Interval = null)
{
    /// <summary>The channel's name, which is that of its events.</summary>
    public string ChannelName => MarketChannelNames.Of(Channel).Single();

    /// <summary>As it is asked for: <c>depth:BTC-USDT</c>, <c>candles:BTC-USDT:1m</c>.</summary>
    public override string ToString() => Interval is null ? $"{ChannelName}:{Symbol}" : $"{ChannelName}:{Symbol}:{Interval.Name}";

    /// <summary>Reads a topic; null when it is none.</summary>
    public static MarketTopic? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = text.Split(':');
        var channel = MarketChannelNames.Parse(parts[0]);
        return (parts.Length, channel) switch
        {
            (_, MarketChannels.None) => null,
            (3, MarketChannels.Candles) => CandleInterval.Find(parts[2]) is { } interval ? new MarketTopic(parts[1], channel, interval) : null,
            (2, not MarketChannels.Candles) => new MarketTopic(parts[1], channel),
            _ => null,
        };
    }
}

/// <summary>What a connection wants to be told.</summary>
/// <param name="Symbols">Of which markets.</param>
/// <param name="Channels">What.</param>
/// <param name="Interval">The length of candles.</param>
public sealed record MarketStreamQuery(IReadOnlyList<string> Symbols, MarketChannels Channels, CandleInterval Interval)
{
    /// <summary>The topics.</summary>
    public IReadOnlyList<MarketTopic> Topics { get; } =
    [
        .. from symbol in Symbols
           from name in MarketChannelNames.Of(Channels)
           let channel = MarketChannelNames.Parse(name)
           select new MarketTopic(symbol, channel, channel == MarketChannels.Candles ? Interval : null),
    ];
}
