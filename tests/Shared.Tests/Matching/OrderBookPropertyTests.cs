using System.Runtime.InteropServices;
using System.Security.Cryptography;
using CryptoVault.Matching;
using CryptoVault.Orders;

namespace CryptoVault.Shared.Tests.Matching;

public sealed class OrderBookPropertyTests
{
    private const long LotUnits = 1_003;
    private const long TickLotUnits = 17;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Place_RandomCommands_SaysWhatTheReferenceSays(int seed)
    {
        var commands = new RandomCommands(seed);
        var book = new OrderBook(LotUnits, TickLotUnits, capacity: 16);
        var reference = new ReferenceBook(LotUnits, TickLotUnits);
        var counts = new Dictionary<string, int>();
        for (var step = 0; step < 4_000; step++)
        {
            var (isCancel, order) = commands.Next();
            var events = Apply(book, isCancel, order);
            var expected = isCancel ? reference.Cancel(order.Id) : reference.Place(order);

            var said = events.Span.ToArray().Select(e => ReferenceBook.Say(in e)).ToList();
            Assert.Equal(expected, said);
            if (step % 50 == 0)
            {
                Assert.Equal(reference.Depth(OrderSide.Buy), Depth(book, OrderSide.Buy));
                Assert.Equal(reference.Depth(OrderSide.Sell), Depth(book, OrderSide.Sell));
            }

            Count(counts, isCancel, order, events);
        }

        Assert.All(
            ["cancel", "Limit Gtc Rested", "Limit Gtc Filled", "Limit Ioc Closed", "Limit Ioc Filled", "Market Ioc Filled", "Market Ioc Closed", "by quote Filled", "by quote Closed"],
            kind => Assert.True(counts.GetValueOrDefault(kind) > 0, $"No command was a {kind}."));
    }

    [Fact]
    public void Place_RandomCommands_KeepsEveryInvariant()
    {
        var commands = new RandomCommands(11);
        var book = new OrderBook(LotUnits, TickLotUnits);
        for (var step = 0; step < 20_000; step++)
        {
            var (isCancel, order) = commands.Next();
            var events = Apply(book, isCancel, order);

            Assert.True(book.BestBid == 0 || book.BestAsk == 0 || book.BestBid < book.BestAsk, $"Crossed at step {step}.");
            if (!isCancel)
            {
                AssertFillsAreAllowed(order, events);
            }
        }
    }

    [Fact]
    public void Place_SameCommandsTwice_GivesTheSameBytes()
    {
        Assert.Equal(DigestOf(23), DigestOf(23));
        Assert.NotEqual(DigestOf(23), DigestOf(24));
    }

    [Fact]
    public void Restore_WorkingOrdersOfABook_GivesABookThatGoesOnAlike()
    {
        var commands = new RandomCommands(31);
        var book = new OrderBook(LotUnits, TickLotUnits);
        for (var step = 0; step < 3_000; step++)
        {
            var (isCancel, order) = commands.Next();
            Apply(book, isCancel, order);
        }

        var rebuilt = Rebuild(book);

        Assert.Equal(Orders(book, OrderSide.Buy), Orders(rebuilt, OrderSide.Buy));
        Assert.Equal(Orders(book, OrderSide.Sell), Orders(rebuilt, OrderSide.Sell));
        for (var step = 0; step < 3_000; step++)
        {
            var (isCancel, order) = commands.Next();
            var one = Apply(book, isCancel, order).Span.ToArray();
            Assert.Equal(one.Select(e => ReferenceBook.Say(in e)), Apply(rebuilt, isCancel, order).Span.ToArray().Select(e => ReferenceBook.Say(in e)));
        }
    }

    private static void AssertFillsAreAllowed(NewOrder order, BookEvents events)
    {
        long traded = 0;
        long paid = 0;
        foreach (ref readonly var happened in events.Span)
        {
            if (happened.Kind != BookEventKind.Filled || happened.OrderId != order.Id)
            {
                continue;
            }

            traded += happened.TradeQuantity;
            paid += happened.TradeQuantity * happened.TradePrice;
            Assert.True(order.Side == OrderSide.Buy ? happened.TradePrice <= order.Price : happened.TradePrice >= order.Price);
        }

        var last = events[events.Count - 1];
        Assert.True(paid <= order.Budget);
        Assert.Equal((order.Id, traded, paid, order.Quantity - traded), (last.OrderId, last.Executed, last.ExecutedQuote, last.Remaining));
    }

    private static OrderBook Rebuild(OrderBook book)
    {
        var rebuilt = new OrderBook(LotUnits, TickLotUnits) { TradeNumber = book.TradeNumber, Priority = book.Priority, LastPrice = book.LastPrice };
        foreach (var order in Orders(book, OrderSide.Buy).Concat(Orders(book, OrderSide.Sell)).OrderBy(order => order.Priority))
        {
            rebuilt.Restore(in order);
        }

        return rebuilt;
    }

    private static string DigestOf(int seed)
    {
        var commands = new RandomCommands(seed);
        var book = new OrderBook(LotUnits, TickLotUnits);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var step = 0; step < 5_000; step++)
        {
            var (isCancel, order) = commands.Next();
            hash.AppendData(MemoryMarshal.AsBytes(Apply(book, isCancel, order).Span));
        }

        return Convert.ToHexString(hash.GetCurrentHash());
    }

    private static BookEvents Apply(OrderBook book, bool isCancel, NewOrder order)
    {
        var events = new BookEvents(4);
        if (isCancel)
        {
            book.Cancel(order.Id, events);
        }
        else
        {
            book.Place(in order, events);
        }

        return events;
    }

    private static List<(long Price, long Quantity)> Depth(OrderBook book, OrderSide side)
    {
        var levels = new (long Price, long Quantity)[10_000];
        return [.. levels.Take(book.CopyDepth(side, levels))];
    }

    private static List<BookOrder> Orders(OrderBook book, OrderSide side)
    {
        var orders = new BookOrder[book.Count];
        var copied = orders.Take(book.CopyOrders(side, orders)).ToArray();
        for (var i = 0; i < copied.Length; i++)
        {
            // The places in the book's arrays are not part of an order.
            copied[i].Next = copied[i].Previous = copied[i].Level = 0;
        }

        Assert.NotEmpty(copied);
        return [.. copied];
    }

    private static void Count(Dictionary<string, int> counts, bool isCancel, NewOrder order, BookEvents events)
    {
        if (events.Count == 0)
        {
            return;
        }

        var last = events[events.Count - 1];
        var kind = isCancel ? "cancel" : order.ByQuote ? $"by quote {last.Status switch { OrderStatus.Filled => "Filled", _ => "Closed" }}" : $"{order.Type} {order.TimeInForce} {last.Kind}";
        CollectionsMarshal.GetValueRefOrAddDefault(counts, kind, out _)++;
    }
}
