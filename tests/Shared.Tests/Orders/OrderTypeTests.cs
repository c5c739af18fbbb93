using CryptoVault.Ledger;
using CryptoVault.Orders;
using CryptoVault.Orders.Placing;
using CryptoVault.Results;

namespace CryptoVault.Shared.Tests.Orders;

/// <summary>Each type of order on its whole way: what it holds, what it does, what is left held.</summary>
public sealed class OrderTypeTests
{
    [Fact]
    public async Task Place_LimitMakerThatWouldTake_IsRejectedAndItsHoldReleased()
    {
        var world = await FundedAsync();
        await world.PlacedAsync(world.Limit("sam", OrderSide.Sell, "50000", "0.1"));

        var order = await world.PlacedAsync(Order("bea", OrderSide.Buy, OrderType.LimitMaker) with { Price = "50000", Quantity = "0.1" });

        Assert.Equal((OrderStatus.Rejected, "WOULD_TAKE"), (order.Status, order.Reason));
        Assert.Equal(("100000.00000000", "0.00000000"), await world.BalanceAsync("bea", "USDT"));
        world.AssertSettled();
    }

    [Theory]
    [InlineData("0.1", OrderStatus.Filled, "0.00000000")]
    [InlineData("0.11", OrderStatus.Expired, "1.00000000")]
    public async Task Place_FillOrKill_TradesInFullOrNotAtAll(string quantity, OrderStatus expected, string left)
    {
        var world = await FundedAsync();
        await world.PlacedAsync(world.Limit("sam", OrderSide.Sell, "50000", "0.1"));

        var order = await world.PlacedAsync(world.Limit("bea", OrderSide.Buy, "50000", quantity, TimeInForce.Fok));

        Assert.Equal(expected, order.Status);
        Assert.Equal(expected == OrderStatus.Filled ? 10_000_000 : 0, (int)order.Executed);
        Assert.Equal("0.00000000", (await world.BalanceAsync("bea", "USDT")).Held);
        Assert.Equal(left == "1.00000000", (await world.BalanceAsync("sam", "BTC")).Held != "0.00000000");
        world.AssertSettled();
    }

    [Fact]
    public async Task Tick_OrderWhoseTimeIsOver_ExpiresAndReleasesItsHold()
    {
        var world = await FundedAsync();
        var expires = world.Clock.GetUtcNow().AddSeconds(30);
        var order = await world.PlacedAsync(world.Limit("bea", OrderSide.Buy, "40000", "1", TimeInForce.Gtd) with { ExpireTime = expires.ToString("O") });
        Assert.Equal(0, await world.TickAsync());
        world.Clock.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal(1, await world.TickAsync());
        await world.DeliverAllAsync();

        Assert.Equal(OrderStatus.Expired, (await world.OrderAsync("bea", order.OrderId)).Status);
        Assert.Equal(("100000.00000000", "0.00000000"), await world.BalanceAsync("bea", "USDT"));
        Assert.Equal(0, await world.TickAsync());
        world.AssertSettled();
    }

    [Theory]
    [InlineData(SelfTradePrevention.None, OrderStatus.Filled, OrderStatus.Filled)]
    [InlineData(SelfTradePrevention.ExpireTaker, OrderStatus.ExpiredInMatch, OrderStatus.New)]
    [InlineData(SelfTradePrevention.ExpireMaker, OrderStatus.New, OrderStatus.ExpiredInMatch)]
    [InlineData(SelfTradePrevention.ExpireBoth, OrderStatus.ExpiredInMatch, OrderStatus.ExpiredInMatch)]
    [InlineData(SelfTradePrevention.Decrement, OrderStatus.ExpiredInMatch, OrderStatus.ExpiredInMatch)]
    public async Task Place_AgainstTheOwnOrder_DoesAsTheTakersModeSays(SelfTradePrevention mode, OrderStatus taker, OrderStatus maker)
    {
        var world = await FundedAsync();
        await world.FundAsync("sam", "100000", "USDT");
        var resting = await world.PlacedAsync(world.Limit("sam", OrderSide.Sell, "50000", "0.1"));

        var order = await world.PlacedAsync(world.Limit("sam", OrderSide.Buy, "50000", "0.1") with { SelfTradePrevention = mode });

        Assert.Equal((taker, maker), (order.Status, (await world.OrderAsync("sam", resting.OrderId)).Status));
        world.AssertSettled();
    }

    [Fact]
    public async Task Place_DecrementedByALargerOwnOrder_LeavesItSmallerAndHoldsItsRest()
    {
        var world = await FundedAsync();
        await world.FundAsync("sam", "100000", "USDT");
        var resting = await world.PlacedAsync(world.Limit("sam", OrderSide.Sell, "50000", "0.3"));

        await world.PlacedAsync(world.Limit("sam", OrderSide.Buy, "50000", "0.1") with { SelfTradePrevention = SelfTradePrevention.Decrement });

        var left = await world.OrderAsync("sam", resting.OrderId);
        Assert.Equal((OrderStatus.New, 20_000_000, 30_000_000), (left.Status, (int)left.Quantity, (int)left.AskedQuantity));
        Assert.Equal(("0.80000000", "0.20000000"), await world.BalanceAsync("sam", "BTC"));
        world.AssertSettled();
    }

    [Fact]
    public async Task Place_StopMarketBuy_WaitsWithItsBudgetHeldAndSpendsNoMoreThanThat()
    {
        var world = await FundedAsync();
        await world.PlacedAsync(world.Limit("sam", OrderSide.Sell, "51000", "0.1"));
        await world.PlacedAsync(world.Limit("sam", OrderSide.Sell, "52000", "0.2"));
        var stop = await world.PlacedAsync(Order("bea", OrderSide.Buy, OrderType.StopLoss) with { Quantity = "0.2", StopPrice = "51000" });
        // 0.2 at 20 % above the stop.
        Assert.Equal(("87760.00000000", "12240.00000000"), await world.BalanceAsync("bea", "USDT"));
        Assert.Equal((OrderStatus.New, null), (stop.Status, stop.TriggeredTime));
        world.AssertSettled();

        await world.FundAsync("cat", "10000", "USDT");
        await world.PlacedAsync(world.Limit("cat", OrderSide.Buy, "51000", "0.1"));

        var triggered = await world.OrderAsync("bea", stop.OrderId);
        Assert.Equal((OrderStatus.Filled, 20_000_000, 10_400_00000000), (triggered.Status, (int)triggered.Executed, (long)triggered.ExecutedQuote));
        Assert.NotNull(triggered.TriggeredTime);
        Assert.Equal(("89600.00000000", "0.00000000"), await world.BalanceAsync("bea", "USDT"));
        world.AssertSettled();
    }

    [Fact]
    public async Task Place_StopLimitSell_RestsWhenItIsTriggered()
    {
        var world = await FundedAsync();
        await world.PlacedAsync(world.Limit("bea", OrderSide.Buy, "48000", "0.1"));
        await world.FundAsync("cat", "1", "BTC");
        var stop = await world.PlacedAsync(Order("sam", OrderSide.Sell, OrderType.StopLossLimit) with { Quantity = "0.5", StopPrice = "48000", Price = "47500" });

        await world.PlacedAsync(world.Limit("cat", OrderSide.Sell, "48000", "0.1"));

        Assert.Equal(OrderStatus.New, (await world.OrderAsync("sam", stop.OrderId)).Status);
        Assert.Equal(("0.50000000", "0.50000000"), await world.BalanceAsync("sam", "BTC"));
        var taken = await world.PlacedAsync(world.Limit("bea", OrderSide.Buy, "47500", "0.2"));
        Assert.Equal(OrderStatus.Filled, taken.Status);
        Assert.Equal(OrderStatus.PartiallyFilled, (await world.OrderAsync("sam", stop.OrderId)).Status);
        world.AssertSettled();
    }

    [Fact]
    public async Task Place_TakeProfitThatIsMetAlready_IsRejectedAndItsHoldReleased()
    {
        var world = await FundedAsync();
        await world.PlacedAsync(world.Limit("sam", OrderSide.Sell, "50000", "0.1"));
        await world.PlacedAsync(world.Limit("bea", OrderSide.Buy, "50000", "0.1"));

        var order = await world.PlacedAsync(Order("sam", OrderSide.Sell, OrderType.TakeProfit) with { Quantity = "0.1", StopPrice = "49000" });

        Assert.Equal((OrderStatus.Rejected, "WOULD_TRIGGER_AT_ONCE"), (order.Status, order.Reason));
        Assert.Equal("0.00000000", (await world.BalanceAsync("sam", "BTC")).Held);
        world.AssertSettled();
    }

    [Fact]
    public async Task Place_TrailingStop_KeepsItsBestPriceOverARestart()
    {
        var world = await FundedAsync();
        await world.FundAsync("cat", "1", "BTC");
        await world.FundAsync("cat", "100000", "USDT");
        await TradeAsync(world, "50000");
        var trailing = await world.PlacedAsync(Order("sam", OrderSide.Sell, OrderType.StopLoss) with { Quantity = "0.1", TrailingDelta = 1000 });
        await TradeAsync(world, "55000");
        await world.PlacedAsync(world.Limit("bea", OrderSide.Buy, "49000", "0.5"));
        world.RestartEngine();

        await TradeAsync(world, "49600");
        Assert.Equal(OrderStatus.New, (await world.OrderAsync("sam", trailing.OrderId)).Status);
        await TradeAsync(world, "49500");

        var order = await world.OrderAsync("sam", trailing.OrderId);
        Assert.Equal((OrderStatus.Filled, 4_900_00000000), (order.Status, (long)order.ExecutedQuote));
        world.AssertSettled();
    }

    [Fact]
    public async Task Place_Iceberg_ShowsItsPeakAndHoldsAll()
    {
        var world = await FundedAsync();
        var iceberg = await world.PlacedAsync(world.Limit("sam", OrderSide.Sell, "50000", "0.5") with { IcebergQuantity = "0.1" });
        Assert.Equal(("0.50000000", "0.50000000"), await world.BalanceAsync("sam", "BTC"));

        await world.PlacedAsync(world.Limit("bea", OrderSide.Buy, "50000", "0.25"));

        var order = await world.OrderAsync("sam", iceberg.OrderId);
        Assert.Equal((OrderStatus.PartiallyFilled, 25_000_000, 3), (order.Status, (int)order.Executed, order.Fills.Count));
        Assert.Equal(("0.50000000", "0.25000000"), await world.BalanceAsync("sam", "BTC"));
        world.AssertSettled();
    }

    [Fact]
    public async Task Reduce_WorkingOrder_ReleasesTheDifferenceAndKeepsItsPlace()
    {
        var world = await FundedAsync();
        await world.FundAsync("cat", "1", "BTC");
        var first = await world.PlacedAsync(world.Limit("sam", OrderSide.Sell, "50000", "0.5", clientOrderId: "mine"));
        await world.PlacedAsync(world.Limit("cat", OrderSide.Sell, "50000", "0.5"));

        var reduced = await world.DeliverUntilAsync(world.Reduce.ExecuteAsync("sam", first.OrderId, "0.2", TimeSpan.FromSeconds(2)));

        Assert.True(reduced.Value.IsAnswered);
        Assert.Equal(20_000_000, reduced.Value.Order.Quantity);
        Assert.Equal(("0.80000000", "0.20000000"), await world.BalanceAsync("sam", "BTC"));
        await world.PlacedAsync(world.Limit("bea", OrderSide.Buy, "50000", "0.1"));
        Assert.Equal(10_000_000, (await world.OrderAsync("sam", first.OrderId)).Executed);
        // The same client order id with the same content is still the same order.
        Assert.Equal(first.OrderId, (await world.Place.ExecuteAsync(world.Limit("sam", OrderSide.Sell, "50000", "0.5", clientOrderId: "mine"), TimeSpan.Zero)).Value.Order.OrderId);
        world.AssertSettled();
    }

    [Fact]
    public async Task Reduce_AfterAFillThatWasFaster_IsRefusedByTheMarketAndChangesNothing()
    {
        var world = await FundedAsync();
        var order = await world.PlacedAsync(world.Limit("sam", OrderSide.Sell, "50000", "0.5"));
        await world.Place.ExecuteAsync(world.Limit("bea", OrderSide.Buy, "50000", "0.3"), TimeSpan.Zero);

        var reduced = await world.DeliverUntilAsync(world.Reduce.ExecuteAsync("sam", order.OrderId, "0.2", TimeSpan.FromSeconds(2)));

        Assert.Equal("QUANTITY_NOT_SMALLER", Assert.IsType<OrderNotReduced>(reduced.Error).Code);
        Assert.Equal((50_000_000, 30_000_000), ((int)(await world.OrderAsync("sam", order.OrderId)).Quantity, (int)(await world.OrderAsync("sam", order.OrderId)).Executed));
        world.AssertSettled();
    }

    [Theory]
    [InlineData("0.5", "QUANTITY_NOT_SMALLER")]
    [InlineData("0.6", "QUANTITY_NOT_SMALLER")]
    [InlineData("0.400001", "FILTER_LOT_SIZE")]
    [InlineData("0.00001", "FILTER_NOTIONAL")]
    [InlineData("x", "VALIDATION_FAILED")]
    public async Task Reduce_ToWhatItCannotBe_IsRefusedAndSendsNothing(string quantity, string code)
    {
        var world = await FundedAsync();
        var order = await world.PlacedAsync(world.Limit("sam", OrderSide.Sell, "50000", "0.5"));

        var reduced = await world.Reduce.ExecuteAsync("sam", order.OrderId, quantity, TimeSpan.Zero);

        Assert.Equal(code, reduced.Error!.Code);
        Assert.Empty(world.Bus.Published);
        Assert.IsType<OrderNotFound>((await world.Reduce.ExecuteAsync("bea", order.OrderId, "0.1", TimeSpan.Zero)).Error);
    }

    [Fact]
    public async Task Place_WhileTheEnginesAreBehind_IsRefusedAndReservesNothing()
    {
        var world = await FundedAsync();
        world.Queues.Length = world.OrderOptions.MaxQueuedCommands + 1;

        var refused = await world.Place.ExecuteAsync(world.Limit("sam", OrderSide.Sell, "50000", "0.1"), TimeSpan.Zero);

        Assert.NotNull(Assert.IsType<ServiceUnavailable>(refused.Error).RetryAfter);
        Assert.Equal(("1.00000000", "0.00000000"), await world.BalanceAsync("sam", "BTC"));
        Assert.Empty(world.Bus.Published);
        world.Queues.Length--;
        Assert.True((await world.Place.ExecuteAsync(world.Limit("sam", OrderSide.Sell, "50000", "0.1"), TimeSpan.Zero)).IsSuccess);
    }

    [Fact]
    public async Task Test_AnyOrder_SaysWhatItWouldHoldAndChangesNothing()
    {
        var world = await FundedAsync();

        var tested = await world.Test.ExecuteAsync(world.Limit("sam", OrderSide.Sell, "50000", "0.1"));
        var refused = await world.Test.ExecuteAsync(world.Limit("sam", OrderSide.Sell, "50000", "1.1"));

        Assert.Equal(("0.10000000", "1.00000000"), (tested.Value.Hold.ToString(), tested.Value.Available.ToString()));
        Assert.IsType<InsufficientFunds>(refused.Error);
        Assert.Equal(("1.00000000", "0.00000000"), await world.BalanceAsync("sam", "BTC"));
        Assert.Empty(world.Bus.Published);
    }

    private static PlaceOrderCommand Order(string user, OrderSide side, OrderType type) => new(user, TradingWorld.Symbol, side, type);

    /// <summary>A trade at a price, between cat and cat.</summary>
    private static async Task TradeAsync(TradingWorld world, string price)
    {
        await world.PlacedAsync(world.Limit("cat", OrderSide.Sell, price, "0.01"));
        var bought = await world.PlacedAsync(world.Limit("cat", OrderSide.Buy, price, "0.01"));
        Assert.Equal(OrderStatus.Filled, bought.Status);
    }

    private static async Task<TradingWorld> FundedAsync()
    {
        var world = await new TradingWorld().WithMarketAsync();
        world.ReferenceTicks = 5_000_000;
        await world.FundAsync("sam", "1", "BTC");
        await world.FundAsync("bea", "100000", "USDT");
        return world;
    }
}
