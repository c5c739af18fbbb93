namespace CryptoVault.Markets;

/// <summary>The prices that a market allows around its reference price, in ticks.</summary>
/// <param name="Lowest">The lowest.</param>
/// <param name="Highest">The highest.</param>
internal readonly record struct PriceBand(long Lowest, long Highest)
{
    /// <summary>The band around a reference; all prices, when there is no reference (0).</summary>
    public static PriceBand Around(long reference, Market market)
    {
        if (reference == 0)
        {
            return new PriceBand(1, market.MaxPriceTicks);
        }

        var percent = market.Definition.PriceBandPercent;
        var lowest = (((Int128)reference * (100 - percent)) + 99) / 100;
        var highest = (Int128)reference * (100 + percent) / 100;
        return new PriceBand((long)Int128.Max(1, lowest), (long)Int128.Min(market.MaxPriceTicks, highest));
    }
}
