namespace CryptoVault.MarketData;

/// <summary>Trades of a span of time, added up. Ticks, lots and tick-lots.</summary>
internal sealed class Bar
{
    public long Open { get; private set; }

    public long High { get; private set; }

    public long Low { get; private set; }

    public long Close { get; private set; }

    public Int128 Volume { get; private set; }

    public Int128 QuoteVolume { get; private set; }

    public long Trades { get; private set; }

    public bool IsEmpty => Trades == 0;

    public void Add(long price, long quantity)
    {
        if (IsEmpty)
        {
            (Open, High, Low) = (price, price, price);
        }

        High = Math.Max(High, price);
        Low = Math.Min(Low, price);
        Close = price;
        Volume += quantity;
        QuoteVolume += (Int128)price * quantity;
        Trades++;
    }

    /// <summary>Adds a later bar.</summary>
    public void Add(Bar later)
    {
        if (later.IsEmpty)
        {
            return;
        }

        if (IsEmpty)
        {
            (Open, High, Low) = (later.Open, later.High, later.Low);
        }

        High = Math.Max(High, later.High);
        Low = Math.Min(Low, later.Low);
        Close = later.Close;
        Volume += later.Volume;
        QuoteVolume += later.QuoteVolume;
        Trades += later.Trades;
    }

    public static Bar Of(MinuteBarDocument document) => new()
    {
        Open = document.Open, High = document.High, Low = document.Low, Close = document.Close,
        Volume = document.Volume, QuoteVolume = document.QuoteVolume, Trades = document.Trades,
    };

    public MinuteBarDocument ToDocument(long minute, long throughSequence) => new(MinuteBarDocument.IdOf(minute), minute, throughSequence)
    {
        Open = Open, High = High, Low = Low, Close = Close, Volume = Volume, QuoteVolume = QuoteVolume, Trades = Trades,
    };
}
