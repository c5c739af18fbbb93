using CryptoVault.Orders;

namespace CryptoVault.Matching;

/// <summary>Looking into a book, and building one again from what was written down.</summary>
internal sealed partial class OrderBook
{
    /// <summary>True when triggered orders wait for their turn: between two commands only after <see cref="Restore"/>.</summary>
    public bool HasTriggered => triggered.Head != None;

    /// <summary>True when the order is working.</summary>
    public bool Contains(UInt128 id) => index.Find(id, orders) != None;

    /// <summary>Looks at a working order.</summary>
    public bool TryGet(UInt128 id, out BookOrder order)
    {
        var slot = index.Find(id, orders);
        order = slot == None ? default : orders[slot];
        return slot != None;
    }

    /// <summary>What must be held for a working order.</summary>
    public long HoldOf(UInt128 id) => HoldOf(index.Find(id, orders));

    /// <summary>The best price since a trailing stop tracks.</summary>
    public long WatermarkOf(UInt128 id) => terms[orders[index.Find(id, orders)].Extra].Watermark;

    /// <summary>Puts a working order back, at the end of the list it was in: a book is rebuilt in order of priority.</summary>
    /// <param name="order">Its terms.</param>
    /// <param name="state">Its state.</param>
    /// <param name="watermark">The best price since a trailing stop tracks.</param>
    /// <param name="isLeg">True for a leg of a list.</param>
    public void Restore(in NewOrder order, in BookOrder state, long watermark = 0, bool isLeg = false) =>
        Insert(in order, in state, watermark, isLeg);

    /// <summary>Joins two legs that were restored.</summary>
    public void RestorePair(UInt128 one, UInt128 other)
    {
        var (slot, partner) = (index.Find(one, orders), index.Find(other, orders));
        terms[orders[slot].Extra].Partner = partner;
        terms[orders[partner].Extra].Partner = slot;
    }

    /// <summary>
    /// Goes on with an order whose matching was interrupted between two commits: it was accepted and is in the state
    /// given, but not in the book; then with the triggered orders.
    /// </summary>
    public void Continue(in NewOrder order, BookOrder taker, BookEvents events)
    {
        ElectAgain(events);
        taker.Extra = None;
        Work(in order, ref taker, events);
        WorkTriggered(events);
    }

    /// <summary>Goes on with triggered orders whose working off was interrupted between two commits.</summary>
    public void Continue(BookEvents events)
    {
        ElectAgain(events);
        WorkTriggered(events);
    }

    /// <summary>The last trade may have met stops whose triggering was not written down: they are triggered now, as they would have been.</summary>
    private void ElectAgain(BookEvents events)
    {
        if (LastPrice > 0)
        {
            Elect(LastPrice, events);
        }
    }

    /// <summary>Copies the orders that rest, best price first and in their order of priority; returns how many fitted.</summary>
    public int CopyOrders(OrderSide side, Span<BookOrder> into) => CopyLevels(SideOf(side), into);

    /// <summary>Copies the stops: those that wait for the price to rise, for it to fall, and that track; returns how many fitted.</summary>
    public int CopyStops(Span<BookOrder> into)
    {
        var count = CopyLevels(rising, into);
        count += CopyLevels(falling, into[count..]);
        for (var slot = trailing.Head; slot != None && count < into.Length; slot = orders[slot].Next)
        {
            into[count++] = orders[slot];
        }

        return count;
    }

    /// <summary>Copies price levels, best first; returns how many there were or fitted.</summary>
    public int CopyDepth(OrderSide side, Span<(long Price, long Quantity)> into)
    {
        var levels = SideOf(side);
        var count = 0;
        for (var level = levels.Best; level != None && count < into.Length; level = levels[level].Worse)
        {
            into[count++] = (levels[level].Price, levels[level].Quantity);
        }

        return count;
    }

    private int CopyLevels(PriceLevels levels, Span<BookOrder> into)
    {
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

    /// <summary>The terms that a working order came with, as far as they still matter.</summary>
    private NewOrder NewOrderOf(int slot)
    {
        ref var order = ref orders[slot];
        ref var special = ref terms[order.Extra];
        return new NewOrder
        {
            Id = order.Id,
            Owner = order.Owner,
            Side = order.Side,
            Price = order.Price,
            Quantity = order.Remaining,
            Budget = order.Budget,
            Peak = special.Peak,
            ExpiresAt = special.ExpiresAt,
            Type = special.Type,
            TimeInForce = special.TimeInForce,
            Prevention = special.Prevention,
            ByQuote = special.ByQuote,
            TriggerPrice = special.TriggerPrice,
            TrailingBasisPoints = special.TrailingBasisPoints,
            MakerBasisPoints = order.MakerBasisPoints,
            TakerBasisPoints = order.TakerBasisPoints,
        };
    }
}
