using CryptoVault.Orders;

namespace CryptoVault.Matching;

/// <summary>
/// Stops. They trigger on the price of each trade: first those that waited for it to rise (lowest trigger first), then
/// those that waited for it to fall (highest first), then trailing stops; among equals the lower priority number first.
/// Triggered orders wait in that order until the order that trades is done, and are then worked off one at a time.
/// </summary>
internal sealed partial class OrderBook
{
    private readonly PriceLevels rising;
    private readonly PriceLevels falling;

    /// <summary>Only a trade at this price or above, or at the other or below, can change anything about a stop.</summary>
    private long electAbove = long.MaxValue;
    private long electBelow;

    private OrderList trailing = OrderList.Empty;
    private OrderList triggered = OrderList.Empty;
    private int trailingCount;

    /// <summary>Accepts a stop: it waits for its trigger price, or tracks the price at once.</summary>
    private void Wait(in NewOrder order, in BookOrder taker, BookEvents events)
    {
        var slot = Insert(in order, in taker, LastPrice);
        ref var waiting = ref orders[slot];
        ref var accepted = ref events.Add();
        Describe(in waiting, ref accepted, BookEventKind.Accepted, OrderStatus.New);
        accepted.WasWorking = false;
        accepted.Hold = HoldOf(slot);
        accepted.TradePrice = waiting.Place == OrderPlace.Tracking ? LastPrice : 0;
    }

    /// <summary>Looks at all stops that a trade at the price concerns.</summary>
    private void Elect(long price, BookEvents events)
    {
        while (rising.Best != None && rising[rising.Best].Price <= price)
        {
            Meet(rising[rising.Best].Head, rising, price, events);
        }

        while (falling.Best != None && falling[falling.Best].Price >= price)
        {
            Meet(falling[falling.Best].Head, falling, price, events);
        }

        electAbove = rising.Best == None ? long.MaxValue : rising[rising.Best].Price;
        electBelow = falling.Best == None ? 0 : falling[falling.Best].Price;
        for (var slot = trailing.Head; slot != None;)
        {
            var next = orders[slot].Next;
            Track(slot, price, events);
            slot = next;
        }
    }

    /// <summary>A stop's price is met: it is triggered, or (a trailing stop) begins to track.</summary>
    private void Meet(int slot, PriceLevels levels, long price, BookEvents events)
    {
        ref var order = ref orders[slot];
        Unlink(slot, levels);
        if (terms[order.Extra].TrailingBasisPoints == 0)
        {
            Trigger(slot, events);
            return;
        }

        order.Priority = ++Priority;
        order.Sequence++;
        order.Place = OrderPlace.Tracking;
        terms[order.Extra].Watermark = price;
        trailing.Append(slot, orders);
        trailingCount++;
        ref var said = ref events.Add();
        Describe(in order, ref said, BookEventKind.Tracking, OrderStatus.New);
        said.TradePrice = price;
        said.Hold = HoldOf(slot);
        said.KeepsHold = PartnerOf(slot) != None;
    }

    private void Track(int slot, long price, BookEvents events)
    {
        ref var order = ref orders[slot];
        ref var special = ref terms[order.Extra];
        var isBuy = order.Side == OrderSide.Buy;
        if (special.Watermark == 0 || (isBuy ? price < special.Watermark : price > special.Watermark))
        {
            special.Watermark = price;
        }

        var turn = TurnOf(isBuy, in special);
        if (isBuy ? price >= turn : price <= turn)
        {
            trailing.Remove(slot, orders);
            trailingCount--;
            Trigger(slot, events);
            return;
        }

        NarrowTo(isBuy, special.Watermark, turn);
    }

    /// <summary>The price at which a trailing stop triggers: the watermark turned back by its basis points, in whole ticks away from it.</summary>
    private static long TurnOf(bool isBuy, in SpecialTerms special) => (long)(isBuy
        ? (((Int128)special.Watermark * (FeeMath.One + special.TrailingBasisPoints)) + FeeMath.One - 1) / FeeMath.One
        : (Int128)special.Watermark * (FeeMath.One - special.TrailingBasisPoints) / FeeMath.One);

    private void NarrowTo(bool isBuy, long watermark, long turn)
    {
        electAbove = Math.Min(electAbove, isBuy ? turn : watermark + 1);
        electBelow = Math.Max(electBelow, isBuy ? watermark - 1 : turn);
    }

    private void Trigger(int slot, BookEvents events)
    {
        ref var order = ref orders[slot];
        order.Priority = ++Priority;
        order.Sequence++;
        order.Place = OrderPlace.Triggered;
        triggered.Append(slot, orders);
        ref var said = ref events.Add();
        Describe(in order, ref said, BookEventKind.Triggered, OrderStatus.New);
        said.Hold = HoldOf(slot);
        said.KeepsHold = PartnerOf(slot) != None;
    }

    /// <summary>Works off the triggered orders, and those that they trigger.</summary>
    private void WorkTriggered(BookEvents events)
    {
        while (triggered.Head != None)
        {
            Activate(triggered.Head, events);
        }
    }

    private void Activate(int slot, BookEvents events)
    {
        EndPartner(slot, events);
        var order = NewOrderOf(slot);
        var taker = orders[slot];
        Remove(slot);
        taker.Place = OrderPlace.Activated;
        taker.Priority = ++Priority;
        taker.Price = order.Type.HasLimit() ? order.Price : WorstPrice(in order);
        ref var said = ref events.Add();
        Describe(in taker, ref said, BookEventKind.Activated, OrderStatus.New);
        said.Hold = HoldOf(in taker, order.Type);
        Work(in order, ref taker, events);
    }
}
