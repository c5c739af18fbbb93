using CryptoVault.Orders;

namespace CryptoVault.Matching;

/// <summary>An order on its way into the book. Prices in ticks, quantities in lots, budgets in tick-lots (price x quantity).</summary>
internal struct NewOrder
{
    /// <summary>The order's id, as a number.</summary>
    public UInt128 Id;

    /// <summary>Whose it is: the engine's handle of the customer.</summary>
    public int Owner;

    public OrderSide Side;
    public OrderType Type;
    public TimeInForce TimeInForce;

    /// <summary>The limit; for a market order the worst price it may trade at.</summary>
    public long Price;

    /// <summary>The most to trade; for an order by quote amount a bound that is normally not reached.</summary>
    public long Quantity;

    /// <summary>The most to pay (a buy) or to receive (a sell by quote amount); <see cref="NoBudget"/> for other sells.</summary>
    public long Budget;

    /// <summary>True for a market order by quote amount: it is filled when the budget buys not one lot more.</summary>
    public bool ByQuote;

    /// <summary>The fees that were fixed at acceptance, in basis points.</summary>
    public short MakerBasisPoints;
    public short TakerBasisPoints;

    /// <summary>The budget of an order that has none.</summary>
    public const long NoBudget = long.MaxValue;
}

/// <summary>A working order: a node of its price level's list.</summary>
internal struct BookOrder
{
    public UInt128 Id;

    /// <summary>Fees paid so far, in minor units of what is received.</summary>
    public Int128 Fee;

    public long Remaining;
    public long Price;
    public long Executed;

    /// <summary>Executed price x quantity, in tick-lots.</summary>
    public long ExecutedQuote;

    /// <summary>The number that acceptance gave it; within a price, lower goes first.</summary>
    public long Priority;

    /// <summary>How many events there have been about this order.</summary>
    public int Sequence;
    public int Owner;
    public int Next;
    public int Previous;
    public int Level;
    public short MakerBasisPoints;
    public short TakerBasisPoints;
    public OrderSide Side;
}
