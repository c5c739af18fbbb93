using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using CryptoVault.Markets;
using CryptoVault.Money;
using CryptoVault.Orders;
using CryptoVault.Storage;

namespace CryptoVault.MarketData;

/// <summary>Writes a market's public views as JSON. They are written when they changed and somebody asks, and then served as they are.</summary>
internal static class MarketViews
{
    /// <summary>The minutes that the average price is of, the present one included.</summary>
    private const int AverageMinutes = 5;

    public static byte[] Ticker(MarketProjection market, ReferenceQuote? reference, bool isStale, DateTimeOffset now)
    {
        var (terms, day) = (market.Market, market.Day(now));
        return Write(json =>
        {
            json.WriteString("symbol"u8, terms.Symbol);
            WritePrice(json, "last", terms, market.LastPrice);
            WriteBest(json, market);
            WritePrice(json, "open", terms, day.Open);
            WritePrice(json, "high", terms, day.High);
            WritePrice(json, "low", terms, day.Low);
            json.WriteString("volume"u8, terms.QuantityOf(day.Volume).ToString());
            json.WriteString("quoteVolume"u8, DecimalText.Format(day.Quote * terms.TickLotUnits, terms.Quote.Scale));
            json.WriteString("change"u8, DecimalText.Format((Int128)(day.Close - day.Open) * terms.TickUnits, terms.Quote.Scale));
            json.WriteString("changePercent"u8, DecimalText.Format(day.Open == 0 ? 0 : (Int128)(day.Close - day.Open) * 10_000 / day.Open, 2));
            json.WriteString("trades"u8, day.Trades.ToString(System.Globalization.CultureInfo.InvariantCulture));
            WriteText(json, "referencePrice", reference?.Price.ToString());
            WriteText(json, "referenceTime", reference?.Time);
            json.WriteBoolean("referenceStale"u8, isStale);
            json.WriteString("time"u8, StoredTime.Format(market.Time));
            json.WriteString("sequence"u8, market.Sequence.ToString(System.Globalization.CultureInfo.InvariantCulture));
        });
    }

    /// <summary>The best bid and ask.</summary>
    public static byte[] BookTicker(MarketProjection market) => Write(json =>
    {
        json.WriteString("symbol"u8, market.Market.Symbol);
        WriteBest(json, market);
        json.WriteString("sequence"u8, market.Sequence.ToString(System.Globalization.CultureInfo.InvariantCulture));
    });

    /// <summary>The volume-weighted price of the last minutes; the reference price when nothing traded in them.</summary>
    public static byte[] AveragePrice(MarketProjection market, ReferenceQuote? reference, bool isStale, DateTimeOffset now)
    {
        var (terms, recent) = (market.Market, market.Recent(now, AverageMinutes));
        var traded = recent.Volume == 0
            ? reference?.Price
            : new Amount(MoneyMath.MulDiv(recent.Quote, terms.TickUnits, recent.Volume, Rounding.Down), terms.Quote);
        return Write(json =>
        {
            json.WriteString("symbol"u8, terms.Symbol);
            json.WriteNumber("minutes"u8, AverageMinutes);
            WriteText(json, "price", traded?.ToString());
            WriteText(json, "source", recent.Volume > 0 ? "trades" : reference is null ? null : "reference");
            json.WriteBoolean("referenceStale"u8, isStale);
            json.WriteString("volume"u8, terms.QuantityOf(recent.Volume).ToString());
            json.WriteString("trades"u8, recent.Trades.ToString(System.Globalization.CultureInfo.InvariantCulture));
        });
    }

    /// <summary>Views of several markets as one list.</summary>
    public static byte[] List(IReadOnlyList<MarketView> views) => Write(json =>
    {
        json.WriteStartArray("items"u8);
        foreach (var view in views)
        {
            json.WriteRawValue(view.Body.Span, skipInputValidation: true);
        }

        json.WriteEndArray();
    });

    public static byte[] Depth(MarketProjection market, int levels) => Write(json =>
    {
        json.WriteString("symbol"u8, market.Market.Symbol);
        json.WriteString("sequence"u8, market.Sequence.ToString(System.Globalization.CultureInfo.InvariantCulture));
        WriteLevels(json, "bids", market, OrderSide.Buy, levels);
        WriteLevels(json, "asks", market, OrderSide.Sell, levels);
    });

    public static byte[] Trades(MarketProjection market, int limit) => Write(json =>
    {
        json.WriteStartArray("items"u8);
        foreach (var trade in market.Newest(limit))
        {
            WriteTrade(json, market.Market, trade);
        }

        json.WriteEndArray();
    });

    public static void WriteTrade(Utf8JsonWriter json, Market terms, in PublicTrade trade)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, trade.Number.ToString(System.Globalization.CultureInfo.InvariantCulture));
        json.WriteString("price"u8, terms.PriceOf(trade.Price).ToString());
        json.WriteString("quantity"u8, terms.QuantityOf(trade.Quantity).ToString());
        json.WriteString("quoteQuantity"u8, terms.NotionalOf(trade.Price * trade.Quantity).ToString());
        json.WriteString("takerSide"u8, trade.TakerSide == OrderSide.Buy ? "buy"u8 : "sell"u8);
        json.WriteString("time"u8, StoredTime.Format(trade.Time));
        json.WriteEndObject();
    }

    private static (long Price, long Quantity) Best(SortedDictionary<long, long> side)
    {
        foreach (var (price, quantity) in side)
        {
            return (price, quantity);
        }

        return (0, 0);
    }

    private static void WriteBest(Utf8JsonWriter json, MarketProjection market)
    {
        var (bid, bidQuantity) = Best(market.Side(OrderSide.Buy));
        var (ask, askQuantity) = Best(market.Side(OrderSide.Sell));
        WritePrice(json, "bid", market.Market, bid);
        WriteQuantity(json, "bidQuantity", market.Market, bidQuantity, bid);
        WritePrice(json, "ask", market.Market, ask);
        WriteQuantity(json, "askQuantity", market.Market, askQuantity, ask);
    }

    private static void WriteLevels(Utf8JsonWriter json, string name, MarketProjection market, OrderSide side, int levels)
    {
        json.WriteStartArray(name);
        foreach (var (price, quantity) in market.Side(side))
        {
            if (levels-- == 0)
            {
                break;
            }

            json.WriteStartArray();
            json.WriteStringValue(market.Market.PriceOf(price).ToString());
            json.WriteStringValue(market.Market.QuantityOf(quantity).ToString());
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    /// <summary>A price, or null when there is none.</summary>
    private static void WritePrice(Utf8JsonWriter json, string name, Market market, long ticks) =>
        WriteText(json, name, ticks == 0 ? null : market.PriceOf(ticks).ToString());

    private static void WriteQuantity(Utf8JsonWriter json, string name, Market market, long lots, long price) =>
        WriteText(json, name, price == 0 ? null : market.QuantityOf(lots).ToString());

    private static void WriteText(Utf8JsonWriter json, string name, string? text)
    {
        if (text is null)
        {
            json.WriteNull(name);
        }
        else
        {
            json.WriteString(name, text);
        }
    }

    /// <summary>A view and its version: the content's digest, so that it is the same in every process.</summary>
    public static MarketView ViewOf(byte[] body) => new(body, $"\"{Convert.ToHexStringLower(SHA256.HashData(body).AsSpan(0, 8))}\"");

    /// <summary>Writes a JSON object.</summary>
    public static byte[] Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(1_024);
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        write(json);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }
}
