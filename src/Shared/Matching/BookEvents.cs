using System.Runtime.CompilerServices;
using CryptoVault.Orders;

namespace CryptoVault.Matching;

/// <summary>What happened to an order.</summary>
internal enum BookEventKind : byte
{
    /// <summary>The order was accepted; its matching follows, or (a stop) it waits.</summary>
    Accepted,
    /// <summary>One side of a trade. The maker's event comes first, the taker's follows; both have the trade's number.</summary>
    Filled,
    /// <summary>What is left of the order rests in the book now. Not an event of the order's life: it takes no sequence.</summary>
    Rested,
    /// <summary>The order ended without (further) trade: canceled or expired.</summary>
    Closed,
    /// <summary>The order was refused; its first and only event.</summary>
    Rejected,
    /// <summary>A trailing stop began to track the price.</summary>
    Tracking,
    /// <summary>A stop's condition was met; it waits for its turn.</summary>
    Triggered,
    /// <summary>A triggered order's turn came; its matching follows. It takes no sequence.</summary>
    Activated,
    /// <summary>Its owner made the order smaller.</summary>
    Reduced,
    /// <summary>Making the order smaller was refused; nothing changed.</summary>
    ReduceRefused,
    /// <summary>Self-trade prevention made the order smaller by the quantity named.</summary>
    Prevented,
}

/// <summary>Why the book refuses an order or a change.</summary>
internal enum BookRefusal : byte
{
    None,
    NotTrading,
    AlreadyExpired,
    OutsideBand,
    WouldTake,
    WouldTrigger,
    TooManyTrailing,
    ListRefused,
    NothingToReplace,
    InList,
    HoldTooSmall,
    NotSmaller,
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

    /// <summary>The trade's price; of a trailing stop that is accepted or begins to track, the price it starts from.</summary>
    public long TradePrice;

    /// <summary>The trade's quantity, or what self-trade prevention took away.</summary>
    public long TradeQuantity;

    public long OrderPrice;
    public long Remaining;

    /// <summary>What of it is shown now, when it rests.</summary>
    public long Visible;

    public long Executed;
    public long ExecutedQuote;

    /// <summary>The most that the order may spend in all.</summary>
    public long Budget;

    /// <summary>What of the reservation must still be held after this event: tick-lots for a buy, lots for a sell, 0 at the end.</summary>
    public long Hold;

    /// <summary>The quantity shown at the order's price after this event, when it rests or rested there.</summary>
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

    /// <summary>Where the order is after the event, if it is not closed.</summary>
    public OrderPlace Place;

    /// <summary>Why, of a refusal.</summary>
    public BookRefusal Refusal;

    /// <summary>True when the order was working when it happened.</summary>
    public bool WasWorking;

    /// <summary>True when it rests at its price, or did until it happened, so that the level's quantity is told. Of a fill: the maker's.</summary>
    public bool WasResting;

    /// <summary>True for a leg of a list whose shared reservation this event leaves alone: the other leg rules over it.</summary>
    public bool KeepsHold;

    /// <summary>True when the order works after the event.</summary>
    public readonly bool IsWorking => Place >= OrderPlace.Book && !Status.IsClosed();
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
