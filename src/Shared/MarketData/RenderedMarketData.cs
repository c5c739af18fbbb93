using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using CryptoVault.Markets;
using CryptoVault.Money;
using CryptoVault.Orders;
using CryptoVault.Prices;
using CryptoVault.Storage;

namespace CryptoVault.MarketData;

/// <summary>A market's public answers as bytes, made when first asked for after a change and shared by all who ask until the next.</summary>
internal sealed class RenderedMarketData(Market market)
{
    private readonly ConcurrentDictionary<int, (long Sequence, PublicData Data)> depths = new();
    private readonly ConcurrentDictionary<int, (long Sequence, PublicData Data)> trades = new();
    private volatile TickerAnswer? ticker;

    /// <summary>The ticker. Its day's window moves with the minutes, so it is made anew at least once a second.</summary>
    public PublicData Ticker(MarketView view, ReferencePrice? reference, DateTimeOffset now)
    {
        var second = now.ToUnixTimeSeconds();
        if (ticker is { } known && known.Sequence == view.Sequence && known.Second == second)
        {
            return known.Data;
        }

        lock (view.Gate)
        {
            var body = Write(json => WriteTicker(json, view, reference, now));
            var made = new TickerAnswer(view.Sequence, second, new PublicData(body, Version(view.Sequence, second)));
            ticker = made;
            return made.Data;
        }
    }

    public PublicData Depth(MarketView view, int levels) => Cached(depths, levels, view, json => WriteDepth(json, view, levels));

    public PublicData Trades(MarketView view, int limit) => Cached(trades, limit, view, json => WriteTrades(json, view, limit));

    private static PublicData Cached(ConcurrentDictionary<int, (long Sequence, PublicData Data)> cache, int size, MarketView view, Action<Utf8JsonWriter> write)
    {
        if (cache.TryGetValue(size, out var known) && known.Sequence == view.Sequence)
        {
            return known.Data;
        }

        lock (view.Gate)
        {
            var data = new PublicData(Write(write), Version(view.Sequence, size));
            if (cache.Count > 64)
            {
                cache.Clear(); // many different sizes: a scan, not a client
            }

            cache[size] = (view.Sequence, data);
            return data;
        }
    }

    private void WriteTicker(Utf8JsonWriter json, MarketView view, ReferencePrice? reference, DateTimeOffset now)
    {
        var day = view.Day(now);
        var (bid, ask) = (view.BestBid, view.BestAsk);
        json.WriteString("symbol", market.Symbol);
        WritePrice(json, "last", view.LastPrice);
        WritePrice(json, "bid", bid.Price);
        WriteQuantity(json, "bidQuantity", bid.Price == 0 ? null : bid.Quantity);
        WritePrice(json, "ask", ask.Price);
        WriteQuantity(json, "askQuantity", ask.Price == 0 ? null : ask.Quantity);
        WritePrice(json, "open", day.Open);
        WritePrice(json, "high", day.High);
        WritePrice(json, "low", day.Low);
        WriteQuantity(json, "volume", day.Volume);
        json.WriteString("quoteVolume", new Amount(day.QuoteVolume * market.TickLotUnits, market.Quote).ToString());
        json.WriteString("change", new Amount((Int128)(day.Close - day.Open) * market.TickUnits, market.Quote).ToString());
        json.WriteString("changePercent", day.Open == 0 ? "0.00" : DecimalText.Format((Int128)(day.Close - day.Open) * 10_000 / day.Open, 2));
        json.WriteNumber("trades", day.Trades);
        if (reference is not null)
        {
            json.WriteString("referencePrice", DecimalText.Format(reference.UsdUnits, ReferencePrice.UsdScale));
            json.WriteString("referenceTime", reference.Time);
        }
        else
        {
            json.WriteNull("referencePrice");
            json.WriteNull("referenceTime");
        }

        json.WriteString("time", StoredTime.Format(now));
        json.WriteString("sequence", view.Sequence.ToString(CultureInfo.InvariantCulture));
    }

    private void WriteDepth(Utf8JsonWriter json, MarketView view, int levels)
    {
        json.WriteString("symbol", market.Symbol);
        json.WriteString("sequence", view.Sequence.ToString(CultureInfo.InvariantCulture));
        WriteLevels(json, "bids", view.Bids.Take(levels));
        WriteLevels(json, "asks", view.Asks.Take(levels));
    }

    private void WriteLevels(Utf8JsonWriter json, string name, IEnumerable<KeyValuePair<long, long>> levels)
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

    private void WriteTrades(Utf8JsonWriter json, MarketView view, int limit)
    {
        json.WriteStartArray("items");
        foreach (var trade in view.Newest(limit))
        {
            json.WriteStartObject();
            json.WriteString("id", trade.Number.ToString(CultureInfo.InvariantCulture));
            json.WriteString("price", market.PriceOf(trade.Price).ToString());
            json.WriteString("quantity", market.QuantityOf(trade.Quantity).ToString());
            json.WriteString("quoteQuantity", new Amount((Int128)trade.Price * trade.Quantity * market.TickLotUnits, market.Quote).ToString());
            json.WriteString("takerSide", trade.TakerSide == OrderSide.Buy ? "buy" : "sell");
            json.WriteString("time", StoredTime.Format(trade.Time));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>A price, or null where there is none.</summary>
    private void WritePrice(Utf8JsonWriter json, string name, long ticks)
    {
        if (ticks == 0)
        {
            json.WriteNull(name);
        }
        else
        {
            json.WriteString(name, market.PriceOf(ticks).ToString());
        }
    }

    private void WriteQuantity(Utf8JsonWriter json, string name, Int128? lots)
    {
        if (lots is { } quantity)
        {
            json.WriteString(name, new Amount(quantity * market.LotUnits, market.Base).ToString());
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private static byte[] Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static string Version(long sequence, long variant) => string.Create(CultureInfo.InvariantCulture, $"{sequence}-{variant}");

    private sealed record TickerAnswer(long Sequence, long Second, PublicData Data);
}
