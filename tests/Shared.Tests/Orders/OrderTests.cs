using CryptoVault.Ledger;
using CryptoVault.Markets;
using CryptoVault.Matching;
using CryptoVault.Messaging;
using CryptoVault.Orders;
using CryptoVault.Orders.Placing;
using CryptoVault.Orders.Queries;
using CryptoVault.Results;
using CryptoVault.Storage;

namespace CryptoVault.Shared.Tests.Orders;

public sealed class OrderTests
{
    [Fact]
    public async Task Place_OrdersThatCross_MovesTheMoneyAndTakesTheFees()
    {
        var world = await FundedAsync();
        var sell = await world.PlacedAsync(world.Limit("sam", OrderSide.Sell, "50000", "0.1"));
        Assert.Equal((OrderStatus.New, 1), (sell.Status, sell.Sequence));
        Assert.Equal(("0.90000000", "0.10000000"), await world.BalanceAsync("sam", "BTC"));

        var buy = await world.PlacedAsync(world.Limit("bea", OrderSide.Buy, "50100", "0.04"));

        Assert.Equal((OrderStatus.Filled, 4_000_000, 2_000_00000000), (buy.Status, (int)buy.Executed, (long)buy.ExecutedQuote));
        Assert.Equal(OrderStatus.PartiallyFilled, (await world.OrderAsync("sam", sell.OrderId)).Status);
        // 2,000 USDT for 0.04 BTC; 20 and 10 basis points; the better price's 4 USDT are free again.
        Assert.Equal(("0.03992000", "0.00000000"), await world.BalanceAsync("bea", "BTC"));
        Assert.Equal(("98000.00000000", "0.00000000"), await world.BalanceAsync("bea", "USDT"));
        Assert.Equal(("1998.00000000", "0.00000000"), await world.BalanceAsync("sam", "USDT"));
        Assert.Equal(("0.90000000", "0.06000000"), await world.BalanceAsync("sam", "BTC"));
        world.AssertSettled();
    }

    [Fact]
    public async Task Place_PartlyFilledBuyAtABetterPrice_HoldsExactlyItsOpenExposure()
    {
        var world = await FundedAsync();
        await world.PlacedAsync(world.Limit("sam", OrderSide.Sell, "49000", "0.01"));

        await world.PlacedAsync(world.Limit("bea", OrderSide.Buy, "50000", "0.03"));

        Assert.Equal(("98510.00000000", "1000.00000000"), await world.BalanceAsync("bea", "USDT"));
        world.AssertSettled();
    }

    [Fact]
    public async Task Place_WithoutTheMoney_IsRefusedAndChangesNothing()
    {
        var world = await FundedAsync();
        var before = world.Store.All(LedgerPartitions.Users).Count;

        var placed = await world.Place.ExecuteAsync(world.Limit("sam", OrderSide.Sell, "50000", "1.00001"), TimeSpan.Zero);

        Assert.IsType<InsufficientFunds>(placed.Error);
        Assert.Equal(before, world.Store.All(LedgerPartitions.Users).Count);
        Assert.Empty(world.Bus.Published);
    }

    [Fact]
    public async Task Place_SameClientOrderIdAgain_ReturnsTheOrderAsItIs()
    {
        var world = await FundedAsync();
        var command = world.Limit("sam", OrderSide.Sell, "50000", "0.1", clientOrderId: "mine-1");
        var first = await world.PlacedAsync(command);
        await world.Cancel.ExecuteAsync("sam", first.OrderId, TimeSpan.Zero);
        await world.DeliverAllAsync();

        var again = await world.Place.ExecuteAsync(command, TimeSpan.Zero);
        var other = await world.Place.ExecuteAsync(command with { Quantity = "0.2" }, TimeSpan.Zero);

        Assert.Equal((first.OrderId, OrderStatus.Canceled), (again.Value.Order.OrderId, again.Value.Order.Status));
        Assert.IsType<DuplicateClientOrderId>(other.Error);
        Assert.Empty(world.Bus.Published);
        Assert.Equal(("1.00000000", "0.00000000"), await world.BalanceAsync("sam", "BTC"));
        world.AssertSettled();
    }

    [Fact]
    public async Task Place_MarketAnswersInTime_IsAnswered()
    {
        var world = await FundedAsync();

        var placing = world.Place.ExecuteAsync(world.Limit("sam", OrderSide.Sell, "50000", "0.1"), TimeSpan.FromSeconds(2));
        await Eventually.IsTrueAsync(() => !world.Bus.Published.IsEmpty);
        await world.DeliverAllAsync();
        var placed = await placing;

        Assert.True(placed.Value.IsAnswered);
        Assert.Equal(OrderStatus.New, placed.Value.Order.Status);
    }

    [Fact]
    public async Task Place_MarketDoesNotAnswerInTime_IsPendingAndMayStillExecute()
    {
        var world = await FundedAsync();

        var placed = await world.Place.ExecuteAsync(world.Limit("sam", OrderSide.Sell, "50000", "0.1"), TimeSpan.Zero);
        Assert.Equal((false, OrderStatus.PendingNew), (placed.Value.IsAnswered, placed.Value.Order.Status));
        await world.DeliverAllAsync();

        Assert.Equal(OrderStatus.New, (await world.OrderAsync("sam", placed.Value.Order.OrderId)).Status);
    }

    [Fact]
    public async Task Place_MarketBuyByQuoteAmount_SpendsAtMostTheAmount()
    {
        var world = await FundedAsync();
        await world.PlacedAsync(world.Limit("sam", OrderSide.Sell, "50000", "0.001"));
        await world.PlacedAsync(world.Limit("sam", OrderSide.Sell, "50010", "0.1"));

        var bought = await world.PlacedAsync(new PlaceOrderCommand("bea", TradingWorld.Symbol, OrderSide.Buy, OrderType.Market) { QuoteAmount = "100" });

        // 50 USDT buy 0.001 at 50,000; the other 50 buy 99 lots at 50,010 (0.5001 each); 0.4901 are left, less than a lot.
        Assert.Equal((OrderStatus.Filled, 199_000, 99_50990000), (bought.Status, (int)bought.Executed, (long)bought.ExecutedQuote));
        Assert.Equal(("99900.49010000", "0.00000000"), await world.BalanceAsync("bea", "USDT"));
        world.AssertSettled();
    }

    [Fact]
    public async Task Place_MarketOrdersByQuantityAndSellsByQuote_SettleExactly()
    {
        var world = await FundedAsync();
        world.ReferenceTicks = 5_000_000;
        await world.PlacedAsync(world.Limit("sam", OrderSide.Sell, "50000", "0.1"));
        await world.PlacedAsync(world.Limit("bea", OrderSide.Buy, "49000", "0.1"));

        var bought = await world.PlacedAsync(new PlaceOrderCommand("bea", TradingWorld.Symbol, OrderSide.Buy, OrderType.Market) { Quantity = "0.05" });
        var sold = await world.PlacedAsync(new PlaceOrderCommand("sam", TradingWorld.Symbol, OrderSide.Sell, OrderType.Market) { QuoteAmount = "490" });
        var unmatched = await world.PlacedAsync(new PlaceOrderCommand("bea", TradingWorld.Symbol, OrderSide.Buy, OrderType.Market) { Quantity = "1" });

        Assert.Equal((OrderStatus.Filled, 5_000_000), (bought.Status, (int)bought.Executed));
        Assert.Equal((OrderStatus.Filled, 1_000_000, 490_00000000), (sold.Status, (int)sold.Executed, (long)sold.ExecutedQuote));
        Assert.Equal((OrderStatus.Expired, 5_000_000), (unmatched.Status, (int)unmatched.Executed));
        world.AssertSettled();
    }

    [Fact]
    public async Task Cancel_WorkingOrder_ReleasesItsHold()
    {
        var world = await FundedAsync();
        var order = await world.PlacedAsync(world.Limit("bea", OrderSide.Buy, "40000", "0.5"));

        var canceling = world.Cancel.ExecuteAsync("bea", order.OrderId, TimeSpan.FromSeconds(2));
        await Eventually.IsTrueAsync(() => !world.Bus.Published.IsEmpty);
        await world.DeliverAllAsync();

        Assert.Equal(OrderStatus.Canceled, (await canceling).Value.Order.Status);
        Assert.Equal(("100000.00000000", "0.00000000"), await world.BalanceAsync("bea", "USDT"));
        Assert.IsType<OrderClosed>((await world.Cancel.ExecuteAsync("bea", order.OrderId, TimeSpan.Zero)).Error);
        Assert.IsType<OrderNotFound>((await world.Cancel.ExecuteAsync("sam", order.OrderId, TimeSpan.Zero)).Error);
        world.AssertSettled();
    }

    [Fact]
    public async Task Settle_MessagesTwiceAndOutOfOrder_AppliesEachOnceInOrder()
    {
        var world = await FundedAsync();
        var sell = await world.Place.ExecuteAsync(world.Limit("sam", OrderSide.Sell, "50000", "0.1"), TimeSpan.Zero);
        await world.Place.ExecuteAsync(world.Limit("bea", OrderSide.Buy, "50000", "0.02"), TimeSpan.Zero);
        await world.Place.ExecuteAsync(world.Limit("bea", OrderSide.Buy, "50000", "0.03"), TimeSpan.Zero);
        for (world.TakePublished(); world.Waiting.FindIndex(waiting => waiting.Message.Queue == Queues.MarketCommands) is >= 0 and var next; world.TakePublished())
        {
            Assert.Null(await world.DeliverAsync(world.Waiting[next].Message));
            world.Waiting.RemoveAt(next);
        }

        var sams = world.Waiting.Where(waiting => waiting.Message.SessionId == "sam").Select(waiting => waiting.Message).Reverse().ToArray();
        Assert.Equal(3, sams.Length);
        foreach (var message in sams.Concat(sams))
        {
            Assert.Null(await world.DeliverAsync(message));
        }

        Assert.Equal((2, 2_000_000), ((await world.OrderAsync("sam", sell.Value.Order.OrderId)).Sequence, (int)(await world.OrderAsync("sam", sell.Value.Order.OrderId)).Executed));
        world.TakePublished();
        var putOff = world.Waiting.FindAll(waiting => waiting.Message.ScheduledFor is not null);
        Assert.NotEmpty(putOff);
        Assert.All(putOff, waiting => Assert.True(waiting.Message.ScheduledFor > world.Clock.GetUtcNow()));
        await world.DeliverAllAsync();
        Assert.Equal((3, 5_000_000), ((await world.OrderAsync("sam", sell.Value.Order.OrderId)).Sequence, (int)(await world.OrderAsync("sam", sell.Value.Order.OrderId)).Executed));
        world.AssertSettled();
    }

    [Fact]
    public async Task RejectLost_CommandThatNeverCame_EndsTheOrderAndReleasesItsHold()
    {
        var world = await FundedAsync();
        var lost = await world.Place.ExecuteAsync(world.Limit("sam", OrderSide.Sell, "50000", "0.1"), TimeSpan.Zero);
        world.TakePublished();
        var command = world.Waiting.Single().Message;
        world.Waiting.Clear();

        Assert.Equal(0, await world.RejectLostAsync());
        world.Clock.Advance(TimeSpan.FromSeconds(100));
        Assert.Equal(1, await world.RejectLostAsync());
        await world.DeliverAllAsync();
        Assert.Null(await world.DeliverAsync(command)); // resubmitted by hand
        await world.DeliverAllAsync();

        var order = await world.OrderAsync("sam", lost.Value.Order.OrderId);
        Assert.Equal((OrderStatus.Rejected, RejectReasons.Undeliverable), (order.Status, order.Reason));
        Assert.Equal(("1.00000000", "0.00000000"), await world.BalanceAsync("sam", "BTC"));
        Assert.Equal(0, await world.RejectLostAsync());
        world.AssertSettled();
    }

    [Fact]
    public async Task Settle_OrderWithVeryManyFills_KeepsThemAll()
    {
        var world = await FundedAsync();
        for (var i = 0; i < 230; i++)
        {
            await world.Place.ExecuteAsync(world.Limit("sam", OrderSide.Sell, "50000", "0.0001"), TimeSpan.Zero);
            if (i % 90 == 89)
            {
                await world.DeliverAllAsync();
            }
        }

        await world.DeliverAllAsync();
        var sweep = await world.PlacedAsync(world.Limit("bea", OrderSide.Buy, "50000", "0.0230"));

        // The open-order limit is 200.
        Assert.Equal((200, 100, 1), ((int)(sweep.Executed / 10_000), sweep.Fills.Count, sweep.FillPages));
        var told = new List<long>();
        for (string? position = null; ;)
        {
            var page = await world.Queries.FillsAsync("bea", null, 37, position);
            told.AddRange(page.Items.Select(fill => fill.Fill.Trade));
            if ((position = page.NextPosition) is null)
            {
                break;
            }
        }

        Assert.Equal(Enumerable.Range(1, 200).Reverse().Select(number => (long)number), told);
        world.AssertSettled();
    }

    [Fact]
    public async Task List_ByScopeAndSymbol_PagesNewestFirst()
    {
        var world = await FundedAsync();
        var placed = new List<string>();
        for (var i = 0; i < 7; i++)
        {
            world.Clock.Advance(TimeSpan.FromSeconds(1));
            placed.Insert(0, (await world.PlacedAsync(world.Limit("sam", OrderSide.Sell, "50000", "0.01"))).OrderId);
        }

        await world.Cancel.ExecuteAsync("sam", placed[2], TimeSpan.Zero);
        await world.DeliverAllAsync();

        var first = await world.Queries.ListAsync("sam", OrderScope.All, null, 3, null);
        var second = await world.Queries.ListAsync("sam", OrderScope.All, TradingWorld.Symbol, 100, first.NextPosition);
        Assert.Equal(placed, first.Items.Concat(second.Items).Select(order => order.OrderId));
        Assert.Equal(placed.Where((_, i) => i != 2), (await world.Queries.ListAsync("sam", OrderScope.Open, null, 100, null)).Items.Select(order => order.OrderId));
        Assert.Equal([placed[2]], (await world.Queries.ListAsync("sam", OrderScope.Closed, null, 2, null)).Items.Select(order => order.OrderId));
        Assert.Empty((await world.Queries.ListAsync("sam", OrderScope.All, "ETH-USDT", 100, null)).Items);
        Assert.Empty((await world.Queries.ListAsync("bea", OrderScope.All, null, 100, null)).Items);
    }

    [Fact]
    public async Task ChangeStatus_Halted_RefusesOrdersAtOnceAndInTheEngine()
    {
        var world = await FundedAsync();
        var pending = await world.Place.ExecuteAsync(world.Limit("sam", OrderSide.Sell, "50000", "0.1"), TimeSpan.Zero);
        world.TakePublished();
        var change = new ChangeMarketStatus(world.Partitions, CryptoVault.Money.AssetCatalog.Default, world.Markets, world.Clock);
        Assert.True((await change.ExecuteAsync(TradingWorld.Symbol, MarketStatus.Halted)).IsSuccess);
        world.TakePublished();
        world.Waiting.Reverse(); // the change overtakes the order
        await world.DeliverAllAsync();

        Assert.Equal("MARKET_NOT_TRADING", (await world.OrderAsync("sam", pending.Value.Order.OrderId)).Reason);
        Assert.IsType<MarketNotTrading>((await world.Place.ExecuteAsync(world.Limit("sam", OrderSide.Sell, "50000", "0.1"), TimeSpan.Zero)).Error);
        world.AssertSettled();
    }

    private static async Task<TradingWorld> FundedAsync()
    {
        var world = await new TradingWorld().WithMarketAsync();
        await world.FundAsync("sam", "1", "BTC");
        await world.FundAsync("bea", "100000", "USDT");
        return world;
    }

    [Fact]
    public async Task Release_OfAnOrdersHoldThroughThePlainLedger_IsRefusedAndLeavesTheOrderWhole()
    {
        var world = await new TradingWorld().WithMarketAsync();
        await world.FundAsync("ana", "1000", "USDT");
        var order = await world.PlacedAsync(world.Limit("ana", OrderSide.Buy, "100", "1"));
        var before = world.Store.All(LedgerPartitions.Users);
        var restarted = new Partitions(
            world.Store, world.Bus, new CryptoVault.Ids.UuidV7Ids(world.Clock), world.Clock, new PartitionOptions(), Microsoft.Extensions.Logging.Abstractions.NullLogger<Partitions>.Instance);

        await Assert.ThrowsAsync<InvalidOperationException>(() => restarted.DecideAsync(
            LedgerPartitions.OfUser("ana"),
            view => new PartitionLedger(view, CryptoVault.Money.AssetCatalog.Default, world.Clock.GetUtcNow(), "test").Release(OrderDocument.HoldIdOf(order.OrderId), "by-mistake")));

        Assert.Equal(before, world.Store.All(LedgerPartitions.Users));
    }
}
