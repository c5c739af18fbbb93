using CryptoVault.Ledger;
using CryptoVault.Markets;
using CryptoVault.Matching;
using CryptoVault.Orders;
using CryptoVault.Shared.Tests.Storage;
using CryptoVault.Storage;

namespace CryptoVault.Shared.Tests.Matching.Engine;

public sealed class MarketEngineTests
{
    private readonly EngineWorld world = new();

    [Fact]
    public async Task Apply_TwoOrdersThatCross_CommitsOneLogWithTheTradeAndTellsBoth()
    {
        var sell = world.Limit("sam", OrderSide.Sell, 100, 10);
        var buy = world.Limit("bea", OrderSide.Buy, 120, 4);

        await world.ApplyAsync(sell, buy);

        var log = Assert.Single(world.Log());
        var trade = Assert.Single(log.Trades);
        Assert.Equal((1, 100, 4, buy.OrderId, sell.OrderId, OrderSide.Buy), (trade.Number, trade.Price, trade.Quantity, trade.Taker, trade.Maker, trade.Side));
        Assert.Equal([100, 6], log.Asks);
        Assert.Empty(log.Bids);
        var working = Assert.Single(world.Working());
        Assert.Equal((sell.OrderId, 6, 4, 400), (working.OrderId, working.Remaining, working.Executed, working.ExecutedQuote));

        // 4 lots = 0.00004 BTC = 4,000 units; 400 tick-lots x 10 = 4,000 units of USDT; fees 20 and 10 basis points, rounded up.
        var bought = Assert.Single(world.UpdatesOf(buy.OrderId));
        Assert.Equal((1, 2, OrderStatus.Filled), (bought.FirstSequence, bought.Sequence, bought.Status));
        Assert.Equal((4_000, 4_000, 8, 0), (bought.Executed, bought.ExecutedQuote, bought.Fee, bought.Hold));
        Assert.Equal(new OrderFill(1, 100_000_000, 4_000, 4_000, 8, false), Assert.Single(bought.Fills));
        var sold = Assert.Single(world.UpdatesOf(sell.OrderId));
        Assert.Equal((1, 2, OrderStatus.PartiallyFilled, 6_000, 4), (sold.FirstSequence, sold.Sequence, sold.Status, (int)sold.Hold, (int)sold.Fee));

        var fees = Assert.Single(world.FeePostings()).Posting;
        Assert.Equal(
            [(AccountName.Clearing, "BTC", -8, "trade:BTC-USDT:1"), (AccountName.Clearing, "USDT", -4, "trade:BTC-USDT:1"), (AccountName.Revenue, "BTC", 8, null), (AccountName.Revenue, "USDT", 4, null)],
            fees.Legs.Select(leg => (leg.Account, leg.Asset, (int)leg.Units, leg.Transfer)));
    }

    [Fact]
    public async Task Apply_CommandTwice_IsHandledOnce()
    {
        var sell = world.Limit("sam", OrderSide.Sell, 100, 10);
        var buy = world.Limit("bea", OrderSide.Buy, 100, 10);
        await world.ApplyAsync(sell, buy);
        var before = world.Head();

        await world.ApplyAsync(buy, sell);
        world.Restart();
        await world.ApplyAsync(sell, buy);

        Assert.Equal(before, world.Head());
        Assert.Empty(world.Working());
    }

    [Fact]
    public async Task Apply_OldCommandResubmittedAfterTheMemoryForgot_ChangesNothing()
    {
        var sell = world.Limit("sam", OrderSide.Sell, 100, 10);
        var buy = world.Limit("bea", OrderSide.Buy, 100, 10);
        await world.ApplyAsync(sell, buy);
        world.Clock.Advance(TimeSpan.FromHours(5));
        world.Restart();
        var before = world.Head();

        await world.ApplyAsync(buy);
        world.Clock.Advance(TimeSpan.FromDays(30));
        world.Restart();
        await world.ApplyAsync(sell);

        Assert.Equal(before, world.Head());
        Assert.Empty(world.Working());
    }

    [Fact]
    public async Task Apply_CommandThatCameTooLate_IsRejected()
    {
        var sell = world.Limit("sam", OrderSide.Sell, 100, 10);
        world.Clock.Advance(TimeSpan.FromSeconds(61));

        await world.ApplyAsync(sell);

        var update = Assert.Single(world.UpdatesOf(sell.OrderId));
        Assert.Equal((1, OrderStatus.Rejected, RejectReasons.Expired), (update.Sequence, update.Status, update.Reason));
        Assert.Equal(0, update.Hold);
        Assert.Empty(world.Working());
    }

    [Fact]
    public async Task Apply_CancelBeforeItsOrder_KillsTheOrderWhenItComes()
    {
        var sell = world.Limit("sam", OrderSide.Sell, 100, 10);
        await world.ApplyAsync(world.Cancel(sell));
        world.Restart();

        await world.ApplyAsync(sell, world.Limit("bea", OrderSide.Buy, 100, 10));

        var update = Assert.Single(world.UpdatesOf(sell.OrderId));
        Assert.Equal((1, OrderStatus.Canceled), (update.Sequence, update.Status));
        Assert.Empty(world.Log().SelectMany(log => log.Trades));
    }

    [Fact]
    public async Task Apply_CancelOfAWorkingOrder_EndsItOnce()
    {
        var sell = world.Limit("sam", OrderSide.Sell, 100, 10);
        await world.ApplyAsync(sell, world.Limit("bea", OrderSide.Buy, 100, 4));

        await world.ApplyAsync(world.Cancel(sell), world.Cancel(sell));

        var last = world.UpdatesOf(sell.OrderId)[^1];
        Assert.Equal((3, 3, OrderStatus.Canceled, 0), (last.FirstSequence, last.Sequence, last.Status, (int)last.Hold));
        Assert.Empty(world.Working());
        Assert.Equal([100, 0], world.Log()[^1].Asks);
    }

    [Fact]
    public async Task Apply_CancelOfSomeoneElsesOrder_DoesNothing()
    {
        var sell = world.Limit("sam", OrderSide.Sell, 100, 10);
        await world.ApplyAsync(sell);

        await world.ApplyAsync(world.Cancel(sell) with { UserId = "eve" });

        Assert.Single(world.Working());
        Assert.Single(world.Log());
    }

    [Fact]
    public async Task Apply_RejectOfAnUnknownOrder_EndsItAndOfAKnownOneDoesNothing()
    {
        var working = world.Limit("sam", OrderSide.Sell, 100, 10);
        await world.ApplyAsync(working);
        var lost = world.Limit("sam", OrderSide.Sell, 100, 10);

        await world.ApplyAsync(
            MarketCommand.RejectionOf(working.MessageId, world.Clock.GetUtcNow(), RejectReasons.Undeliverable)!,
            MarketCommand.RejectionOf(lost.MessageId, world.Clock.GetUtcNow(), RejectReasons.Undeliverable)!,
            lost);

        Assert.Equal(working.OrderId, Assert.Single(world.Working()).OrderId);
        var update = Assert.Single(world.UpdatesOf(lost.OrderId));
        Assert.Equal((OrderStatus.Rejected, RejectReasons.Undeliverable), (update.Status, update.Reason));
    }

    [Theory]
    [InlineData(MarketStatus.Halted)]
    [InlineData(MarketStatus.CancelOnly)]
    public async Task Apply_MarketNotTrading_RejectsOrdersAndTakesCancels(MarketStatus status)
    {
        var resting = world.Limit("sam", OrderSide.Sell, 100, 10);
        await world.ApplyAsync(resting);
        world.Define(market => market with { Status = status });

        var late = world.Limit("sam", OrderSide.Sell, 100, 10);
        await world.ApplyAsync(new MarketCommand(MarketCommandKind.Refresh, "", "", StoredTime.Format(world.Clock.GetUtcNow())), late, world.Cancel(resting));

        Assert.Equal(RejectReasons.NotTrading, Assert.Single(world.UpdatesOf(late.OrderId)).Reason);
        Assert.Equal(OrderStatus.Canceled, world.UpdatesOf(resting.OrderId)[^1].Status);
    }

    [Fact]
    public async Task Apply_MoreOpenOrdersThanAllowed_RejectsTheNextUntilOneEnds()
    {
        world.Define(market => market with { MaxOpenOrdersPerUser = 2 });
        var orders = Enumerable.Range(0, 4).Select(i => world.Limit("sam", OrderSide.Sell, 100 + i, 10)).ToArray();

        await world.ApplyAsync(orders[0], orders[1], orders[2]);
        world.Restart();
        await world.ApplyAsync(world.Cancel(orders[0]), orders[3]);

        Assert.Equal(RejectReasons.TooManyOpenOrders, Assert.Single(world.UpdatesOf(orders[2].OrderId)).Reason);
        Assert.Equal([orders[1].OrderId, orders[3].OrderId], world.Working().Select(order => order.OrderId));
    }

    [Fact]
    public async Task Apply_CommandWithBrokenArithmetic_IsRejectedAndItsBatchGoesOn()
    {
        var good = world.Limit("sam", OrderSide.Sell, 100, 10);
        var bad = world.Limit("bea", OrderSide.Buy, 100, 10);
        bad = bad with { Order = bad.Order! with { Budget = 999 } };
        var other = world.Limit("bea", OrderSide.Buy, 100, 3);

        await world.ApplyAsync(good, bad, other);

        Assert.Equal(RejectReasons.InvalidCommand, Assert.Single(world.UpdatesOf(bad.OrderId)).Reason);
        Assert.Equal(OrderStatus.Filled, Assert.Single(world.UpdatesOf(other.OrderId)).Status);
    }

    [Fact]
    public async Task Apply_OrderThatFillsMoreThanACommitHolds_IsToldToItsOwnerAtOnce()
    {
        var small = new EngineWorld(new EngineOptions { MaxDocumentsPerCommit = 5 });
        var makers = Enumerable.Range(0, 23).Select(i => small.Limit($"sam{i}", OrderSide.Sell, 100 + (i % 4), 1)).ToArray();
        await small.ApplyAsync(makers);
        var commits = small.Log().Count;
        var sweep = small.Limit("bea", OrderSide.Buy, 200, 30);

        await small.ApplyAsync(sweep);

        Assert.True(small.Log().Count > commits + 3, "The matching must be spread over several commits.");
        var update = Assert.Single(small.UpdatesOf(sweep.OrderId));
        Assert.Equal((1, 24, OrderStatus.PartiallyFilled, 23), (update.FirstSequence, update.Sequence, update.Status, update.Fills.Count));
        Assert.Equal(Enumerable.Range(1, 23), update.Fills.Select(fill => (int)fill.Trade));
        var working = Assert.Single(small.Working());
        Assert.Equal((sweep.OrderId, 7), (working.OrderId, working.Remaining));
        Assert.Null(small.Head().Unfinished);
    }

    [Fact]
    public async Task Apply_TwoEnginesOnOneMarket_OneWinsAndNothingIsDoubled()
    {
        var other = world.NewEngine();
        var orders = Enumerable.Range(0, 40).Select(i => world.Limit($"u{i % 5}", (OrderSide)(i % 2), 100, 3)).ToArray();

        for (var i = 0; i < orders.Length; i += 4)
        {
            // Both get every command, as after a lost session lock.
            var commands = orders[i..(i + 4)];
            var results = await Task.WhenAll(world.Engine.ApplyAsync(commands), other.ApplyAsync(commands));
            Assert.All(results, result => Assert.Null(result.Failure));
        }

        Assert.Equal(20, world.Log().Sum(log => log.Trades.Count));
        Assert.Equal(Enumerable.Range(1, 20), world.Log().SelectMany(log => log.Trades).Select(trade => (int)trade.Number));
        Assert.All(orders, order => Assert.Equal(OrderStatus.Filled, world.UpdatesOf(order.OrderId)[^1].Status));
        Assert.Empty(world.Working());
    }

    [Fact]
    public async Task Apply_StoreThatStaysAway_ReportsHowFarItCame()
    {
        var first = world.Limit("sam", OrderSide.Sell, 100, 10);
        await world.ApplyAsync(first);
        using var stop = new CancellationTokenSource();
        world.Store.FailNext([.. Enumerable.Repeat(MemoryStore.Fault.Unavailable, 50)]);

        var applying = world.Engine.ApplyAsync([world.Limit("sam", OrderSide.Sell, 101, 10)]);
        while (!applying.IsCompleted)
        {
            world.Clock.Advance(TimeSpan.FromMilliseconds(50));
            await Task.Yield();
        }

        var applied = await applying;
        Assert.Equal(0, applied.Handled);
        Assert.NotNull(applied.Failure);
        Assert.Single(world.Working());
    }
}
