using CryptoVault.Markets;
using CryptoVault.Matching;
using CryptoVault.Orders;
using CryptoVault.ReferenceMatcher;

namespace CryptoVault.MatchingComparison;

/// <summary>The book and the reference say different things.</summary>
internal sealed class DisagreementException(string message) : Exception(message);

/// <summary>Gives random commands to a book and to the reference matcher, and compares all they say.</summary>
internal static class Comparison
{
    public const long LotUnits = 1_003;
    public const long TickLotUnits = 17;

    public static void Run(int seed, int commands, ComboCounts counts)
    {
        var random = new RandomCommands(seed);
        var book = new OrderBook(LotUnits, TickLotUnits, capacity: 16);
        var matcher = new Matcher(LotUnits, TickLotUnits);
        var events = new BookEvents(4);
        for (var step = 0; step < commands; step++)
        {
            random.LastPrice = book.LastPrice;
            var command = random.Next();
            events.Clear();
            book.Apply(in command, events);
            Compare(matcher.Apply(CommandOf(in command)), events, seed, step, in command);
            counts.Count(in command, events);
            if (step % 200 == 0)
            {
                CompareBooks(matcher, book, seed, step);
            }
        }
    }

    public static Command CommandOf(in BookCommand command) => command.Kind switch
    {
        BookCommandKind.Place => new Place(OrderOf(in command.Order)),
        BookCommandKind.PlacePair => new PlacePair(OrderOf(in command.Order), OrderOf(in command.Other)),
        BookCommandKind.Cancel => new Cancel(command.Target),
        BookCommandKind.Reduce => new Reduce(command.Target, command.Amount),
        BookCommandKind.Replace => new Replace(command.Target, OrderOf(in command.Order), command.Amount),
        BookCommandKind.Advance => new Advance(command.Amount),
        _ => new Rule(command.Status == MarketStatus.Trading, (int)command.Amount),
    };

    public static Event EventOf(in BookEvent happened)
    {
        return new Event(happened.Kind.ToString(), happened.OrderId, happened.Status.ToString(), happened.Sequence)
        {
            Trade = happened.TradeNumber,
            TradePrice = happened.TradePrice,
            TradeQuantity = happened.TradeQuantity,
            Fee = happened.Fee,
            Fees = happened.CumulativeFee,
            Remaining = happened.Remaining,
            Executed = happened.Executed,
            ExecutedQuote = happened.ExecutedQuote,
            Priority = happened.Priority,
            Hold = happened.KeepsHold ? null : happened.Hold,
            Level = happened.WasResting ? happened.LevelQuantity : null,
            Refusal = happened.Refusal == BookRefusal.None ? null : happened.Refusal.ToString(),
        };
    }

    private static Order OrderOf(in NewOrder order) => new(
        order.Id, order.Owner, order.Side == OrderSide.Buy, order.Type.ToString(), order.TimeInForce.ToString(), order.Prevention.ToString())
    {
        Price = order.Price == 0 ? null : order.Price,
        Quantity = order.Quantity,
        Budget = order.Budget == NewOrder.NoBudget || order.Type.HasLimit() ? null : order.Budget,
        ByQuote = order.ByQuote,
        Trigger = order.TriggerPrice == 0 ? null : order.TriggerPrice,
        TrailingBasisPoints = order.TrailingBasisPoints == 0 ? null : order.TrailingBasisPoints,
        Peak = order.Peak == 0 ? null : order.Peak,
        ExpiresAt = order.ExpiresAt == 0 ? null : order.ExpiresAt,
        MakerBasisPoints = order.MakerBasisPoints,
        TakerBasisPoints = order.TakerBasisPoints,
    };

    private static void Compare(IReadOnlyList<Event> expected, BookEvents said, int seed, int step, in BookCommand command)
    {
        for (var i = 0; i < Math.Max(expected.Count, said.Count); i++)
        {
            var should = i < expected.Count ? expected[i] : default;
            var does = i < said.Count ? EventOf(in said[i]) : default;
            if (should != does)
            {
                throw new DisagreementException(
                    $"Seed {seed}, command {step} ({CommandOf(in command)}), event {i}:\n  reference: {should}\n  book:      {does}");
            }
        }
    }

    private static void CompareBooks(Matcher matcher, OrderBook book, int seed, int step)
    {
        var orders = new BookOrder[book.Count];
        foreach (var side in new[] { OrderSide.Buy, OrderSide.Sell })
        {
            var should = matcher.Resting(side == OrderSide.Buy).ToList();
            var does = orders.Take(book.CopyOrders(side, orders)).Select(order => (order.Id, order.Price, order.Remaining, order.Visible)).ToList();
            var levels = new (long Price, long Quantity)[should.Count + 1];
            var depth = levels.Take(book.CopyDepth(side, levels)).ToList();
            var shouldDepth = should.GroupBy(order => order.Price).Select(level => (level.Key, level.Sum(order => order.Visible)));
            if (!should.SequenceEqual(does) || !depth.SequenceEqual(shouldDepth) || matcher.Count != book.Count)
            {
                throw new DisagreementException($"Seed {seed}, after command {step}: the {side} sides differ, or the numbers of orders {matcher.Count} and {book.Count}.");
            }
        }
    }
}
