using CryptoVault.Money;
using CryptoVault.Orders;
using CryptoVault.Results;
using CryptoVault.Storage;

namespace CryptoVault.Markets;

/// <summary>A market to create; amounts and prices as plain decimal digits.</summary>
public sealed record MarketTerms(
    string Symbol, string Base, string Quote, string Tick, string Lot, string MinQuantity, string MaxQuantity,
    string MinNotional, string MaxNotional, int PriceBandPercent, int MakerFeeBp, int TakerFeeBp, int MaxOpenOrdersPerUser)
{
    /// <summary>What happens, unless an order says otherwise, when a customer's orders meet.</summary>
    public SelfTradePrevention SelfTradePrevention { get; init; }
}

/// <summary>Checks the terms of a market and turns them into its definition.</summary>
internal static class MarketRules
{
    public const int MaxPriceBandPercent = 100;
    public const int MaxFeeBasisPoints = 1_000;
    public const int MaxOpenOrders = 10_000;

    public static Result<MarketDocument> Define(MarketTerms terms, AssetCatalog assets, DateTimeOffset now)
    {
        var errors = new List<FieldError>();
        CheckAssets(terms, assets, errors);
        CheckRange(errors, "/priceBandPercent", terms.PriceBandPercent, 1, MaxPriceBandPercent);
        CheckRange(errors, "/makerFeeBp", terms.MakerFeeBp, 0, MaxFeeBasisPoints);
        CheckRange(errors, "/takerFeeBp", terms.TakerFeeBp, 0, MaxFeeBasisPoints);
        CheckRange(errors, "/maxOpenOrdersPerUser", terms.MaxOpenOrdersPerUser, 1, MaxOpenOrders);
        if (assets.Find(terms.Base) is not { } baseAsset || assets.Find(terms.Quote) is not { } quoteAsset)
        {
            return new ValidationFailed(errors);
        }

        var tick = AmountField.ReadPositive("/tick", terms.Tick, quoteAsset, errors);
        var lot = AmountField.ReadPositive("/lot", terms.Lot, baseAsset, errors);
        var definition = new MarketDocument(terms.Symbol, terms.Base, terms.Quote)
        {
            Tick = tick,
            Lot = lot,
            MinQuantity = AmountField.ReadPositive("/minQuantity", terms.MinQuantity, baseAsset, errors),
            MaxQuantity = AmountField.ReadPositive("/maxQuantity", terms.MaxQuantity, baseAsset, errors),
            MinNotional = AmountField.ReadPositive("/minNotional", terms.MinNotional, quoteAsset, errors),
            MaxNotional = AmountField.ReadPositive("/maxNotional", terms.MaxNotional, quoteAsset, errors),
            PriceBandPercent = terms.PriceBandPercent,
            MakerFeeBasisPoints = terms.MakerFeeBp,
            TakerFeeBasisPoints = terms.TakerFeeBp,
            MaxOpenOrdersPerUser = terms.MaxOpenOrdersPerUser,
            SelfTradePrevention = terms.SelfTradePrevention,
            CreatedTime = StoredTime.Format(now),
            UpdatedTime = StoredTime.Format(now),
        };
        if (errors.Count == 0)
        {
            CheckSteps(terms, definition, baseAsset, quoteAsset, errors);
        }

        return errors.Count == 0 ? definition : new ValidationFailed(errors);
    }

    private static void CheckAssets(MarketTerms terms, AssetCatalog assets, List<FieldError> errors)
    {
        if (assets.Find(terms.Base) is null)
        {
            errors.Add(new FieldError("/base", "UNKNOWN_ASSET", $"There is no asset {terms.Base}.", terms.Base));
        }

        if (assets.Find(terms.Quote) is null || terms.Quote == terms.Base)
        {
            errors.Add(new FieldError("/quote", "UNKNOWN_ASSET", $"{terms.Quote} is no asset that {terms.Base} can be quoted in.", terms.Quote));
        }

        var expected = $"{terms.Base}-{terms.Quote}";
        if (terms.Symbol != expected || !Symbol.TryParse(terms.Symbol, out _))
        {
            errors.Add(new FieldError("/symbol", "SYMBOL_MISMATCH", "A symbol is the base and quote codes with a hyphen.", terms.Symbol, "BASE-QUOTE", expected));
        }
    }

    private static void CheckSteps(MarketTerms terms, MarketDocument market, Asset baseAsset, Asset quoteAsset, List<FieldError> errors)
    {
        var one = MoneyMath.PowerOfTen(baseAsset.Scale);
        foreach (var (pointer, sent, units, asset) in new[] { ("/tick", terms.Tick, market.Tick, quoteAsset), ("/lot", terms.Lot, market.Lot, baseAsset) })
        {
            if (units > Market.MaxStepUnits)
            {
                Refuse(pointer, sent, "maximum", Market.MaxStepUnits, asset, errors);
                return;
            }
        }

        if (market.Tick * market.Lot / one > Market.MaxStepUnits)
        {
            Refuse("/tick", terms.Tick, "maximum", Int128.Min(Market.MaxStepUnits, Market.MaxStepUnits * one / market.Lot), quoteAsset, errors);
            return;
        }

        if (market.Tick * market.Lot % one != 0)
        {
            var step = one / GreatestCommonDivisor(one, market.Lot);
            var nearest = Int128.Max(step, ((market.Tick + (step / 2)) / step) * step);
            errors.Add(new FieldError(
                "/tick", "TICK_LOT_NOT_EXACT", "Tick x lot must be a whole number of the quote asset's minor units.",
                terms.Tick, DecimalText.Format(step, quoteAsset.Scale), DecimalText.Format(nearest, quoteAsset.Scale)));
            return;
        }

        CheckStep("/minQuantity", terms.MinQuantity, market.MinQuantity, market.Lot, market.Lot, baseAsset, errors);
        CheckStep("/maxQuantity", terms.MaxQuantity, market.MaxQuantity, market.Lot, market.MinQuantity, baseAsset, errors);
        if (market.MaxQuantity / market.Lot > Market.MaxLots)
        {
            Refuse("/maxQuantity", terms.MaxQuantity, "maximum", market.Lot * Market.MaxLots, baseAsset, errors);
        }

        if (market.MaxNotional < market.MinNotional)
        {
            Refuse("/maxNotional", terms.MaxNotional, "minimum", market.MinNotional, quoteAsset, errors);
        }

        var most = market.Tick * market.Lot / one * Market.MaxTickLots;
        if (market.MaxNotional > most)
        {
            Refuse("/maxNotional", terms.MaxNotional, "maximum", most, quoteAsset, errors);
        }
    }

    private static void CheckStep(string pointer, string sent, Int128 units, Int128 step, Int128 least, Asset asset, List<FieldError> errors)
    {
        if (units % step != 0 || units < least)
        {
            var nearest = Int128.Max(least, ((units + (step / 2)) / step) * step);
            errors.Add(new FieldError(
                pointer, "NOT_A_STEP", $"Quantities are multiples of the lot and at least {DecimalText.Format(least, asset.Scale)}.",
                sent, DecimalText.Format(step, asset.Scale), DecimalText.Format(nearest, asset.Scale)));
        }
    }

    private static void Refuse(string pointer, string sent, string what, Int128 bound, Asset asset, List<FieldError> errors)
    {
        var text = DecimalText.Format(bound, asset.Scale);
        errors.Add(new FieldError(pointer, "OUT_OF_RANGE", $"The {what} is {text}.", sent, text, text));
    }

    private static void CheckRange(List<FieldError> errors, string pointer, int value, int least, int most)
    {
        if (value < least || value > most)
        {
            errors.Add(new FieldError(
                pointer, "OUT_OF_RANGE", $"A whole number from {least} to {most}.", $"{value}", $"{least}..{most}", $"{Math.Clamp(value, least, most)}"));
        }
    }

    private static Int128 GreatestCommonDivisor(Int128 one, Int128 other)
    {
        while (other != 0)
        {
            (one, other) = (other, one % other);
        }

        return one;
    }
}
