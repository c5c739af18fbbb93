using System.Runtime.CompilerServices;
using CryptoVault.Orders;

namespace CryptoVault.Matching;

/// <summary>What happened to an order.</summary>
internal enum BookEventKind : byte
{
    /// <summary>The order was accepted; its matching follows.</summary>
    Accepted,
    /// <summary>One side of a trade. The maker's event comes first, the taker's follows; both have the trade's number.</summary>
    Filled,
    /// <summary>What is left of the order rests in the book now. Not an event of the order's life: it takes no sequence.</summary>
    Rested,
    /// <summary>The order ended without (further) trade: canceled or expired.</summary>
    Closed,
}

/// <summary>One event about one order: what happened, and the order's state after it.</summary>
internal struct BookEvent
{
    public UInt128 OrderId;

    /// <summary>The fee of this fill, in minor units of what the order receives.</summary>
    public Int128 Fee;

    /// <summary>All fees of the order so far.</summary>
    public Int128 CumulativeFee;

    public long TradeNumber;
    public long TradePrice;
    public long TradeQuantity;
    public long OrderPrice;
    public long Remaining;
    public long Executed;
    public long ExecutedQuote;

    /// <summary>What of the reservation must still be held after this event: tick-lots for a buy, lots for a sell, 0 at the end.</summary>
    public long Hold;

    /// <summary>The quantity at the order's price level after this event (maker fills, rests and closings).</summary>
    public long LevelQuantity;

    public long Priority;

    /// <summary>The order's event number, from 1.</summary>
    public int Sequence;
    public int Owner;
    public short MakerBasisPoints;
    public short TakerBasisPoints;
    public BookEventKind Kind;
    public OrderStatus Status;
    public OrderSide Side;

    /// <summary>True when the order was in the book when it happened: a maker, or a working order that was canceled.</summary>
    public bool WasResting;
}

/// <summary>A reusable list of events; it grows while it is young and allocates nothing in the steady state.</summary>
internal sealed class BookEvents(int capacity = 256)
{
    private BookEvent[] items = new BookEvent[capacity];

    public int Count { get; private set; }

    public ref readonly BookEvent this[int index] => ref items[index];

    public ReadOnlySpan<BookEvent> Span => items.AsSpan(0, Count);

    public void Clear() => Count = 0;

    /// <summary>The place of the next event. It holds an old event: the caller writes every field or clears it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref BookEvent Add()
    {
        if (Count == items.Length)
        {
            Array.Resize(ref items, items.Length * 2);
        }

        return ref items[Count++];
    }
}
