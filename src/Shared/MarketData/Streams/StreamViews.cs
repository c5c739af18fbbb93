using System.Globalization;
using System.Text.Json;
using CryptoVault.Markets;

namespace CryptoVault.MarketData.Streams;

/// <summary>Writes what streams tell as JSON.</summary>
internal static class StreamViews
{
    /// <summary>The quantity now at each price that changed; 0 where none is left.</summary>
    public static byte[] Depth(MarketDiff diff) => MarketViews.Write(json =>
    {
        json.WriteString("symbol"u8, diff.Market.Symbol);
        json.WriteString("firstSequence"u8, diff.First.ToString(CultureInfo.InvariantCulture));
        json.WriteString("lastSequence"u8, diff.Last.ToString(CultureInfo.InvariantCulture));
        WriteLevels(json, "bids", diff.Market, diff.Bids.Reverse());
        WriteLevels(json, "asks", diff.Market, diff.Asks);
    });

    /// <summary>The new trades, oldest first.</summary>
    public static byte[] Trades(MarketDiff diff) => MarketViews.Write(json =>
    {
        json.WriteString("symbol"u8, diff.Market.Symbol);
        json.WriteString("lastSequence"u8, diff.Last.ToString(CultureInfo.InvariantCulture));
        json.WriteStartArray("items"u8);
        foreach (var trade in diff.Trades)
        {
            MarketViews.WriteTrade(json, diff.Market, trade);
        }

        json.WriteEndArray();
    });

    /// <summary>What the stream is of.</summary>
    public static byte[] Open(MarketStreamQuery query) => MarketViews.Write(json =>
    {
        json.WriteStartArray("symbols"u8);
        foreach (var symbol in query.Symbols)
        {
            json.WriteStringValue(symbol);
        }

        json.WriteEndArray();
        json.WriteStartArray("channels"u8);
        foreach (var channel in MarketChannelNames.Of(query.Channels))
        {
            json.WriteStringValue(channel);
        }

        json.WriteEndArray();
        json.WriteString("interval"u8, query.Interval.Name);
    });

    private static void WriteLevels(Utf8JsonWriter json, string name, Market market, IEnumerable<KeyValuePair<long, long>> levels)
    {
        json.WriteStartArray(name);
        foreach (var (price, quantity) in levels)
        {
            json.WriteStartArray();
            json.WriteStringValue(market.PriceOf(price).ToString());
            json.WriteStringValue(market.QuantityOf(quantity).ToString());
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }
}
