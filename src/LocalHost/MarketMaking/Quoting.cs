using CryptoVault.Money;

namespace CryptoVault.LocalHost.MarketMaking;

/// <summary>A market's grid, in minor units.</summary>
/// <param name="Tick">The step of prices.</param>
/// <param name="Lot">The step of quantities.</param>
/// <param name="Unit">Minor units of one whole base unit.</param>
/// <param name="MinNotional">The least that an order must be worth.</param>
internal sealed record MarketGrid(Int128 Tick, Int128 Lot, Int128 Unit, Int128 MinNotional);

/// <summary>What the market maker has of a market's assets, in minor units: all, and what it may use.</summary>
internal sealed record Inventory(Int128 Base, Int128 FreeBase, Int128 Quote, Int128 FreeQuote);

/// <summary>An order that the market maker wants, or has: minor units.</summary>
internal readonly record struct WantedQuote(bool IsBuy, Int128 Price, Int128 Quantity);

/// <summary>What the market maker wants in the book: a pure function of the reference price and of what it has.</summary>
internal static class Quoting
{
    private const int One = 10_000; // basis points

    /// <summary>True when the price is so far from the one before that quotes must follow.</summary>
    public static bool HasMoved(Int128 before, Int128 now, int basisPoints) =>
        before == 0 || Int128.Abs(now - before) * One > before * basisPoints;

    /// <summary>The quotes around a price. Nothing is wanted that the inventory does not bear.</summary>
    /// <param name="center">The reference price, in minor units of quote per whole base unit.</param>
    /// <param name="grid">The market's grid.</param>
    /// <param name="inventory">What there is, with that in open quotes.</param>
    /// <param name="quoteUnit">Minor units of one whole quote unit.</param>
    /// <param name="options">How to quote.</param>
    public static IReadOnlyList<WantedQuote> Around(Int128 center, MarketGrid grid, Inventory inventory, Int128 quoteUnit, MarketMakerOptions options)
    {
        var worth = MoneyMath.MulDiv(inventory.Base, center, grid.Unit, Rounding.Down);
        var share = worth + inventory.Quote == 0 ? 0 : (int)(worth * 100 / (worth + inventory.Quote));
        var (quoteLeft, baseLeft) = (inventory.Quote, inventory.Base);
        var wanted = new List<WantedQuote>();
        for (var level = 0; level < options.Levels; level++)
        {
            var away = options.SpreadBasisPoints + (level * options.StepBasisPoints);
            var bid = Down(center * (One - away) / One, grid.Tick);
            var ask = Down(center * (One + away) / One, grid.Tick) + grid.Tick;
            Add(true, bid, share < options.MostInventoryPercent, ref quoteLeft);
            Add(false, ask, share > 100 - options.MostInventoryPercent, ref baseLeft);
        }

        return wanted;

        void Add(bool isBuy, Int128 price, bool isBearable, ref Int128 left)
        {
            var quantity = price <= 0 ? 0 : Down(MoneyMath.MulDiv(options.QuoteSize * quoteUnit, grid.Unit, price, Rounding.Down), grid.Lot);
            var notional = MoneyMath.MulDiv(quantity, price, grid.Unit, Rounding.Up);
            var cost = isBuy ? notional : quantity;
            if (isBearable && quantity > 0 && notional >= grid.MinNotional && cost <= left)
            {
                left -= cost;
                wanted.Add(new WantedQuote(isBuy, price, quantity));
            }
        }
    }

    private static Int128 Down(Int128 value, Int128 step) => value / step * step;
}
