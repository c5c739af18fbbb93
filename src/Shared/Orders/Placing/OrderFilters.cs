using CryptoVault.Markets;
using CryptoVault.Matching;
using CryptoVault.Money;
using CryptoVault.Results;

namespace CryptoVault.Orders.Placing;

/// <summary>An order that passed its market's filters: what the engine gets, and what must be reserved for it.</summary>
internal sealed record CheckedOrder(PlacedOrder Order, Amount Hold);

/// <summary>
/// A market's filters, in their documented order (docs/matching.md): status, price (least, most, step), lot size
/// (least, most, step), notional (least, most), price band. The first that fails is told.
/// </summary>
internal static class OrderFilters
{
    /// <summary>Checks an order.</summary>
    /// <param name="terms">What it asks for.</param>
    /// <param name="market">Its market.</param>
    /// <param name="reference">The reference price in ticks, 0 when there is none.</param>
    public static Result<CheckedOrder> Check(OrderTerms terms, Market market, long reference)
    {
        if (market.Definition.Status != MarketStatus.Trading)
        {
            return new MarketNotTrading(market.Symbol, market.Definition.Status);
        }

        var band = PriceBand.Around(reference, market);
        if (terms.Type == OrderType.Limit)
        {
            return CheckLimit(terms, market, band);
        }

        return terms.QuoteAmount > 0 ? CheckByQuote(terms, market, band, reference) : CheckByQuantity(terms, market, band, reference);
    }

    private static Result<CheckedOrder> CheckLimit(OrderTerms terms, Market market, PriceBand band)
    {
        if ((PriceFilter(terms.Price, market) ?? LotFilter(terms.Quantity, market)) is { } refused)
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
        var order = Order(terms, market) with { Price = price, Quantity = quantity, Budget = isBuy ? price * quantity : null };
        return new CheckedOrder(order, isBuy ? market.NotionalOf(price * quantity) : market.QuantityOf(quantity));
    }

    /// <summary>A market order by quantity: a buy reserves the quantity at the band's upper edge.</summary>
    private static Result<CheckedOrder> CheckByQuantity(OrderTerms terms, Market market, PriceBand band, long reference)
    {
        if (LotFilter(terms.Quantity, market) is { } refused)
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
        var order = Order(terms, market) with { Price = isBuy ? band.Highest : band.Lowest, Quantity = quantity, Budget = isBuy ? budget : null };
        return new CheckedOrder(order, isBuy ? market.NotionalOf(budget) : market.QuantityOf(quantity));
    }

    /// <summary>A market order by quote amount: a buy reserves the amount; a sell reserves base worth it at the band's lower edge.</summary>
    private static Result<CheckedOrder> CheckByQuote(OrderTerms terms, Market market, PriceBand band, long reference)
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
        var order = Order(terms, market) with { Price = isBuy ? band.Highest : band.Lowest, Quantity = quantity, Budget = budget, ByQuote = true };
        return new CheckedOrder(order, isBuy ? market.NotionalOf(budget) : market.QuantityOf(quantity));
    }

    private static PlacedOrder Order(OrderTerms terms, Market market) => new(terms.Side, terms.Type, terms.TimeInForce)
    {
        MakerBasisPoints = market.Definition.MakerFeeBasisPoints,
        TakerBasisPoints = market.Definition.TakerFeeBasisPoints,
    };

    private static FilterRejected? PriceFilter(Int128 price, Market market)
    {
        var most = (Int128)market.MaxPriceTicks * market.TickUnits;
        return Refuse("FILTER_PRICE", "/price", "price", price, market.TickUnits, most, market.TickUnits, market.Quote);
    }

    private static FilterRejected? LotFilter(Int128 quantity, Market market) => Refuse(
        "FILTER_LOT_SIZE", "/quantity", "quantity", quantity, market.Definition.MinQuantity, market.Definition.MaxQuantity, market.LotUnits, market.Base);

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

    private static FilterRejected? NotionalFilter(long price, long quantity, Market market)
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
