using CryptoVault.Matching;
using CryptoVault.MatchingComparison;
using CryptoVault.Orders;

namespace CryptoVault.Shared.Tests.Matching;

/// <summary>A book of which every event is checked against what must hold, whatever the commands are.</summary>
internal sealed class WatchedBook
{
    private readonly BookEvents events = new();
    private readonly Dictionary<UInt128, Order> orders = [];
    private readonly Dictionary<string, int> seen = [];
    private readonly BookOrder[] resting = new BookOrder[4_096];

    public OrderBook Book { get; } = new(Comparison.LotUnits, Comparison.TickLotUnits, capacity: 16);

    public void Apply(BookCommand command)
    {
        events.Clear();
        if (command.Kind is BookCommandKind.Place or BookCommandKind.PlacePair or BookCommandKind.Replace)
        {
            orders[command.Order.Id] = new Order(command.Order);
        }

        if (command.Kind == BookCommandKind.PlacePair)
        {
            orders[command.Other.Id] = new Order(command.Other);
        }

        Book.Apply(in command, events);
        for (var i = 0; i < events.Count; i++)
        {
            Check(in events[i], i);
        }

        Assert.True(Book.BestBid == 0 || Book.BestAsk == 0 || Book.BestBid < Book.BestAsk, "The book is crossed.");
        CheckPriorities(OrderSide.Buy);
        CheckPriorities(OrderSide.Sell);
        CheckAllOrNothing(command);
    }

    public void AssertSawEverything()
    {
        Assert.All(Enum.GetValues<BookEventKind>(), kind => Assert.True(seen.GetValueOrDefault($"{kind}") > 0, $"No event was {kind}."));
        Assert.All(
            Enum.GetValues<BookRefusal>().Except([BookRefusal.None, BookRefusal.TooManyTrailing]),
            refusal => Assert.True(seen.GetValueOrDefault($"{refusal}") > 0, $"Nothing was refused as {refusal}."));
    }

    private void Check(in BookEvent happened, int index)
    {
        var order = orders[happened.OrderId];
        seen[$"{happened.Kind}"] = seen.GetValueOrDefault($"{happened.Kind}") + 1;
        seen[$"{happened.Refusal}"] = seen.GetValueOrDefault($"{happened.Refusal}") + 1;
        Assert.False(order.IsOver, "Something happened to an order that had ended.");
        Assert.Equal(order.Sequence + (happened.Kind is BookEventKind.Rested or BookEventKind.Activated ? 0 : 1), happened.Sequence);
        order.Sequence = happened.Sequence;
        switch (happened.Kind)
        {
            case BookEventKind.Filled:
                order.Fill(in happened);
                if (happened.WasResting)
                {
                    var taker = events[index + 1];
                    Assert.Equal(
                        (happened.TradeNumber, happened.TradePrice, happened.TradeQuantity), (taker.TradeNumber, taker.TradePrice, taker.TradeQuantity));
                    Assert.Equal(happened.OrderPrice, happened.TradePrice); // the maker's
                    Assert.NotEqual(happened.Side, taker.Side);
                    Assert.False(happened.Owner == taker.Owner && orders[taker.OrderId].Terms.Prevention != SelfTradePrevention.None, "A self-trade was not prevented.");
                }

                break;
            case BookEventKind.Prevented or BookEventKind.Closed:
                order.Taken += happened.TradeQuantity;
                break;
            case BookEventKind.Reduced:
                order.Taken = order.Terms.Quantity - happened.Executed - happened.Remaining;
                break;
        }

        // What an order traded, lost and has left is what it came with; a taker that decrement ends loses the rest without a word.
        if (happened.Status != OrderStatus.ExpiredInMatch)
        {
            Assert.Equal(order.Terms.Quantity, happened.Executed + happened.Remaining + order.Taken);
        }

        Assert.Equal((order.Executed, order.ExecutedQuote), (happened.Executed, happened.ExecutedQuote));
        CheckHold(order, in happened);
        order.IsOver = happened.Status.IsClosed();
    }

    /// <summary>What is held is exactly the open exposure.</summary>
    private static void CheckHold(Order order, in BookEvent happened)
    {
        if (happened.KeepsHold)
        {
            return;
        }

        var exposure = happened.Status.IsClosed() ? 0
            : happened.Side == OrderSide.Sell ? happened.Remaining
            : order.Terms.Type.HasLimit() ? happened.Remaining * order.Terms.Price
            : happened.Budget - happened.ExecutedQuote;
        Assert.Equal(exposure, happened.Hold);
        Assert.True(happened.Hold >= 0);
    }

    private void CheckPriorities(OrderSide side)
    {
        var count = Book.CopyOrders(side, resting);
        for (var i = 1; i < count; i++)
        {
            var (first, then) = (resting[i - 1], resting[i]);
            var isBetter = side == OrderSide.Buy ? first.Price > then.Price : first.Price < then.Price;
            Assert.True(isBetter || (first.Price == then.Price && first.Priority < then.Priority), "The order of prices and priorities is broken.");
        }
    }

    private void CheckAllOrNothing(BookCommand command)
    {
        foreach (ref readonly var happened in events.Span)
        {
            var terms = orders[happened.OrderId].Terms;
            if (terms.TimeInForce == TimeInForce.Fok && happened is { Kind: BookEventKind.Closed, Status: not OrderStatus.Canceled })
            {
                Assert.Equal(0, happened.Executed);
            }

            // A post-only order never takes.
            Assert.False(terms.Type == OrderType.LimitMaker && happened is { Kind: BookEventKind.Filled, WasResting: false }, $"A limit maker took after {command.Kind}.");
        }
    }

    private sealed class Order(NewOrder terms)
    {
        public NewOrder Terms => terms;

        public int Sequence { get; set; }

        public bool IsOver { get; set; }

        public long Executed { get; private set; }

        public long ExecutedQuote { get; private set; }

        /// <summary>What its owner or self-trade prevention took from it.</summary>
        public long Taken { get; set; }

        public void Fill(in BookEvent happened)
        {
            Executed += happened.TradeQuantity;
            ExecutedQuote += happened.TradeQuantity * happened.TradePrice;
            Assert.True(happened.TradeQuantity > 0);
            Assert.True(ExecutedQuote <= terms.Budget, "More was spent than reserved.");
            if (terms.Price > 0)
            {
                Assert.True(terms.Side == OrderSide.Buy ? happened.TradePrice <= terms.Price : happened.TradePrice >= terms.Price, "A fill is beyond the limit.");
            }
        }
    }
}
