using System.Runtime.CompilerServices;
using CryptoVault.Markets;
using CryptoVault.Orders;

namespace CryptoVault.Matching;

/// <summary>
/// The order book of one market: commands in, events out. It knows whole ticks and lots only, and neither chance,
/// storage nor customers' names, and of time only what it is told; the same commands give the same events on every run
/// and machine. The rules are written down in docs/matching.md. Not safe for several threads; nothing is allocated per
/// order in the steady state.
/// </summary>
internal sealed partial class OrderBook
{
    /// <summary>Most trailing stops that track at a time: each trade at a new price looks at all of them.</summary>
    public const int MaxTrailing = 500;

    private const int None = -1;

    private readonly FeeMath baseFee;
    private readonly FeeMath quoteFee;
    private readonly PriceLevels bids;
    private readonly PriceLevels asks;
    private readonly OrderIndex index;
    private readonly ExpiryQueue expiries = new();
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
        rising = new PriceLevels(isBids: false, capacity / 16);
        falling = new PriceLevels(isBids: true, capacity / 16);
        orders = new BookOrder[capacity];
        terms = new SpecialTerms[capacity];
    }

    /// <summary>The number of the last trade.</summary>
    public long TradeNumber { get; set; }

    /// <summary>The number given out last: acceptance, triggering and an iceberg's next slice each take one.</summary>
    public long Priority { get; set; }

    /// <summary>The price of the last trade in ticks, 0 before the first.</summary>
    public long LastPrice { get; set; }

    /// <summary>The market's clock.</summary>
    public long Time { get; set; }

    /// <summary>Whether orders are accepted.</summary>
    public MarketStatus Status { get; set; }

    /// <summary>How far from the last price an order may be or trade, in percent; 0 when there is no band.</summary>
    public int BandPercent { get; set; }

    /// <summary>How many orders are working.</summary>
    public int Count => index.Count;

    /// <summary>The best bid in ticks, 0 when there is none.</summary>
    public long BestBid => bids.Best == None ? 0 : bids[bids.Best].Price;

    /// <summary>The best ask in ticks, 0 when there is none.</summary>
    public long BestAsk => asks.Best == None ? 0 : asks[asks.Best].Price;

    /// <summary>When the next GTD order expires; <see cref="long.MaxValue"/> when none does.</summary>
    public long NextExpiry => expiries.Next;

    /// <summary>
    /// Says which orders the next commands are about. Changes nothing; but in a large book most of a command's time is
    /// waiting for memory, and for several orders that are looked up together it waits at once.
    /// </summary>
    public void Expect(ReadOnlySpan<UInt128> ids)
    {
        foreach (ref readonly var id in ids)
        {
            index.Prefetch(id);
        }

        foreach (ref readonly var id in ids)
        {
            var slot = index.FindLikely(id);
            if (slot != None)
            {
                Prefetch(slot);
            }
        }
    }

    /// <summary>Does what the command says.</summary>
    public void Apply(in BookCommand command, BookEvents events)
    {
        switch (command.Kind)
        {
            case BookCommandKind.Place:
                Place(in command.Order, events);
                break;
            case BookCommandKind.PlacePair:
                PlacePair(in command.Order, in command.Other, events);
                break;
            case BookCommandKind.Cancel:
                Cancel(command.Target, events);
                break;
            case BookCommandKind.Reduce:
                Reduce(command.Target, command.Amount, events);
                break;
            case BookCommandKind.Replace:
                Replace(command.Target, in command.Order, command.Amount, events);
                break;
            case BookCommandKind.Advance:
                Advance(command.Amount, events);
                break;
            default:
                (Status, BandPercent) = (command.Status, (int)command.Amount);
                break;
        }
    }

    /// <summary>Accepts an order whose id is not working, trades what can be traded, and rests or ends the remainder; or refuses it.</summary>
    public void Place(in NewOrder order, BookEvents events)
    {
        var refusal = Check(in order);
        if (refusal != BookRefusal.None)
        {
            Refuse(in order, refusal, events);
            return;
        }

        Accept(in order, events);
        WorkTriggered(events);
    }

    /// <summary>
    /// Accepts two orders that do not trade at once (limit makers, stops) as an OCO: when one trades, is triggered or
    /// ends, the other one ends. Both are refused if one is.
    /// </summary>
    public void PlacePair(in NewOrder first, in NewOrder second, BookEvents events)
    {
        var (one, other) = (CheckLeg(in first), CheckLeg(in second));
        if (one != BookRefusal.None || other != BookRefusal.None)
        {
            Refuse(in first, one == BookRefusal.None ? BookRefusal.ListRefused : one, events);
            Refuse(in second, other == BookRefusal.None ? BookRefusal.ListRefused : other, events);
            return;
        }

        var slot = AcceptLeg(in first, events);
        var partner = AcceptLeg(in second, events);
        terms[orders[slot].Extra].Partner = partner;
        terms[orders[partner].Extra].Partner = slot;
    }

    /// <summary>Ends a working order, and the other leg of its list; false, and no event, when it is not working.</summary>
    public bool Cancel(UInt128 id, BookEvents events)
    {
        var slot = index.Find(id, orders);
        if (slot == None)
        {
            return false;
        }

        Close(slot, OrderStatus.Canceled, events);
        return true;
    }

    /// <summary>
    /// Makes a working order smaller; it keeps its place. What it traded already counts: the new quantity is more than
    /// that. False, and no event, when it is not working.
    /// </summary>
    public bool Reduce(UInt128 id, long quantity, BookEvents events)
    {
        var slot = index.Find(id, orders);
        if (slot == None)
        {
            return false;
        }

        ref var order = ref orders[slot];
        order.Sequence++;
        var remaining = quantity - order.Executed;
        var refusal = PartnerOf(slot) != None ? BookRefusal.InList
            : remaining <= 0 || remaining >= order.Remaining || IsByQuote(slot) ? BookRefusal.NotSmaller
            : BookRefusal.None;
        if (refusal == BookRefusal.None)
        {
            Shrink(slot, order.Remaining - remaining);
        }

        ref var said = ref events.Add();
        Describe(in order, ref said, refusal == BookRefusal.None ? BookEventKind.Reduced : BookEventKind.ReduceRefused, StatusOf(in order));
        said.Refusal = refusal;
        said.Hold = HoldOf(slot);
        said.KeepsHold = PartnerOf(slot) != None;
        SayLevel(in order, ref said);
        return true;
    }

    /// <summary>
    /// Ends a working order and places another one of its owner in one step; if the other one is refused, the first
    /// one stays. What the new one needs and is not in <paramref name="reserved"/> comes from what the old one held.
    /// </summary>
    public void Replace(UInt128 id, in NewOrder order, long reserved, BookEvents events)
    {
        var slot = index.Find(id, orders);
        var refusal = slot == None || orders[slot].Owner != order.Owner ? BookRefusal.NothingToReplace
            : PartnerOf(slot) != None ? BookRefusal.InList
            : Check(in order);
        if (refusal == BookRefusal.None)
        {
            var lacking = HoldOf(in order) - reserved;
            var given = orders[slot].Side == order.Side ? HoldOf(slot) : 0;
            refusal = lacking > given ? BookRefusal.HoldTooSmall : BookRefusal.None;
        }

        if (refusal != BookRefusal.None)
        {
            Refuse(in order, refusal, events);
            return;
        }

        Close(slot, OrderStatus.Canceled, events);
        Accept(in order, events);
        WorkTriggered(events);
    }

    /// <summary>Moves the market's clock on (never back) and ends the orders whose time is over, the earliest first.</summary>
    public void Advance(long time, BookEvents events)
    {
        while (ExpireNext(time, events))
        {
        }
    }

    /// <summary>Moves the market's clock on and ends the next order whose time is over; false when there is none.</summary>
    public bool ExpireNext(long time, BookEvents events)
    {
        Time = Math.Max(Time, time);
        if (expiries.Next > Time)
        {
            return false;
        }

        Close(expiries.NextSlot, OrderStatus.Expired, events);
        return true;
    }

    private void Accept(in NewOrder order, BookEvents events)
    {
        var taker = Incoming(in order);
        if (order.Type.IsStop())
        {
            Wait(in order, in taker, events);
            return;
        }

        taker.Price = order.Type.HasLimit() ? order.Price : WorstPrice(in order);
        ref var accepted = ref events.Add();
        Describe(in taker, ref accepted, BookEventKind.Accepted, OrderStatus.New);
        accepted.Hold = HoldOf(in order);
        Work(in order, ref taker, events);
    }

    /// <summary>Accepts a leg of an OCO. As long as there are two, neither rules over what is reserved for both.</summary>
    private int AcceptLeg(in NewOrder order, BookEvents events)
    {
        var state = Incoming(in order);
        var slot = Insert(in order, in state, LastPrice, isLeg: true);
        ref var leg = ref orders[slot];
        ref var accepted = ref events.Add();
        Describe(in leg, ref accepted, BookEventKind.Accepted, OrderStatus.New);
        accepted.WasWorking = false;
        accepted.Hold = HoldOf(slot);
        accepted.KeepsHold = true;
        accepted.TradePrice = leg.Place == OrderPlace.Tracking ? LastPrice : 0;
        SayLevel(in leg, ref accepted);
        return slot;
    }

    private BookOrder Incoming(in NewOrder order) => new()
    {
        Id = order.Id,
        Owner = order.Owner,
        Side = order.Side,
        Price = order.Price,
        Remaining = order.Quantity,
        Budget = order.Budget,
        Priority = ++Priority,
        MakerBasisPoints = order.MakerBasisPoints,
        TakerBasisPoints = order.TakerBasisPoints,
        Sequence = 1,
        Extra = None,
    };

    /// <summary>Lets an order trade, and rests or ends what is left of it.</summary>
    private void Work(in NewOrder order, ref BookOrder taker, BookEvents events)
    {
        var makers = taker.Side == OrderSide.Buy ? asks : bids;
        var ending = order.TimeInForce == TimeInForce.Fok && taker.Executed == 0 && !CanFill(in order, taker.Remaining, makers)
            ? OrderStatus.Expired
            : Match(in order, ref taker, makers, events);
        if (ending == OrderStatus.Filled)
        {
            return;
        }

        if (ending == OrderStatus.New && order.CanRest)
        {
            Rest(in order, in taker, events);
            return;
        }

        taker.Sequence++;
        Describe(in taker, ref events.Add(), BookEventKind.Closed, ending == OrderStatus.New ? EndOf(in order, in taker, makers) : ending);
    }

    private void Rest(in NewOrder order, in BookOrder taker, BookEvents events)
    {
        var slot = Insert(in order, in taker, 0);
        ref var resting = ref orders[slot];
        ref var rested = ref events.Add();
        Describe(in resting, ref rested, BookEventKind.Rested, StatusOf(in resting));
        rested.WasWorking = taker.Place != OrderPlace.Incoming;
        rested.Hold = HoldOf(slot);
        SayLevel(in resting, ref rested);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static OrderStatus StatusOf(in BookOrder order) => order.Executed == 0 ? OrderStatus.New : OrderStatus.PartiallyFilled;

    private void SayLevel(in BookOrder order, ref BookEvent happened)
    {
        if (order.Place == OrderPlace.Book)
        {
            happened.LevelQuantity = SideOf(order.Side)[order.Level].Quantity;
            happened.WasResting = true;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private PriceLevels SideOf(OrderSide side) => side == OrderSide.Buy ? bids : asks;

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
        happened.Visible = order.Visible;
        happened.Executed = order.Executed;
        happened.ExecutedQuote = order.ExecutedQuote;
        happened.Budget = order.Budget;
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
        happened.Place = order.Place;
        happened.Refusal = BookRefusal.None;
        happened.WasWorking = order.Place != OrderPlace.Incoming;
        happened.WasResting = false;
        happened.KeepsHold = false;
    }
}
