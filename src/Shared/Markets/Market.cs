using CryptoVault.Money;

namespace CryptoVault.Markets;

/// <summary>
/// A market as orders see it: its definition with the assets and all bounds in whole ticks and lots. Because
/// tick x lot is a whole number of quote minor units, every notional is exact.
/// </summary>
public sealed class Market
{
    /// <summary>The largest price x quantity, in tick-lots, that any accepted order may have: sums of them still fit into 64 bits.</summary>
    internal const long MaxTickLots = 1L << 61;

    /// <summary>The largest quantity in lots, and price in ticks, that any market allows.</summary>
    internal const long MaxLots = 1L << 46;
    internal const long MaxTicks = 1L << 40;

    /// <summary>The largest tick, lot and tick x lot in minor units.</summary>
    internal const long MaxStepUnits = 1_000_000_000_000_000_000;

    private readonly Int128 baseOne;

    internal Market(MarketDocument definition, AssetCatalog assets)
    {
        Definition = definition;
        Base = assets.Get(definition.Base);
        Quote = assets.Get(definition.Quote);
        baseOne = MoneyMath.PowerOfTen(Base.Scale);
        TickUnits = (long)definition.Tick;
        LotUnits = (long)definition.Lot;
        TickLotUnits = (long)(definition.Tick * definition.Lot / baseOne);
        MinLots = (long)(definition.MinQuantity / definition.Lot);
        MaxQuantityLots = (long)(definition.MaxQuantity / definition.Lot);
        MaxPriceTicks = Math.Min(MaxTicks, MaxTickLots / MaxQuantityLots);
        MinTickLots = ToTickLots(definition.MinNotional, Rounding.Up);
        MaxNotionalTickLots = ToTickLots(definition.MaxNotional, Rounding.Down);
    }

    /// <summary>The definition.</summary>
    public MarketDocument Definition { get; }

    /// <summary>The symbol.</summary>
    public string Symbol => Definition.Market;

    /// <summary>What is bought and sold.</summary>
    public Asset Base { get; }

    /// <summary>What it is paid with.</summary>
    public Asset Quote { get; }

    /// <summary>The highest price that an order may have.</summary>
    public Amount MaxPrice => PriceOf(MaxPriceTicks);

    /// <summary>Quote minor units per whole base unit in a tick.</summary>
    internal long TickUnits { get; }

    /// <summary>Base minor units in a lot.</summary>
    internal long LotUnits { get; }

    /// <summary>Quote minor units in one tick x one lot.</summary>
    internal long TickLotUnits { get; }

    internal long MinLots { get; }

    internal long MaxQuantityLots { get; }

    /// <summary>The highest price: so that price x quantity of any order fits.</summary>
    internal long MaxPriceTicks { get; }

    internal long MinTickLots { get; }

    internal long MaxNotionalTickLots { get; }

    /// <summary>A quantity of base.</summary>
    internal Amount QuantityOf(long lots) => new((Int128)lots * LotUnits, Base);

    /// <summary>A notional in quote.</summary>
    internal Amount NotionalOf(long tickLots) => new((Int128)tickLots * TickLotUnits, Quote);

    /// <summary>A price, as quote per whole base unit.</summary>
    internal Amount PriceOf(long ticks) => new((Int128)ticks * TickUnits, Quote);

    /// <summary>A price's ticks, rounded down.</summary>
    internal long ToTicks(Int128 price) => (long)Int128.Min(price / TickUnits, MaxPriceTicks);

    internal long ToTickLots(Int128 notional, Rounding rounding) =>
        (long)Int128.Min(MoneyMath.MulDiv(notional, 1, TickLotUnits, rounding), MaxTickLots);
}
