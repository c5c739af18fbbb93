using System.Runtime.CompilerServices;
using CryptoVault.Orders;

namespace CryptoVault.Matching;

/// <summary>Where orders are kept: slots, special terms, and the lists that an order can be in.</summary>
internal sealed partial class OrderBook
{
    private SpecialTerms[] terms;
    private int freeTerms = None;
    private int usedTerms;

    /// <summary>Puts an order where it belongs: a limit at its price, a stop at its trigger, a triggered one in the queue.</summary>
    private int Insert(in NewOrder order, in BookOrder state, long watermark, bool isLeg = false)
    {
        var slot = TakeSlot();
        ref var kept = ref orders[slot];
        kept = state;
        index.Add(kept.Id, slot);
        kept.Extra = None;
        if (isLeg || !order.IsPlain)
        {
            kept.Extra = TakeTerms(in order, watermark);
            if (order.ExpiresAt != 0)
            {
                expiries.Add(slot, kept.Id, order.ExpiresAt);
            }
        }

        if (kept.Place is OrderPlace.Incoming)
        {
            kept.Place = !order.Type.IsStop() ? OrderPlace.Book : order.TriggerPrice > 0 ? OrderPlace.Waiting : OrderPlace.Tracking;
        }
        else if (kept.Place == OrderPlace.Activated)
        {
            kept.Place = OrderPlace.Book;
        }

        InsertAt(slot, in order, watermark);
        return slot;
    }

    private void InsertAt(int slot, in NewOrder order, long watermark)
    {
        ref var kept = ref orders[slot];
        switch (kept.Place)
        {
            case OrderPlace.Book:
                if (kept.Visible == 0)
                {
                    kept.Visible = order.Peak == 0 ? kept.Remaining : Math.Min(order.Peak, kept.Remaining);
                }

                ref var level = ref Link(slot, SideOf(kept.Side), kept.Price);
                level.Quantity += kept.Visible;
                level.Hidden += kept.Remaining - kept.Visible;
                break;
            case OrderPlace.Waiting:
                var isRising = order.Type.TriggersRising(order.Side);
                Link(slot, isRising ? rising : falling, order.TriggerPrice);
                electAbove = isRising ? Math.Min(electAbove, order.TriggerPrice) : electAbove;
                electBelow = isRising ? electBelow : Math.Max(electBelow, order.TriggerPrice);
                break;
            case OrderPlace.Tracking:
                trailing.Append(slot, orders);
                trailingCount++;
                ref var special = ref terms[kept.Extra];
                if (watermark == 0)
                {
                    (electAbove, electBelow) = (0, long.MaxValue); // the next trade, whatever its price
                    break;
                }

                NarrowTo(kept.Side == OrderSide.Buy, watermark, TurnOf(kept.Side == OrderSide.Buy, in special));
                break;
            default:
                triggered.Append(slot, orders);
                break;
        }
    }

    /// <summary>Appends an order to the list of a price.</summary>
    private ref PriceLevel Link(int slot, PriceLevels levels, long price)
    {
        var at = levels.GetOrAdd(price);
        ref var level = ref levels[at];
        ref var order = ref orders[slot];
        order.Level = at;
        Append(slot, ref level);
        return ref level;
    }

    private void Append(int slot, ref PriceLevel level)
    {
        ref var order = ref orders[slot];
        order.Next = None;
        order.Previous = level.Tail;
        if (level.Tail == None)
        {
            level.Head = slot;
        }
        else
        {
            orders[level.Tail].Next = slot;
        }

        level.Tail = slot;
    }

    /// <summary>Takes an order out of its price's list, and the price out of its side when it was the last.</summary>
    private void Unlink(int slot, PriceLevels levels)
    {
        ref var order = ref orders[slot];
        ref var level = ref levels[order.Level];
        Detach(in order, ref level);
        if (level.Head == None)
        {
            levels.Remove(order.Level);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Detach(in BookOrder order, ref PriceLevel level)
    {
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
    }

    /// <summary>An iceberg's shown part is used up: it shows the next one, behind all that rest at its price.</summary>
    private void ShowNextSlice(int slot, ref PriceLevel level)
    {
        ref var order = ref orders[slot];
        order.Visible = Math.Min(terms[order.Extra].Peak, order.Remaining);
        order.Priority = ++Priority;
        level.Quantity += order.Visible;
        level.Hidden -= order.Visible;
        Detach(in order, ref level);
        Append(slot, ref level);
    }

    /// <summary>Takes from what is left of an order; of an iceberg, what is hidden first.</summary>
    private void Shrink(int slot, long quantity)
    {
        ref var order = ref orders[slot];
        var remaining = order.Remaining - quantity;
        if (order.Budget != NewOrder.NoBudget)
        {
            order.Budget = order.ExecutedQuote + (long)((Int128)(order.Budget - order.ExecutedQuote) * remaining / order.Remaining);
        }

        if (order.Place == OrderPlace.Book)
        {
            ref var level = ref SideOf(order.Side)[order.Level];
            var visible = Math.Min(order.Visible, remaining);
            level.Quantity -= order.Visible - visible;
            level.Hidden -= order.Remaining - order.Visible - (remaining - visible);
            order.Visible = visible;
        }

        order.Remaining = remaining;
    }

    /// <summary>
    /// Ends a working order, and before it the other leg of its list: so that whatever comes between the two, ending
    /// the order again ends what is left.
    /// </summary>
    private void Close(int slot, OrderStatus status, BookEvents events, long prevented = 0)
    {
        EndPartner(slot, events, status == OrderStatus.Canceled ? OrderStatus.Canceled : OrderStatus.Expired);
        CloseOne(slot, status, keepsHold: false, prevented, events);
    }

    /// <summary>Ends the other leg of an order that is about to trade or to end, if it has one. Their reservation is the order's from now on.</summary>
    private void EndPartner(int slot, BookEvents events, OrderStatus status = OrderStatus.Expired)
    {
        var partner = PartnerOf(slot);
        if (partner != None)
        {
            CloseOne(partner, status, keepsHold: true, 0, events);
        }
    }

    private void CloseOne(int slot, OrderStatus status, bool keepsHold, long prevented, BookEvents events)
    {
        ref var order = ref orders[slot];
        order.Sequence++;
        order.Remaining -= prevented;
        ref var closed = ref events.Add();
        Describe(in order, ref closed, BookEventKind.Closed, status);
        closed.TradeQuantity = prevented;
        closed.KeepsHold = keepsHold;
        if (order.Place == OrderPlace.Book)
        {
            ref var level = ref SideOf(order.Side)[order.Level];
            level.Quantity -= order.Visible;
            level.Hidden -= order.Remaining + prevented - order.Visible;
            closed.LevelQuantity = level.Quantity;
            closed.WasResting = true;
        }

        Remove(slot);
    }

    /// <summary>Takes an order out of whatever it is in and frees its place.</summary>
    private void Remove(int slot)
    {
        ref var order = ref orders[slot];
        switch (order.Place)
        {
            case OrderPlace.Book:
                Unlink(slot, SideOf(order.Side));
                break;
            case OrderPlace.Waiting:
                Unlink(slot, terms[order.Extra].Type.TriggersRising(order.Side) ? rising : falling);
                break;
            case OrderPlace.Tracking:
                trailing.Remove(slot, orders);
                trailingCount--;
                break;
            default:
                triggered.Remove(slot, orders);
                break;
        }

        index.Remove(order.Id, slot);
        if (order.Extra != None)
        {
            FreeTerms(slot);
        }

        order.Next = freeOrder;
        freeOrder = slot;
    }

    private void FreeTerms(int slot)
    {
        var extra = orders[slot].Extra;
        ref var special = ref terms[extra];
        if (special.ExpiresAt != 0)
        {
            expiries.Remove(slot);
        }

        if (special.Partner != None)
        {
            terms[orders[special.Partner].Extra].Partner = None;
        }

        special.Partner = freeTerms;
        freeTerms = extra;
    }

    private int TakeTerms(in NewOrder order, long watermark)
    {
        var extra = freeTerms;
        if (extra != None)
        {
            freeTerms = terms[extra].Partner;
        }
        else
        {
            if (usedTerms == terms.Length)
            {
                Array.Resize(ref terms, usedTerms * 2);
            }

            extra = usedTerms++;
        }

        terms[extra] = new SpecialTerms
        {
            TriggerPrice = order.TriggerPrice,
            Watermark = watermark,
            Peak = order.Peak,
            ExpiresAt = order.ExpiresAt,
            Partner = None,
            TrailingBasisPoints = order.TrailingBasisPoints,
            Type = order.Type,
            TimeInForce = order.TimeInForce,
            Prevention = order.Prevention,
            ByQuote = order.ByQuote,
        };
        return extra;
    }

    /// <summary>Fetches all of an order: it lies on more than one line of the processor's memory.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Prefetch(int slot)
    {
        ref var order = ref orders[slot];
        MemoryHint.Prefetch(ref order.Id);
        MemoryHint.Prefetch(ref order.Executed);
        MemoryHint.Prefetch(ref order.Fee);
    }

    private int PartnerOf(int slot)
    {
        var extra = orders[slot].Extra;
        return extra == None ? None : terms[extra].Partner;
    }

    private bool IsByQuote(int slot) => orders[slot].Extra is not None and var extra && terms[extra].ByQuote;

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
}
