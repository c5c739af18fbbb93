namespace CryptoVault.MarketData.Streams;

/// <summary>Names of the channels.</summary>
public static class MarketChannelNames
{
    private static readonly (string Name, MarketChannels Channel)[] Known =
        [("trades", MarketChannels.Trades), ("ticker", MarketChannels.Ticker), ("depth", MarketChannels.Depth), ("candles", MarketChannels.Candles)];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Known.Select(known => known.Name)];

    /// <summary>The channel of this name; none when there is no such channel.</summary>
    public static MarketChannels Parse(string name) => Known.FirstOrDefault(known => known.Name == name).Channel;

    /// <summary>The names of channels.</summary>
    public static IEnumerable<string> Of(MarketChannels channels) =>
        Known.Where(known => channels.HasFlag(known.Channel)).Select(known => known.Name);
}
