using CryptoVault.Orders;

namespace CryptoVault.Matching;

/// <summary>
/// What the next commit of a market will write, gathered event by event: each entry is the state as of the event,
/// so that the book may run ahead of the commit.
/// </summary>
internal sealed class MarketCommit
{
    /// <summary>Most bytes of JSON to gather: the store's limit is 2 MB.</summary>
    public const int MaxBytes = 1024 * 1024;

    private readonly Dictionary<UInt128, OrderChange> orders = [];
    private int workingOrders;

    /// <summary>The orders that changed, in the order of their first event.</summary>
    public List<OrderChange> Orders { get; } = [];

    public List<CommittedTrade> Trades { get; } = [];

    public Dictionary<long, long> Bids { get; } = [];

    public Dictionary<long, long> Asks { get; } = [];

    public List<UInt128> NewTombstones { get; } = [];

    /// <summary>Orders that ended without ever reaching the book.</summary>
    public List<RefusedOrder> Refusals { get; } = [];

    public long LastPrice { get; private set; }

    public long Priority { get; private set; }

    /// <summary>How many documents of working orders and tombstones it changes, at most.</summary>
    public int Documents => workingOrders + NewTombstones.Count;

    /// <summary>How many bytes of JSON it will be, roughly.</summary>
    public int Bytes => (Orders.Count * 900) + (Trades.Count * 1_000) + (Refusals.Count * 700);

    /// <summary>True while it goes on with an order whose first events were kept back.</summary>
    public bool IsResumed { get; private set; }

    public bool IsEmpty => Orders.Count == 0 && Refusals.Count == 0 && NewTombstones.Count == 0;

    /// <summary>True when the event changes the document of an order that has not changed yet.</summary>
    public bool NeedsRoomFor(in BookEvent happened) =>
        (happened.WasWorking || happened.IsWorking) && !(orders.TryGetValue(happened.OrderId, out var known) && known.HasDocument);

    public void Add(in BookEvent happened)
    {
        ref var change = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(orders, happened.OrderId, out var known);
        if (!known)
        {
            change = new OrderChange
            {
                WasWorking = happened.WasWorking,
                FirstSequence = happened.Kind is BookEventKind.Rested or BookEventKind.Activated ? happened.Sequence + 1 : happened.Sequence,
            };
            Orders.Add(change);
        }

        if (!change!.HasDocument && (change.WasWorking || happened.IsWorking))
        {
            change.HasDocument = true;
            workingOrders++;
        }

        change.Add(in happened);
        Priority = Math.Max(Priority, happened.Priority);
        if (happened.WasResting)
        {
            (happened.Side == OrderSide.Buy ? Bids : Asks)[happened.OrderPrice] = happened.LevelQuantity;
        }

        if (happened.Kind == BookEventKind.Filled)
        {
            AddTrade(in happened);
        }
    }

    /// <summary>Goes on with an order whose first events were kept back by an earlier commit.</summary>
    public void Resume(UInt128 order, int firstSequence, bool wasWorking, bool isReplacement, IReadOnlyList<CommittedFill> fills)
    {
        IsResumed = true;
        var change = new OrderChange { FirstSequence = firstSequence, WasWorking = wasWorking, HasDocument = wasWorking, IsReplacement = isReplacement };
        workingOrders += wasWorking ? 1 : 0;
        change.Fills.AddRange(fills);
        orders.Add(order, change);
        Orders.Add(change);
    }

    public OrderChange Find(UInt128 order) => orders[order];

    /// <summary>Says that one order took the place of another one, if the event is one of the two with which that happened.</summary>
    public void Note(in BookEvent happened, in Replacement replacement)
    {
        if (happened.OrderId == replacement.Old && happened.Kind == BookEventKind.Closed)
        {
            orders[happened.OrderId].Replacement = replacement;
        }
        else if (happened.OrderId == replacement.New && happened.Kind == BookEventKind.Accepted)
        {
            orders[happened.OrderId].IsReplacement = true;
        }
    }

    /// <summary>Takes out an order whose matching is not finished.</summary>
    public void Remove(UInt128 order)
    {
        orders.Remove(order, out var change);
        Orders.Remove(change!);
    }

    private void AddTrade(in BookEvent happened)
    {
        LastPrice = happened.TradePrice;
        if (happened.WasResting)
        {
            Trades.Add(new CommittedTrade(happened.TradeNumber, happened.TradePrice, happened.TradeQuantity, happened.OrderId, happened.Fee));
            return;
        }

        // The maker's event came right before.
        Trades[^1] = Trades[^1] with { Taker = happened.OrderId, TakerSide = happened.Side, TakerFee = happened.Fee };
    }
}

/// <summary>All that happens to one order in a commit.</summary>
internal sealed class OrderChange
{
    /// <summary>True when the order has a document from before.</summary>
    public bool WasWorking { get; init; }

    /// <summary>True when the commit writes or deletes the order's document.</summary>
    public bool HasDocument { get; set; }

    /// <summary>True when it works after the commit.</summary>
    public bool IsWorking => Last.IsWorking;

    public int FirstSequence { get; init; }

    /// <summary>Its last event.</summary>
    public BookEvent Last { get; private set; }

    /// <summary>Why a change of the order was refused last.</summary>
    public BookRefusal Refusal { get; private set; }

    /// <summary>True when a stop was triggered.</summary>
    public bool WasTriggered { get; private set; }

    /// <summary>True when its quantity became smaller, by its owner or by self-trade prevention.</summary>
    public bool WasReduced { get; private set; }

    /// <summary>What took its place; null when nothing did.</summary>
    public Replacement? Replacement { get; set; }

    /// <summary>True when it took the place of another order.</summary>
    public bool IsReplacement { get; set; }

    /// <summary>True when it has something to tell its owner.</summary>
    public bool IsTold => Last.Sequence >= FirstSequence;

    public List<CommittedFill> Fills { get; } = [];

    public void Add(in BookEvent happened)
    {
        Last = happened;
        Refusal = happened.Refusal == BookRefusal.None ? Refusal : happened.Refusal;
        WasTriggered |= happened.Kind == BookEventKind.Triggered;
        WasReduced |= happened.Kind is BookEventKind.Reduced or BookEventKind.Prevented
            || (happened.Kind == BookEventKind.Closed && happened.TradeQuantity > 0);
        if (happened.Kind == BookEventKind.Filled)
        {
            Fills.Add(new CommittedFill(happened.TradeNumber, happened.TradePrice, happened.TradeQuantity, happened.Fee, happened.WasResting));
        }
    }
}

/// <summary>An order that is put in the place of another one, which passes on so much of what it holds (tick-lots or lots).</summary>
internal readonly record struct Replacement(UInt128 Old, UInt128 New, long PassedOn);

/// <summary>An order that ended as its first event: rejected, or canceled by a cancel that came before it.</summary>
internal readonly record struct RefusedOrder(UInt128 OrderId, string UserId, OrderSide Side, OrderStatus Status, string Reason);

/// <summary>One side of a trade; ticks and lots.</summary>
internal readonly record struct CommittedFill(long Trade, long Price, long Quantity, Int128 Fee, bool IsMaker);

/// <summary>A trade; ticks and lots.</summary>
internal readonly record struct CommittedTrade(long Number, long Price, long Quantity, UInt128 Maker, Int128 MakerFee)
{
    public UInt128 Taker { get; init; }

    public OrderSide TakerSide { get; init; }

    public Int128 TakerFee { get; init; }
}
