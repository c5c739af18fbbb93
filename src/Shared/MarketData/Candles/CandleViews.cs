using System.Globalization;
using CryptoVault.Markets;
using CryptoVault.Money;

namespace CryptoVault.MarketData.Candles;

/// <summary>Writes candles as JSON.</summary>
internal static class CandleViews
{
    private const string TimePattern = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    public static byte[] Write(Market market, CandleInterval interval, List<Candle> candles) => MarketViews.Write(json =>
    {
        json.WriteString("symbol"u8, market.Symbol);
        json.WriteString("interval"u8, interval.Name);
        json.WriteStartArray("items"u8);
        foreach (var candle in candles)
        {
            json.WriteStartObject();
            json.WriteString("start"u8, Time(candle.Start));
            json.WriteString("end"u8, Time(candle.End));
            json.WriteString("open"u8, market.PriceOf(candle.Bar.Open).ToString());
            json.WriteString("high"u8, market.PriceOf(candle.Bar.High).ToString());
            json.WriteString("low"u8, market.PriceOf(candle.Bar.Low).ToString());
            json.WriteString("close"u8, market.PriceOf(candle.Bar.Close).ToString());
            json.WriteString("volume"u8, market.QuantityOf(candle.Bar.Volume).ToString());
            json.WriteString("quoteVolume"u8, DecimalText.Format(candle.Bar.Quote * market.TickLotUnits, market.Quote.Scale));
            json.WriteString("trades"u8, candle.Bar.Trades.ToString(CultureInfo.InvariantCulture));
            json.WriteBoolean("closed"u8, candle.IsClosed);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    private static string Time(long minute) => CandleTime.TimeOf(minute).ToString(TimePattern, CultureInfo.InvariantCulture);
}
