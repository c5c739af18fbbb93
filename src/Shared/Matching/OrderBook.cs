using System.Runtime.CompilerServices;
using CryptoVault.Orders;

namespace CryptoVault.Matching;

/// <summary>
/// The order book of one market: commands in, events out. It knows whole ticks and lots only, and neither time,
/// chance, storage nor customers' names; the same commands give the same events on every run and machine. The
/// rules are written down in docs/matching.md. Not safe for several threads; nothing is allocated per order in
/// the steady state.
/// </summary>
internal sealed partial class OrderBook
{
    private const int None = -1;

    private readonly FeeMath baseFee;
    private readonly FeeMath quoteFee;
    private readonly PriceLevels bids;
    private readonly PriceLevels asks;
    private readonly OrderIndex index;
    private BookOrder[] orders;
    private int freeOrder = None;
    private int usedOrders;

    /// <summary>Creates an empty book.</summary>
    /// <param name="baseUnitsPerLot">Minor units of base in a lot.</param>
    /// <param name="quoteUnitsPerTickLot">Minor units of quote in one tick x one lot.</param>
    /// <param name="capacity">Working orders that fit before anything has to grow.</param>
    public OrderBook(long baseUnitsPerLot, long quoteUnitsPerTickLot, int capacity = 1024)
    {
        baseFee = new FeeMath(baseUnitsPerLot);
        quoteFee = new FeeMath(quoteUnitsPerTickLot);
        bids = new PriceLevels(isBids: true, capacity / 4);
        asks = new PriceLevels(isBids: false, capacity / 4);
        index = new OrderIndex(capacity);
        orders = new BookOrder[capacity];
    }

    /// <summary>The number of the last trade.</summary>
    public long TradeNumber { get; set; }

    /// <summary>The number of the last accepted order.</summary>
    public long Priority { get; set; }

    /// <summary>The price of the last trade in ticks, 0 before the first.</summary>
    public long LastPrice { get; set; }

    /// <summary>How many orders are working.</summary>
    public int Count => index.Count;

    /// <summary>The best bid in ticks, 0 when there is none.</summary>
    public long BestBid => bids.Best == None ? 0 : bids[bids.Best].Price;

    /// <summary>The best ask in ticks, 0 when there is none.</summary>
    public long BestAsk => asks.Best == None ? 0 : asks[asks.Best].Price;

    /// <summary>True when the order is working.</summary>
    public bool Contains(UInt128 id) => index.Find(id, orders) != None;

    /// <summary>Looks at a working order.</summary>
    public bool TryGet(UInt128 id, out BookOrder order)
    {
        var slot = index.Find(id, orders);
        order = slot == None ? default : orders[slot];
        return slot != None;
    }

    /// <summary>Accepts an order whose id is not working, trades what can be traded, and rests or ends the remainder.</summary>
    public void Place(in NewOrder order, BookEvents events)
    {
        var taker = new BookOrder
        {
            Id = order.Id,
            Owner = order.Owner,
            Side = order.Side,
            Price = order.Price,
            Remaining = order.Quantity,
            Priority = ++Priority,
            MakerBasisPoints = order.MakerBasisPoints,
            TakerBasisPoints = order.TakerBasisPoints,
            Sequence = 1,
        };
        ref var accepted = ref events.Add();
        Describe(in taker, ref accepted, BookEventKind.Accepted, OrderStatus.New);
        accepted.Hold = HoldOf(in taker, in order);
        Work(in order, ref taker, events);
    }

    /// <summary>
    /// Goes on with an order whose matching was interrupted between two commits: it was accepted and is in the
    /// state given, but not in the book.
    /// </summary>
    public void Continue(in NewOrder order, BookOrder taker, BookEvents events) => Work(in order, ref taker, events);

    /// <summary>Ends a working order; false, and no event, when it is not working.</summary>
    public bool Cancel(UInt128 id, BookEvents events, OrderStatus status = OrderStatus.Canceled)
    {
        var slot = index.Find(id, orders);
        if (slot == None)
        {
            return false;
        }

        ref var order = ref orders[slot];
        order.Sequence++;
        var side = order.Side == OrderSide.Buy ? bids : asks;
        ref var closed = ref events.Add();
        Describe(in order, ref closed, BookEventKind.Closed, status);
        closed.LevelQuantity = side[order.Level].Quantity - order.Remaining;
        closed.WasResting = true;
        Unlink(slot, side);
        return true;
    }

    /// <summary>Puts a working order back, at the end of its price's queue: a book is rebuilt in order of priority.</summary>
    public void Restore(in BookOrder order) => Rest(in order);

    /// <summary>Copies working orders, best price first and in their order of priority; returns how many fitted.</summary>
    public int CopyOrders(OrderSide side, Span<BookOrder> into)
    {
        var levels = side == OrderSide.Buy ? bids : asks;
        var count = 0;
        for (var level = levels.Best; level != None; level = levels[level].Worse)
        {
            for (var slot = levels[level].Head; slot != None && count < into.Length; slot = orders[slot].Next)
            {
                into[count++] = orders[slot];
            }
        }

        return count;
    }

    /// <summary>Copies price levels, best first; returns how many there were or fitted.</summary>
    public int CopyDepth(OrderSide side, Span<(long Price, long Quantity)> into)
    {
        var levels = side == OrderSide.Buy ? bids : asks;
        var count = 0;
        for (var level = levels.Best; level != None && count < into.Length; level = levels[level].Worse)
        {
            into[count++] = (levels[level].Price, levels[level].Quantity);
        }

        return count;
    }

    /// <summary>The quantity at a price, in lots.</summary>
    public long QuantityAt(OrderSide side, long price) => (side == OrderSide.Buy ? bids : asks).QuantityAt(price);

    private void Work(in NewOrder order, ref BookOrder taker, BookEvents events)
    {
        var makers = taker.Side == OrderSide.Buy ? asks : bids;
        Match(in order, ref taker, makers, events);
        if (taker.Remaining == 0)
        {
            return;
        }

        if (order.Type == OrderType.Limit && order.TimeInForce == TimeInForce.Gtc)
        {
            var level = Rest(in taker);
            ref var rested = ref events.Add();
            Describe(in taker, ref rested, BookEventKind.Rested, taker.Executed == 0 ? OrderStatus.New : OrderStatus.PartiallyFilled);
            rested.Hold = HoldOf(in taker, in order);
            rested.LevelQuantity = level;
            return;
        }

        taker.Sequence++;
        Describe(in taker, ref events.Add(), BookEventKind.Closed, EndOf(in order, in taker, makers));
    }

    private long Rest(in BookOrder order)
    {
        var side = order.Side == OrderSide.Buy ? bids : asks;
        var level = side.GetOrAdd(order.Price);
        var slot = TakeSlot();
        ref var resting = ref orders[slot];
        resting = order;
        resting.Level = level;
        resting.Next = None;
        ref var at = ref side[level];
        resting.Previous = at.Tail;
        if (at.Tail == None)
        {
            at.Head = slot;
        }
        else
        {
            orders[at.Tail].Next = slot;
        }

        at.Tail = slot;
        at.Quantity += order.Remaining;
        index.Add(order.Id, slot);
        return at.Quantity;
    }

    /// <summary>Takes an order out of its level, the level out of its side when it was the last, and frees the slot.</summary>
    private void Unlink(int slot, PriceLevels side)
    {
        ref var order = ref orders[slot];
        ref var level = ref side[order.Level];
        level.Quantity -= order.Remaining;
        if (order.Previous == None)
        {
            level.Head = order.Next;
        }
        else
        {
            orders[order.Previous].Next = order.Next;
        }

        if (order.Next == None)
        {
            level.Tail = order.Previous;
        }
        else
        {
            orders[order.Next].Previous = order.Previous;
        }

        if (level.Head == None)
        {
            side.Remove(order.Level);
        }

        index.Remove(order.Id, slot);
        order.Next = freeOrder;
        freeOrder = slot;
    }

    private int TakeSlot()
    {
        var slot = freeOrder;
        if (slot != None)
        {
            freeOrder = orders[slot].Next;
            return slot;
        }

        if (usedOrders == orders.Length)
        {
            Array.Resize(ref orders, usedOrders * 2);
        }

        return usedOrders++;
    }

    /// <summary>What an open order must still have reserved: the rest at its limit, or the rest of its budget.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long HoldOf(in BookOrder taker, in NewOrder order) =>
        taker.Side == OrderSide.Sell ? taker.Remaining
        : order.Type == OrderType.Limit ? taker.Remaining * taker.Price
        : order.Budget - taker.ExecutedQuote;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Describe(in BookOrder order, ref BookEvent happened, BookEventKind kind, OrderStatus status)
    {
        happened.OrderId = order.Id;
        happened.Fee = 0;
        happened.CumulativeFee = order.Fee;
        happened.TradeNumber = 0;
        happened.TradePrice = 0;
        happened.TradeQuantity = 0;
        happened.OrderPrice = order.Price;
        happened.Remaining = order.Remaining;
        happened.Executed = order.Executed;
        happened.ExecutedQuote = order.ExecutedQuote;
        happened.Hold = 0;
        happened.LevelQuantity = 0;
        happened.Priority = order.Priority;
        happened.Sequence = order.Sequence;
        happened.Owner = order.Owner;
        happened.MakerBasisPoints = order.MakerBasisPoints;
        happened.TakerBasisPoints = order.TakerBasisPoints;
        happened.Kind = kind;
        happened.Status = status;
        happened.Side = order.Side;
        happened.WasResting = false;
    }
}
