using CryptoVault.Fees;
using CryptoVault.Markets;
using CryptoVault.Matching;
using CryptoVault.Money;
using CryptoVault.Results;
using CryptoVault.Storage;

namespace CryptoVault.Orders.Placing;

/// <summary>An order that passed its market's filters: what the engine gets, and what must be reserved for it.</summary>
internal sealed record CheckedOrder(PlacedOrder Order, Amount Hold);

/// <summary>
/// A market's filters, in their documented order (docs/matching.md): status, stop price, trailing delta, expiry, price,
/// lot size, iceberg, notional, price band. The first that fails is told.
/// </summary>
internal static class OrderFilters
{
    /// <summary>Least and most basis points of a trailing stop.</summary>
    private const int MinTrailing = 10;
    private const int MaxTrailing = 2_000;

    /// <summary>Most slices of an iceberg.</summary>
    private const int MaxIcebergParts = 100;

    private static readonly TimeSpan LongestLife = TimeSpan.FromDays(366);

    /// <summary>Checks an order.</summary>
    /// <param name="terms">What it asks for.</param>
    /// <param name="market">Its market.</param>
    /// <param name="reference">The reference price in ticks, 0 when there is none.</param>
    /// <param name="now">The time.</param>
    /// <param name="rates">What its customer pays; the market's own rates when not said.</param>
    public static Result<CheckedOrder> Check(OrderTerms terms, Market market, long reference, DateTimeOffset now, FeeRates? rates = null)
    {
        if (market.Definition.Status != MarketStatus.Trading)
        {
            return new MarketNotTrading(market.Symbol, market.Definition.Status);
        }

        if ((TriggerFilters(terms, market) ?? ExpiryFilter(terms, now)) is { } refused)
        {
            return refused;
        }

        // A stop trades, if ever, where its stop is.
        var at = terms.StopPrice > 0 ? (long)(terms.StopPrice / market.TickUnits) : reference;
        var band = PriceBand.Around(at, market);
        var fees = rates ?? new FeeRates(market.Definition.MakerFeeBasisPoints, market.Definition.TakerFeeBasisPoints);
        if (terms.Type.HasLimit())
        {
            return CheckLimit(terms, market, band, fees);
        }

        return terms.QuoteAmount > 0 ? CheckByQuote(terms, market, band, at, fees) : CheckByQuantity(terms, market, band, at, fees);
    }

    private static Result<CheckedOrder> CheckLimit(OrderTerms terms, Market market, PriceBand band, FeeRates fees)
    {
        if ((PriceFilter("/price", terms.Price, market) ?? LotFilter("/quantity", terms.Quantity, market) ?? IcebergFilter(terms, market)) is { } refused)
        {
            return refused;
        }

        var price = (long)(terms.Price / market.TickUnits);
        var quantity = (long)(terms.Quantity / market.LotUnits);
        if ((NotionalFilter(price, quantity, market) ?? BandFilter(price, band, market)) is { } outside)
        {
            return outside;
        }

        var isBuy = terms.Side == OrderSide.Buy;
        var order = Order(terms, market, fees) with { Price = price, Quantity = quantity, Budget = isBuy ? price * quantity : null };
        return new CheckedOrder(order, isBuy ? market.NotionalOf(price * quantity) : market.QuantityOf(quantity));
    }

    /// <summary>An order without a limit, by quantity: a buy reserves the quantity at the band's upper edge.</summary>
    private static Result<CheckedOrder> CheckByQuantity(OrderTerms terms, Market market, PriceBand band, long reference, FeeRates fees)
    {
        if (LotFilter("/quantity", terms.Quantity, market) is { } refused)
        {
            return refused;
        }

        var isBuy = terms.Side == OrderSide.Buy;
        if (isBuy && reference == 0)
        {
            return new NoReferencePrice(market.Symbol);
        }

        var quantity = (long)(terms.Quantity / market.LotUnits);
        if (reference > 0 && NotionalFilter(reference, quantity, market) is { } outside)
        {
            return outside;
        }

        var budget = (long)Int128.Min((Int128)band.Highest * quantity, Market.MaxTickLots);
        var order = Order(terms, market, fees) with { Price = WorstPrice(terms, band), Quantity = quantity, Budget = isBuy ? budget : null };
        return new CheckedOrder(order, isBuy ? market.NotionalOf(budget) : market.QuantityOf(quantity));
    }

    /// <summary>An order by quote amount: a buy reserves the amount; a sell reserves base worth it at the band's lower edge.</summary>
    private static Result<CheckedOrder> CheckByQuote(OrderTerms terms, Market market, PriceBand band, long reference, FeeRates fees)
    {
        if (NotionalFilter("/quoteAmount", terms.QuoteAmount, market) is { } refused)
        {
            return refused;
        }

        var isBuy = terms.Side == OrderSide.Buy;
        if (!isBuy && reference == 0)
        {
            return new NoReferencePrice(market.Symbol);
        }

        var budget = market.ToTickLots(terms.QuoteAmount, Rounding.Down);
        var quantity = isBuy ? market.MaxQuantityLots : Math.Min(market.MaxQuantityLots, ((budget - 1) / band.Lowest) + 1);
        var order = Order(terms, market, fees) with { Price = WorstPrice(terms, band), Quantity = quantity, Budget = budget, ByQuote = true };
        return new CheckedOrder(order, isBuy ? market.NotionalOf(budget) : market.QuantityOf(quantity));
    }

    /// <summary>The band's edge for a market order; a stop is bounded by the band of its day, which the book knows.</summary>
    private static long WorstPrice(OrderTerms terms, PriceBand band) =>
        terms.Type.IsStop() ? 0 : terms.Side == OrderSide.Buy ? band.Highest : band.Lowest;

    private static PlacedOrder Order(OrderTerms terms, Market market, FeeRates fees) => new(terms.Side, terms.Type, terms.TimeInForce)
    {
        TriggerPrice = (long)(terms.StopPrice / market.TickUnits),
        TrailingBasisPoints = terms.TrailingDelta,
        Peak = terms.IcebergQuantity == terms.Quantity ? 0 : (long)(terms.IcebergQuantity / market.LotUnits),
        ExpiresAt = terms.ExpireTime is null ? 0 : StoredTime.Parse(terms.ExpireTime).ToUnixTimeMilliseconds(),
        Prevention = terms.Prevention,
        MakerBasisPoints = fees.MakerBasisPoints,
        TakerBasisPoints = fees.TakerBasisPoints,
    };

    private static FilterRejected? TriggerFilters(OrderTerms terms, Market market)
    {
        if (terms.StopPrice > 0 && PriceFilter("/stopPrice", terms.StopPrice, market) is { } refused)
        {
            return refused;
        }

        var nearest = Math.Clamp(terms.TrailingDelta, MinTrailing, MaxTrailing);
        return terms.TrailingDelta == 0 || nearest == terms.TrailingDelta
            ? null
            : Refuse("/trailingDelta", "FILTER_TRAILING_DELTA", $"A trailing delta is from {MinTrailing} to {MaxTrailing} basis points.", $"{terms.TrailingDelta}", $"{nearest}", $"{nearest}");
    }

    private static FilterRejected? ExpiryFilter(OrderTerms terms, DateTimeOffset now)
    {
        if (terms.ExpireTime is null)
        {
            return null;
        }

        var time = StoredTime.Parse(terms.ExpireTime);
        if (time > now && time <= now + LongestLife)
        {
            return null;
        }

        var nearest = StoredTime.Format(time <= now ? now.AddMinutes(1) : now + LongestLife);
        return Refuse("/expireTime", "FILTER_EXPIRE_TIME", "A GTD order expires in the future, at most 366 days ahead.", terms.ExpireTime, StoredTime.Format(time <= now ? now : now + LongestLife), nearest);
    }

    private static FilterRejected? IcebergFilter(OrderTerms terms, Market market)
    {
        if (terms.IcebergQuantity == 0)
        {
            return null;
        }

        if (LotFilter("/icebergQuantity", terms.IcebergQuantity, market) is { } refused)
        {
            return refused;
        }

        var asset = market.Base;
        var lots = (terms.Quantity / market.LotUnits + MaxIcebergParts - 1) / MaxIcebergParts;
        var least = Int128.Max(lots * market.LotUnits, market.Definition.MinQuantity);
        if (terms.IcebergQuantity < least)
        {
            return Refuse(
                "/icebergQuantity", "FILTER_ICEBERG_PARTS", $"An iceberg has at most {MaxIcebergParts} parts.",
                asset.FormatShort(terms.IcebergQuantity), $"{MaxIcebergParts}", asset.FormatShort(least));
        }

        return terms.IcebergQuantity <= terms.Quantity
            ? null
            : Refuse(
                "/icebergQuantity", "FILTER_ICEBERG_PARTS", "An iceberg shows no more than its quantity.",
                asset.FormatShort(terms.IcebergQuantity), asset.FormatShort(terms.Quantity), asset.FormatShort(terms.Quantity));
    }

    private static FilterRejected Refuse(string pointer, string code, string message, string sent, string bound, string nearest) =>
        new(new FieldError(pointer, code, message, sent, bound, nearest));

    private static FilterRejected? PriceFilter(string pointer, Int128 price, Market market)
    {
        var most = (Int128)market.MaxPriceTicks * market.TickUnits;
        return Refuse("FILTER_PRICE", pointer, "price", price, market.TickUnits, most, market.TickUnits, market.Quote);
    }

    internal static FilterRejected? LotFilter(string pointer, Int128 quantity, Market market) => Refuse(
        "FILTER_LOT_SIZE", pointer, "quantity", quantity, market.Definition.MinQuantity, market.Definition.MaxQuantity, market.LotUnits, market.Base);

    private static FilterRejected? Refuse(string code, string pointer, string what, Int128 value, Int128 least, Int128 most, Int128 step, Asset asset)
    {
        string Text(Int128 units) => asset.FormatShort(units);
        if (value < least)
        {
            return new FilterRejected(new FieldError(pointer, code, $"The {what} is at least {Text(least)}.", Text(value), Text(least), Text(least)));
        }

        if (value > most)
        {
            return new FilterRejected(new FieldError(pointer, code, $"The {what} is at most {Text(most)}.", Text(value), Text(most), Text(most)));
        }

        // Half way between two steps goes down: the smaller order is the safer suggestion.
        var nearest = (value + ((step - 1) / 2)) / step * step;
        return value % step == 0
            ? null
            : new FilterRejected(new FieldError(
                pointer, code, $"The {what} is a multiple of {Text(step)}.", Text(value), Text(step), Text(Int128.Clamp(nearest, least, most))));
    }

    internal static FilterRejected? NotionalFilter(long price, long quantity, Market market)
    {
        var tickLots = (Int128)price * quantity;
        if (tickLots >= market.MinTickLots && tickLots <= market.MaxNotionalTickLots)
        {
            return null;
        }

        var tooSmall = tickLots < market.MinTickLots;
        var bound = tooSmall ? market.Definition.MinNotional : market.Definition.MaxNotional;
        var lots = tooSmall ? ((market.MinTickLots - 1) / price) + 1 : market.MaxNotionalTickLots / price;
        var nearest = Math.Clamp(lots, market.MinLots, market.MaxQuantityLots);
        return new FilterRejected(new FieldError(
            "/quantity", "FILTER_NOTIONAL", $"Price x quantity is {Bounds(market)}.",
            market.Quote.FormatShort(tickLots * market.TickLotUnits),
            market.Quote.FormatShort(bound),
            market.Base.FormatShort(market.QuantityOf(nearest).Units)));
    }

    private static FilterRejected? NotionalFilter(string pointer, Int128 notional, Market market)
    {
        var nearest = Int128.Clamp(notional, market.Definition.MinNotional, market.Definition.MaxNotional);
        var text = market.Quote.FormatShort(nearest);
        return nearest == notional
            ? null
            : new FilterRejected(new FieldError(
                pointer, "FILTER_NOTIONAL", $"The amount is {Bounds(market)}.", market.Quote.FormatShort(notional), text, text));
    }

    private static string Bounds(Market market) =>
        $"from {market.Quote.FormatShort(market.Definition.MinNotional)} to {market.Quote.FormatShort(market.Definition.MaxNotional)} {market.Quote}";

    private static FilterRejected? BandFilter(long price, PriceBand band, Market market)
    {
        var nearest = Math.Clamp(price, band.Lowest, band.Highest);
        var text = Short(nearest, market);
        return nearest == price
            ? null
            : new FilterRejected(new FieldError(
                "/price", "FILTER_PRICE_BAND", $"The price is from {Short(band.Lowest, market)} to {Short(band.Highest, market)} now.",
                Short(price, market), text, text));
    }

    private static string Short(long price, Market market) => market.Quote.FormatShort(market.PriceOf(price).Units);
}
