using CryptoVault.Orders;

namespace CryptoVault.Matching;

/// <summary>An order on its way into the book. Prices in ticks, quantities in lots, budgets in tick-lots (price x quantity).</summary>
internal struct NewOrder
{
    /// <summary>The budget of an order that has none.</summary>
    public const long NoBudget = long.MaxValue;

    /// <summary>The order's id, as a number.</summary>
    public UInt128 Id;

    /// <summary>The limit; for an order without one the worst price it may trade at, 0 when only the band bounds it.</summary>
    public long Price;

    /// <summary>The most to trade; for an order by quote amount a bound that is normally not reached.</summary>
    public long Quantity;

    /// <summary>The most to pay (a buy) or to receive (a sell by quote amount); <see cref="NoBudget"/> for other sells.</summary>
    public long Budget;

    /// <summary>The last price that triggers a stop, or from which on a trailing stop tracks; 0 for a trailing stop that tracks at once.</summary>
    public long TriggerPrice;

    /// <summary>How much of an iceberg is shown at a time; 0 for other orders.</summary>
    public long Peak;

    /// <summary>When a GTD order expires, by the market's clock; 0 for others.</summary>
    public long ExpiresAt;

    /// <summary>Whose it is: the engine's handle of the customer.</summary>
    public int Owner;

    /// <summary>How far the price must turn back to trigger a trailing stop, in basis points; 0 for other orders.</summary>
    public short TrailingBasisPoints;

    /// <summary>The fees that were fixed at acceptance, in basis points.</summary>
    public short MakerBasisPoints;
    public short TakerBasisPoints;

    public OrderSide Side;
    public OrderType Type;
    public TimeInForce TimeInForce;

    /// <summary>What happens when it would take from an order of the same owner.</summary>
    public SelfTradePrevention Prevention;

    /// <summary>True for a market order by quote amount: it is filled when the budget buys not one lot more.</summary>
    public bool ByQuote;

    /// <summary>True when what does not trade at once rests.</summary>
    public readonly bool CanRest => Type.HasLimit() && TimeInForce is TimeInForce.Gtc or TimeInForce.Gtd;

    /// <summary>True for an order that, once it rests, is nothing but a price and a quantity.</summary>
    public readonly bool IsPlain => !Type.IsStop() && Peak == 0 && ExpiresAt == 0;
}

/// <summary>Where an order is.</summary>
internal enum OrderPlace : byte
{
    /// <summary>Nowhere yet: it is on its way in, and was not working before.</summary>
    Incoming,
    /// <summary>On its way into the book after it was triggered.</summary>
    Activated,
    /// <summary>It rests at its price.</summary>
    Book,
    /// <summary>It waits for its trigger price.</summary>
    Waiting,
    /// <summary>A trailing stop that follows the price.</summary>
    Tracking,
    /// <summary>Triggered; it waits for its turn.</summary>
    Triggered,
}

/// <summary>A working order: a node of the list it is in (its price's, its trigger's, the trailing orders', the triggered orders').</summary>
internal struct BookOrder
{
    public UInt128 Id;

    /// <summary>What is left of it, shown or not.</summary>
    public long Remaining;

    /// <summary>What of it is shown and can be traded before the orders behind it.</summary>
    public long Visible;

    /// <summary>The limit; for an order without one the worst price it may trade at.</summary>
    public long Price;

    public int Next;
    public int Previous;
    public int Level;
    public int Owner;

    /// <summary>How many events there have been about this order.</summary>
    public int Sequence;

    /// <summary>Its place among the special terms, or -1 for a plain order.</summary>
    public int Extra;

    public short MakerBasisPoints;
    public short TakerBasisPoints;
    public OrderSide Side;
    public OrderPlace Place;

    public long Executed;

    /// <summary>Executed price x quantity, in tick-lots.</summary>
    public long ExecutedQuote;

    /// <summary>The number that its acceptance, its triggering or an iceberg's next slice gave it; within a price, lower goes first.</summary>
    public long Priority;

    /// <summary>The most it may spend in all; self-trade prevention takes from it.</summary>
    public long Budget;

    /// <summary>Fees paid so far, in minor units of what is received.</summary>
    public Int128 Fee;
}

/// <summary>What only some working orders have.</summary>
internal struct SpecialTerms
{
    public long TriggerPrice;

    /// <summary>The best price since a trailing stop tracks: the highest for a sell, the lowest for a buy; 0 before the first trade.</summary>
    public long Watermark;

    public long Peak;
    public long ExpiresAt;

    /// <summary>The slot of the other leg of an OCO, or -1; of a free place the next free one.</summary>
    public int Partner;

    public short TrailingBasisPoints;
    public OrderType Type;
    public TimeInForce TimeInForce;
    public SelfTradePrevention Prevention;
    public bool ByQuote;
}
