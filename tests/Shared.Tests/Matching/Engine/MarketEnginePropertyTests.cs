using CryptoVault.Matching;
using CryptoVault.MatchingComparison;
using CryptoVault.Orders;
using CryptoVault.Shared.Tests.Storage;
using CryptoVault.Storage;
using CryptoVault.Testing;

namespace CryptoVault.Shared.Tests.Matching.Engine;

/// <summary>The engine with faults, repetitions, restarts and tiny commits does what the bare book does.</summary>
public sealed class MarketEnginePropertyTests
{
    private static readonly MemoryStore.Fault[] Faults =
    [
        MemoryStore.Fault.Throttled, MemoryStore.Fault.Unavailable, MemoryStore.Fault.LostBefore, MemoryStore.Fault.LostAfter, MemoryStore.Fault.OtherWriter,
    ];

    /// <summary>A unit of the random commands' time.</summary>
    private const long Step = 1_000_000;
    private static readonly DateTimeOffset Start = new FakeTimeProvider().GetUtcNow();

    [Theory]
    [InlineData(1, 90)]
    [InlineData(2, 90)]
    [InlineData(3, 6)]
    [InlineData(4, 2)]
    [InlineData(5, 3)]
    [InlineData(6, 20)]
    public async Task Apply_RandomCommandsWithFaultsAndRestarts_EqualsTheBareBook(int seed, int documentsPerCommit)
    {
        var random = new Random(seed);
        var world = new EngineWorld(new EngineOptions { MaxDocumentsPerCommit = documentsPerCommit, MaxFillsKeptBack = 7, MaxAttempts = 50 });
        var bare = new BareMarket();
        var commands = new RandomCommands(seed) { ChangesRules = false };
        var sent = new List<MarketCommand>();

        for (var round = 0; round < 120; round++)
        {
            commands.LastPrice = bare.LastPrice;
            var batch = Enumerable.Range(0, random.Next(1, 12)).Select(_ => Command(world, commands.Next(), sent)).OfType<MarketCommand>().ToList();
            bare.Apply(batch, world.Clock.GetUtcNow());
            sent.AddRange(batch);
            // Some come again, some commits fail, and now and then the process dies.
            batch.AddRange(Enumerable.Range(0, random.Next(3)).Select(_ => sent[random.Next(sent.Count)]).Where(command => command.IsPlacing));
            world.Store.FailNext([.. Enumerable.Range(0, random.Next(4)).Select(_ => random.Next(3) == 0 ? Faults[random.Next(Faults.Length)] : MemoryStore.Fault.None)]);
            await ApplyAsync(world, batch);
            AdvanceTo(world, commands.Time);
            if (random.Next(6) == 0)
            {
                world.Restart();
            }
        }

        Assert.Equal(bare.Trades, world.Log().SelectMany(log => log.Trades).Select(trade => (trade.Number, trade.Price, trade.Quantity, trade.Taker, trade.Maker, trade.TakerFee, trade.MakerFee)));
        Assert.Equal(bare.Working(), world.Working().Select(order => (order.OrderId, order.Price, order.Remaining, order.Executed, order.ExecutedQuote, order.Fee, order.Sequence, order.Priority, order.Place ?? OrderPlace.Book, order.Visible ?? (order.Place is null ? order.Remaining : 0))));
        AssertUpdatesTellEverything(world, bare);
        AssertDepthFollowsTheLog(world, bare);
    }

    private static async Task ApplyAsync(EngineWorld world, List<MarketCommand> batch)
    {
        var applying = world.Engine.ApplyAsync(batch);
        while (!applying.IsCompleted)
        {
            world.Clock.Advance(TimeSpan.FromMilliseconds(1));
            await Task.Yield();
        }

        Assert.Null((await applying).Failure);
    }

    /// <summary>The market's command for a book's; time goes in steps that are long against all waiting for the store.</summary>
    private static MarketCommand? Command(EngineWorld world, BookCommand next, List<MarketCommand> sent)
    {
        var target = sent.FindLast(command => command.OrderId == OrderKey.Format(next.Target) || command.Other == OrderKey.Format(next.Target));
        var targetId = OrderKey.Format(next.Target);
        switch (next.Kind)
        {
            case BookCommandKind.Place:
                return Place(world, MarketCommandKind.Place, next.Order);
            case BookCommandKind.PlacePair:
                return Place(world, MarketCommandKind.PlacePair, next.Order) with { Other = OrderKey.Format(next.Other.Id), OtherOrder = Terms(next.Other) };
            case BookCommandKind.Replace when target is not null:
                return Place(world, MarketCommandKind.Replace, next.Order) with { Other = targetId, Reserved = next.Amount };
            case BookCommandKind.Cancel when target is not null:
                return new MarketCommand(MarketCommandKind.Cancel, targetId, target.UserId, target.PlacedTime);
            case BookCommandKind.Reduce when target is not null:
                return new MarketCommand(MarketCommandKind.Reduce, targetId, target.UserId, target.PlacedTime) { Quantity = next.Amount, Request = world.NewOrderId() };
            default:
                return null;
        }
    }

    private static void AdvanceTo(EngineWorld world, long time)
    {
        var ahead = Start.AddMilliseconds(time * Step) - world.Clock.GetUtcNow();
        if (ahead > TimeSpan.Zero)
        {
            world.Clock.Advance(ahead);
        }
    }

    private static MarketCommand Place(EngineWorld world, MarketCommandKind kind, NewOrder order) =>
        new(kind, OrderKey.Format(order.Id), $"user{order.Owner}", StoredTime.Format(world.Clock.GetUtcNow())) { Order = Terms(order) };

    private static PlacedOrder Terms(NewOrder order) => new(order.Side, order.Type, order.TimeInForce)
    {
        Price = order.Price,
        Quantity = Math.Min(order.Quantity, 2_000_000),
        Budget = order.Budget == NewOrder.NoBudget ? null : order.Budget,
        ByQuote = order.ByQuote,
        TriggerPrice = order.TriggerPrice,
        TrailingBasisPoints = order.TrailingBasisPoints,
        Peak = order.Peak,
        ExpiresAt = order.ExpiresAt == 0 ? 0 : Start.AddMilliseconds(order.ExpiresAt * Step).ToUnixTimeMilliseconds(),
        Prevention = order.Prevention,
        MakerBasisPoints = order.MakerBasisPoints,
        TakerBasisPoints = order.TakerBasisPoints,
    };

    /// <summary>Each order's updates follow one another without a gap and end where the order ended.</summary>
    private static void AssertUpdatesTellEverything(EngineWorld world, BareMarket bare)
    {
        foreach (var order in world.Updates().GroupBy(update => update.OrderId))
        {
            var next = 1;
            Int128 bought = 0;
            Int128 fees = 0;
            foreach (var update in order)
            {
                Assert.True(next == update.FirstSequence, $"{order.Key}: {string.Join("; ", order.Select(told => $"{told.FirstSequence}-{told.Sequence} {told.Status} {told.Reason}"))}");
                next = update.Sequence + 1;
                bought += update.Fills.Aggregate((Int128)0, (sum, fill) => sum + fill.Quantity);
                fees += update.Fills.Aggregate((Int128)0, (sum, fill) => sum + fill.Fee);
                Assert.Equal((bought, fees), (update.Executed, update.Fee));
            }

            Assert.Equal(bare.LastEventOf(order.Key), (order.Last().Sequence, order.Last().Status));
        }
    }

    private static void AssertDepthFollowsTheLog(EngineWorld world, BareMarket bare)
    {
        foreach (var (side, changes) in new[] { (OrderSide.Buy, world.Log().Select(log => log.Bids)), (OrderSide.Sell, world.Log().Select(log => log.Asks)) })
        {
            var depth = new SortedDictionary<long, long>();
            foreach (var (price, quantity) in changes.SelectMany(levels => levels.Chunk(2)).Select(level => (level[0], level[1])))
            {
                depth[price] = quantity;
            }

            Assert.Equal(bare.Depth(side).OrderBy(level => level.Price), depth.Where(level => level.Value > 0).Select(level => (level.Key, level.Value)));
        }
    }

    /// <summary>The same commands on a bare order book.</summary>
    private sealed class BareMarket
    {
        private readonly OrderBook book = new(1_000, 10) { BandPercent = 50 };
        private readonly BookOrder[] orders = new BookOrder[10_000];
        private readonly BookEvents events = new();
        private readonly OwnerTable owners = new();
        private readonly Dictionary<string, (int Sequence, OrderStatus Status)> last = [];

        public List<(long Number, long Price, long Quantity, string Taker, string Maker, Int128 TakerFee, Int128 MakerFee)> Trades { get; } = [];

        public long LastPrice => book.LastPrice;

        public void Apply(List<MarketCommand> commands, DateTimeOffset now)
        {
            foreach (var command in commands)
            {
                events.Clear();
                book.Advance(now.ToUnixTimeMilliseconds(), events);
                var next = ToBook(command);
                if (next.Kind != BookCommandKind.Reduce || !book.TryGet(next.Target, out var order) || order.Executed + order.Remaining != next.Amount)
                {
                    book.Apply(in next, events);
                }

                Note();
            }
        }

        private BookCommand ToBook(MarketCommand command)
        {
            var key = OrderKey.Parse(command.OrderId);
            var other = command.Other is null ? 0 : OrderKey.Parse(command.Other);
            var owner = owners.HandleOf(command.UserId);
            return command.Kind switch
            {
                MarketCommandKind.Place => new BookCommand { Order = PlacingRules.ToNewOrder(command.Order!, key, owner) },
                MarketCommandKind.PlacePair => new BookCommand
                {
                    Kind = BookCommandKind.PlacePair,
                    Order = PlacingRules.ToNewOrder(command.Order!, key, owner),
                    Other = PlacingRules.ToNewOrder(command.OtherOrder!, other, owner),
                },
                MarketCommandKind.Replace => new BookCommand
                {
                    Kind = BookCommandKind.Replace, Target = other, Amount = command.Reserved, Order = PlacingRules.ToNewOrder(command.Order!, key, owner),
                },
                MarketCommandKind.Reduce => new BookCommand { Kind = BookCommandKind.Reduce, Target = key, Amount = command.Quantity },
                _ => new BookCommand { Kind = BookCommandKind.Cancel, Target = key },
            };
        }

        public (int Sequence, OrderStatus Status) LastEventOf(string orderId) => last[orderId];

        public IEnumerable<(string, long, long, long, long, Int128, int, long, OrderPlace, long)> Working()
        {
            var count = book.CopyOrders(OrderSide.Buy, orders);
            count += book.CopyOrders(OrderSide.Sell, orders.AsSpan(count));
            count += book.CopyStops(orders.AsSpan(count));
            Assert.Equal(book.Count, count);
            return orders.Take(count).OrderBy(order => order.Priority).Select(order =>
                (OrderKey.Format(order.Id), order.Price, order.Remaining, order.Executed, order.ExecutedQuote, order.Fee, order.Sequence, order.Priority, order.Place, order.Visible));
        }

        public List<(long Price, long Quantity)> Depth(OrderSide side)
        {
            var levels = new (long Price, long Quantity)[10_000];
            return [.. levels.Take(book.CopyDepth(side, levels))];
        }

        private void Note()
        {
            for (var i = 0; i < events.Count; i++)
            {
                var happened = events[i];
                last[OrderKey.Format(happened.OrderId)] = (happened.Sequence, happened.Status);
                if (happened.Kind == BookEventKind.Filled && !happened.WasResting)
                {
                    var maker = events[i - 1];
                    Trades.Add((happened.TradeNumber, happened.TradePrice, happened.TradeQuantity, OrderKey.Format(happened.OrderId), OrderKey.Format(maker.OrderId), happened.Fee, maker.Fee));
                }
            }
        }
    }
}
