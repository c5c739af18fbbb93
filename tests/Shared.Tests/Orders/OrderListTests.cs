using CryptoVault.Markets;
using CryptoVault.Matching;
using CryptoVault.Money;
using CryptoVault.Orders;
using CryptoVault.Orders.Lists;
using CryptoVault.Orders.Placing;
using CryptoVault.Results;

namespace CryptoVault.Shared.Tests.Orders;

/// <summary>OCO, OTO and OTOCO: what is held when, what the orders do to each other, and that each way out releases the money once.</summary>
public sealed class OrderListTests
{
    [Fact]
    public async Task PlaceOco_TwoLegs_ShareTheLargerHold()
    {
        var world = await FundedAsync();

        var list = await PlacedAsync(world, BuyOco());

        // The limit maker needs 40,000, the stop 62,400: a fifth above 52,000.
        Assert.Equal(("37600.00000000", "62400.00000000"), await world.BalanceAsync("bea", "USDT"));
        Assert.All(list.Orders, order => Assert.Equal((OrderStatus.New, list.List.ListId), (order.Status, order.ListId)));
        world.AssertSettled();
    }

    [Fact]
    public async Task PlaceOco_LimitTrades_TheStopEndsAndTheRestOfTheHoldIsExact()
    {
        var world = await FundedAsync();
        var list = await PlacedAsync(world, BuyOco());

        await world.PlacedAsync(world.Limit("sam", OrderSide.Sell, "40000", "0.25"));

        var after = (await world.Lists.GetAsync("bea", list.List.ListId)).Value;
        Assert.Equal((OrderStatus.PartiallyFilled, OrderStatus.Expired), (after.Orders[0].Status, after.Orders[1].Status));
        Assert.Equal(("60000.00000000", "30000.00000000"), await world.BalanceAsync("bea", "USDT"));
        Assert.True(after.IsOpen);
        world.AssertSettled();
    }

    [Fact]
    public async Task PlaceOco_StopTriggers_TheLimitEndsAndTheStopSpendsItsBudget()
    {
        var world = await FundedAsync();
        var list = await PlacedAsync(world, BuyOco());
        await world.PlacedAsync(world.Limit("sam", OrderSide.Sell, "52000", "0.1"));
        await world.PlacedAsync(world.Limit("sam", OrderSide.Sell, "53000", "0.8"));
        await world.FundAsync("cat", "10000", "USDT");

        await world.PlacedAsync(world.Limit("cat", OrderSide.Buy, "52000", "0.1"));

        var after = (await world.Lists.GetAsync("bea", list.List.ListId)).Value;
        Assert.Equal((OrderStatus.Expired, OrderStatus.Expired, 80_000_000), (after.Orders[0].Status, after.Orders[1].Status, (int)after.Orders[1].Executed));
        Assert.Equal(("57600.00000000", "0.00000000"), await world.BalanceAsync("bea", "USDT"));
        Assert.False(after.IsOpen);
        world.AssertSettled();
    }

    [Fact]
    public async Task PlaceOco_OneLegRefused_BothAreRejectedAndTheHoldIsFree()
    {
        var world = await FundedAsync();
        await world.PlacedAsync(world.Limit("sam", OrderSide.Sell, "40000", "0.5"));

        var list = await PlacedAsync(world, BuyOco());

        Assert.Equal([(OrderStatus.Rejected, "WOULD_TAKE"), (OrderStatus.Rejected, "OTHER_LEG_REJECTED")], list.Orders.Select(order => (order.Status, order.Reason)));
        Assert.Equal(("100000.00000000", "0.00000000"), await world.BalanceAsync("bea", "USDT"));
        world.AssertSettled();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task CancelOco_ByListOrByLeg_EndsBothAndReleasesTheHoldOnce(bool byLeg)
    {
        var world = await FundedAsync();
        var list = await PlacedAsync(world, BuyOco());

        if (byLeg)
        {
            await world.DeliverUntilAsync(world.Cancel.ExecuteAsync("bea", list.Orders[1].OrderId, TimeSpan.FromSeconds(2)));
        }
        else
        {
            var canceled = await world.DeliverUntilAsync(world.CancelList.ExecuteAsync("bea", list.List.ListId, TimeSpan.FromSeconds(2)));
            Assert.False(canceled.Value.IsOpen);
        }

        var after = (await world.Lists.GetAsync("bea", list.List.ListId)).Value;
        Assert.All(after.Orders, order => Assert.Equal(OrderStatus.Canceled, order.Status));
        Assert.Equal(("100000.00000000", "0.00000000"), await world.BalanceAsync("bea", "USDT"));
        Assert.IsType<OrderListClosed>((await world.CancelList.ExecuteAsync("bea", list.List.ListId, TimeSpan.Zero)).Error);
        world.AssertSettled();
    }

    [Fact]
    public async Task CancelOco_BeforeItsOrders_KillsBothWhenTheyCome()
    {
        var world = await FundedAsync();
        var placed = await world.PlaceList.ExecuteAsync(BuyOco(), TimeSpan.Zero);
        world.TakePublished();
        var placing = world.Waiting.Single();
        world.Waiting.Clear();
        await world.CancelList.ExecuteAsync("bea", placed.Value.List.ListId, TimeSpan.Zero);
        await world.DeliverAllAsync();

        world.Waiting.Add(placing);
        await world.DeliverAllAsync();

        var after = (await world.Lists.GetAsync("bea", placed.Value.List.ListId)).Value;
        Assert.All(after.Orders, order => Assert.Equal((OrderStatus.Canceled, "CANCELED_BEFORE_ARRIVAL"), (order.Status, order.Reason)));
        Assert.Equal(("100000.00000000", "0.00000000"), await world.BalanceAsync("bea", "USDT"));
        world.AssertSettled();
    }

    [Fact]
    public async Task RejectLost_OcoThatNeverCame_EndsBothAndReleasesTheHold()
    {
        var world = await FundedAsync();
        var placed = await world.PlaceList.ExecuteAsync(BuyOco(), TimeSpan.Zero);
        world.TakePublished();
        var placing = world.Waiting.Single();
        world.Waiting.Clear();
        world.Clock.Advance(TimeSpan.FromSeconds(91));

        Assert.Equal(2, await world.RejectLostAsync());
        await world.DeliverAllAsync();
        world.Waiting.Add(placing); // delivered again by hand, it changes nothing
        await world.DeliverAllAsync();

        var after = (await world.Lists.GetAsync("bea", placed.Value.List.ListId)).Value;
        Assert.All(after.Orders, order => Assert.Equal((OrderStatus.Rejected, "COMMAND_UNDELIVERABLE"), (order.Status, order.Reason)));
        Assert.Equal(("100000.00000000", "0.00000000"), await world.BalanceAsync("bea", "USDT"));
        world.AssertSettled();
    }

    [Fact]
    public async Task Apply_OcoWhoseCommandCannotBeRead_EndsBothAndReleasesTheHold()
    {
        var world = await FundedAsync();
        var placed = await world.PlaceList.ExecuteAsync(BuyOco(), TimeSpan.Zero);
        world.TakePublished();
        var placing = world.Waiting.Single();
        world.Waiting.Clear();

        var rejection = MarketCommand.RejectionOf(placing.Message.MessageId, world.Clock.GetUtcNow(), "MALFORMED_COMMAND")!;
        await world.Engine.ApplyAsync([rejection, rejection]);
        await world.DeliverAllAsync();

        var after = (await world.Lists.GetAsync("bea", placed.Value.List.ListId)).Value;
        Assert.All(after.Orders, order => Assert.Equal((OrderStatus.Rejected, "MALFORMED_COMMAND"), (order.Status, order.Reason)));
        Assert.Equal(("100000.00000000", "0.00000000"), await world.BalanceAsync("bea", "USDT"));
        world.AssertSettled();
    }

    [Theory]
    [InlineData(MarketStatus.CancelOnly)]
    [InlineData(MarketStatus.Halted)]
    public async Task PlaceOco_MarketStopsBeforeItComes_BothAreRejectedAndTheHoldIsFree(MarketStatus status)
    {
        var world = await FundedAsync();
        var placed = await world.PlaceList.ExecuteAsync(BuyOco(), TimeSpan.Zero);
        world.TakePublished();
        var placing = world.Waiting.Single();
        world.Waiting.Clear();
        await new ChangeMarketStatus(world.Partitions, AssetCatalog.Default, world.Markets, world.Clock).ExecuteAsync(TradingWorld.Symbol, status);
        await world.DeliverAllAsync();

        world.Waiting.Add(placing);
        await world.DeliverAllAsync();

        var after = (await world.Lists.GetAsync("bea", placed.Value.List.ListId)).Value;
        Assert.All(after.Orders, order => Assert.Equal((OrderStatus.Rejected, "MARKET_NOT_TRADING"), (order.Status, order.Reason)));
        Assert.Equal(("100000.00000000", "0.00000000"), await world.BalanceAsync("bea", "USDT"));
        world.AssertSettled();
    }

    [Fact]
    public async Task Tick_OcoWithALegWhoseTimeIsOver_EndsBoth()
    {
        var world = await FundedAsync();
        var oco = BuyOco();
        oco = oco with { Legs = [oco.Legs[0] with { TimeInForce = TimeInForce.Gtd, ExpireTime = world.Clock.GetUtcNow().AddSeconds(30).ToString("O") }, oco.Legs[1]] };
        var list = await PlacedAsync(world, oco);
        world.Clock.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal(1, await world.TickAsync());
        await world.DeliverAllAsync();

        Assert.All((await world.Lists.GetAsync("bea", list.List.ListId)).Value.Orders, order => Assert.Equal(OrderStatus.Expired, order.Status));
        Assert.Equal(("100000.00000000", "0.00000000"), await world.BalanceAsync("bea", "USDT"));
        world.AssertSettled();
    }

    [Fact]
    public async Task PlaceOto_WorkingOrderFills_TheLegSellsWhatWasReallyReceived()
    {
        var world = await FundedAsync();
        var list = await PlacedAsync(world, Oto());
        Assert.Equal((OrderStatus.New, OrderStatus.PendingNew, true), (list.Orders[0].Status, list.Orders[1].Status, list.Orders[1].Waits));
        Assert.Equal(("60000.00000000", "40000.00000000"), await world.BalanceAsync("bea", "USDT"));
        world.AssertSettled();

        await world.PlacedAsync(world.Limit("sam", OrderSide.Sell, "40000", "1"));

        var after = (await world.Lists.GetAsync("bea", list.List.ListId)).Value;
        // 1 BTC less the maker's 10 basis points.
        Assert.Equal((OrderStatus.Filled, OrderStatus.New, 99_900_000, 100_000_000), (after.Orders[0].Status, after.Orders[1].Status, (int)after.Orders[1].Quantity, (int)after.Orders[1].AskedQuantity));
        Assert.Equal(("0.00000000", "0.99900000"), await world.BalanceAsync("bea", "BTC"));
        world.AssertSettled();

        await world.FundAsync("cat", "50000", "USDT");
        await world.PlacedAsync(world.Limit("cat", OrderSide.Buy, "45000", "1"));

        Assert.False((await world.Lists.GetAsync("bea", list.List.ListId)).Value.IsOpen);
        Assert.Equal(("0.00000000", "0.00000000"), await world.BalanceAsync("bea", "BTC"));
        world.AssertSettled();
    }

    [Fact]
    public async Task PlaceOto_WorkingOrderIsTold_OnlyWhenAllOfItTraded()
    {
        var world = await FundedAsync();
        var list = await PlacedAsync(world, Oto());

        await world.PlacedAsync(world.Limit("sam", OrderSide.Sell, "40000", "0.6"));
        Assert.True((await world.Lists.GetAsync("bea", list.List.ListId)).Value.Orders[1].Waits);
        await world.DeliverUntilAsync(world.Cancel.ExecuteAsync("bea", list.Orders[0].OrderId, TimeSpan.FromSeconds(2)));

        var after = (await world.Lists.GetAsync("bea", list.List.ListId)).Value;
        Assert.Equal((OrderStatus.Canceled, OrderStatus.Canceled), (after.Orders[0].Status, after.Orders[1].Status));
        Assert.Equal(("0.59940000", "0.00000000"), await world.BalanceAsync("bea", "BTC"));
        world.AssertSettled();
    }

    [Fact]
    public async Task CancelOto_LosesAgainstTheFill_TheLegIsNeverPlaced()
    {
        var world = await FundedAsync();
        var list = await PlacedAsync(world, Oto());
        await world.Place.ExecuteAsync(world.Limit("sam", OrderSide.Sell, "40000", "1"), TimeSpan.Zero);

        var canceled = await world.DeliverUntilAsync(world.CancelList.ExecuteAsync("bea", list.List.ListId, TimeSpan.FromSeconds(2)));

        Assert.Equal([OrderStatus.Filled, OrderStatus.Canceled], canceled.Value.Orders.Select(order => order.Status));
        Assert.Equal(("0.99900000", "0.00000000"), await world.BalanceAsync("bea", "BTC"));
        world.AssertSettled();
    }

    [Fact]
    public async Task Cancel_LegThatWaits_EndsTheList()
    {
        var world = await FundedAsync();
        var list = await PlacedAsync(world, Oto());

        var canceled = await world.DeliverUntilAsync(world.Cancel.ExecuteAsync("bea", list.Orders[1].OrderId, TimeSpan.FromSeconds(2)));

        Assert.Equal((OrderStatus.Canceled, true), (canceled.Value.Order.Status, canceled.Value.IsAnswered));
        Assert.False((await world.Lists.GetAsync("bea", list.List.ListId)).Value.IsOpen);
        Assert.Equal(("100000.00000000", "0.00000000"), await world.BalanceAsync("bea", "USDT"));
        world.AssertSettled();
    }

    [Fact]
    public async Task PlaceOto_WorkingOrderRejected_TheLegEndsWithIt()
    {
        var world = await FundedAsync();
        await world.PlacedAsync(world.Limit("sam", OrderSide.Sell, "40000", "0.1"));
        var oto = Oto();

        var list = await PlacedAsync(world, oto with { Working = oto.Working! with { Type = OrderType.LimitMaker } });

        Assert.Equal([(OrderStatus.Rejected, "WOULD_TAKE"), (OrderStatus.Rejected, "WORKING_ORDER_REJECTED")], list.Orders.Select(order => (order.Status, order.Reason)));
        Assert.Equal(("100000.00000000", "0.00000000"), await world.BalanceAsync("bea", "USDT"));
        world.AssertSettled();
    }

    [Fact]
    public async Task PlaceOto_LegPaysWithMoneyThatIsGone_IsRejectedAndNothingIsHeld()
    {
        var world = await FundedAsync();
        var oto = Oto();
        var list = await PlacedAsync(world, oto with { Legs = [new PlaceOrderCommand("bea", TradingWorld.Symbol, OrderSide.Buy, OrderType.Limit) { Price = "39000", Quantity = "1.9" }] });

        await world.PlacedAsync(world.Limit("sam", OrderSide.Sell, "40000", "1"));

        var after = (await world.Lists.GetAsync("bea", list.List.ListId)).Value;
        Assert.Equal((OrderStatus.Filled, OrderStatus.Rejected, "INSUFFICIENT_FUNDS"), (after.Orders[0].Status, after.Orders[1].Status, after.Orders[1].Reason));
        Assert.Equal(("60000.00000000", "0.00000000"), await world.BalanceAsync("bea", "USDT"));
        world.AssertSettled();
    }

    [Fact]
    public async Task PlaceOtoco_WorkingOrderFills_BothLegsShareWhatWasReceived()
    {
        var world = await FundedAsync();
        var list = await PlacedAsync(world, Otoco());

        await world.PlacedAsync(world.Limit("sam", OrderSide.Sell, "40000", "1"));

        var after = (await world.Lists.GetAsync("bea", list.List.ListId)).Value;
        Assert.Equal([OrderStatus.Filled, OrderStatus.New, OrderStatus.New], after.Orders.Select(order => order.Status));
        Assert.Equal(("0.00000000", "0.99900000"), await world.BalanceAsync("bea", "BTC"));
        world.AssertSettled();

        await world.FundAsync("cat", "50000", "USDT");
        await world.PlacedAsync(world.Limit("cat", OrderSide.Buy, "45000", "1"));

        after = (await world.Lists.GetAsync("bea", list.List.ListId)).Value;
        Assert.Equal([OrderStatus.Filled, OrderStatus.Filled, OrderStatus.Expired], after.Orders.Select(order => order.Status));
        Assert.Equal(("0.00000000", "0.00000000"), await world.BalanceAsync("bea", "BTC"));
        world.AssertSettled();
    }

    [Fact]
    public async Task PlaceOtoco_LegsWouldTriggerAtOnce_AreRejectedAndWhatWasReceivedIsFree()
    {
        var world = await FundedAsync();
        var otoco = Otoco();
        var list = await PlacedAsync(world, otoco with { Legs = [otoco.Legs[0], otoco.Legs[1] with { StopPrice = "41000" }] });

        await world.PlacedAsync(world.Limit("sam", OrderSide.Sell, "40000", "1"));

        var after = (await world.Lists.GetAsync("bea", list.List.ListId)).Value;
        Assert.Equal([("OTHER_LEG_REJECTED"), ("WOULD_TRIGGER_AT_ONCE")], after.Orders.Skip(1).Select(order => order.Reason));
        Assert.Equal(("0.99900000", "0.00000000"), await world.BalanceAsync("bea", "BTC"));
        world.AssertSettled();
    }

    [Fact]
    public async Task CancelOtoco_WhoseLegsWork_EndsBothLegs()
    {
        var world = await FundedAsync();
        var list = await PlacedAsync(world, Otoco());
        await world.PlacedAsync(world.Limit("sam", OrderSide.Sell, "40000", "1"));

        var canceled = await world.DeliverUntilAsync(world.CancelList.ExecuteAsync("bea", list.List.ListId, TimeSpan.FromSeconds(2)));

        Assert.Equal([OrderStatus.Filled, OrderStatus.Canceled, OrderStatus.Canceled], canceled.Value.Orders.Select(order => order.Status));
        Assert.Equal(("0.99900000", "0.00000000"), await world.BalanceAsync("bea", "BTC"));
        world.AssertSettled();
    }

    [Fact]
    public async Task PlaceList_SameClientIdAgain_ReturnsTheListAndOtherContentIsRefused()
    {
        var world = await FundedAsync();
        var named = Otoco() with { ClientListId = "bracket-1" };
        named = named with { Working = named.Working! with { ClientOrderId = "entry-1" } };
        var first = await PlacedAsync(world, named);

        var again = await world.PlaceList.ExecuteAsync(named, TimeSpan.Zero);
        var other = await world.PlaceList.ExecuteAsync(named with { Legs = [named.Legs[0] with { Price = "44000" }, named.Legs[1]] }, TimeSpan.Zero);
        var leg = await world.PlaceList.ExecuteAsync(named with { ClientListId = "bracket-2" }, TimeSpan.Zero);
        var plain = await world.Place.ExecuteAsync(named.Working!, TimeSpan.Zero);

        Assert.Equal(first.List.ListId, again.Value.List.ListId);
        Assert.IsType<DuplicateClientOrderId>(other.Error);
        Assert.Equal("DUPLICATE_CLIENT_ORDER_ID", leg.Error!.Code);
        Assert.IsType<DuplicateClientOrderId>(plain.Error);
        Assert.Equal(first.List.ListId, (await world.Lists.FindByClientIdAsync("bea", "bracket-1")).Value.List.ListId);
        Assert.Equal(("60000.00000000", "40000.00000000"), await world.BalanceAsync("bea", "USDT"));
        world.AssertSettled();
    }

    [Fact]
    public async Task PlaceList_BrokenShapeOrFilter_IsRefusedWhereItStands()
    {
        var world = await FundedAsync();
        var oco = BuyOco();
        async Task<(string Code, string Pointer)> RefusedAsync(PlaceOrderListCommand command)
        {
            var error = (await world.PlaceList.ExecuteAsync(command, TimeSpan.Zero)).Error!;
            return (error.Code, error.Fields[0].Pointer);
        }

        Assert.Equal(("VALIDATION_FAILED", "/legs"), await RefusedAsync(oco with { Legs = [oco.Legs[0]] }));
        Assert.Equal(("VALIDATION_FAILED", "/working"), await RefusedAsync(oco with { Working = Oto().Working }));
        Assert.Equal(("VALIDATION_FAILED", "/working"), await RefusedAsync(oco with { Type = OrderListType.Otoco }));
        Assert.Equal(("VALIDATION_FAILED", "/legs/1/side"), await RefusedAsync(oco with { Legs = [oco.Legs[0], oco.Legs[1] with { Side = OrderSide.Sell }] }));
        Assert.Equal(("VALIDATION_FAILED", "/legs/0/type"), await RefusedAsync(oco with { Legs = [oco.Legs[0] with { Type = OrderType.Limit }, oco.Legs[1]] }));
        Assert.Equal(("VALIDATION_FAILED", "/legs/0/price"), await RefusedAsync(oco with { Legs = [oco.Legs[0] with { Price = null }, oco.Legs[1]] }));
        Assert.Equal(("FILTER_LOT_SIZE", "/legs/1/quantity"), await RefusedAsync(oco with { Legs = [oco.Legs[0], oco.Legs[1] with { Quantity = "1.000001" }] }));
        Assert.Equal(("100000.00000000", "0.00000000"), await world.BalanceAsync("bea", "USDT"));
        Assert.Empty((await world.Lists.ListAsync("bea", null, 10, null)).Items);
    }

    [Fact]
    public async Task Change_OrdersOfAList_ReduceAndReplaceAreRefused()
    {
        var world = await FundedAsync();
        var oto = await PlacedAsync(world, Oto());

        var reduced = await world.Reduce.ExecuteAsync("bea", oto.Orders[1].OrderId, "0.5", TimeSpan.Zero);
        var replaced = await world.Replace.ExecuteAsync(oto.Orders[0].OrderId, world.Limit("bea", OrderSide.Buy, "39000", "1"), TimeSpan.Zero);

        Assert.Equal(("ORDER_IS_IN_LIST", "ORDER_IS_IN_LIST"), (reduced.Error!.Code, replaced.Error!.Code));
        Assert.Equal(("60000.00000000", "40000.00000000"), await world.BalanceAsync("bea", "USDT"));
        world.AssertSettled();
    }

    private static PlaceOrderListCommand BuyOco() => new("bea", TradingWorld.Symbol, OrderListType.Oco,
    [
        new PlaceOrderCommand("bea", TradingWorld.Symbol, OrderSide.Buy, OrderType.LimitMaker) { Price = "40000", Quantity = "1" },
        new PlaceOrderCommand("bea", TradingWorld.Symbol, OrderSide.Buy, OrderType.StopLoss) { StopPrice = "52000", Quantity = "1" },
    ]);

    private static PlaceOrderListCommand Oto() => new("bea", TradingWorld.Symbol, OrderListType.Oto,
        [new PlaceOrderCommand("bea", TradingWorld.Symbol, OrderSide.Sell, OrderType.Limit) { Price = "45000", Quantity = "1" }])
    {
        Working = new PlaceOrderCommand("bea", TradingWorld.Symbol, OrderSide.Buy, OrderType.Limit) { Price = "40000", Quantity = "1" },
    };

    private static PlaceOrderListCommand Otoco() => new("bea", TradingWorld.Symbol, OrderListType.Otoco,
    [
        new PlaceOrderCommand("bea", TradingWorld.Symbol, OrderSide.Sell, OrderType.LimitMaker) { Price = "45000", Quantity = "1" },
        new PlaceOrderCommand("bea", TradingWorld.Symbol, OrderSide.Sell, OrderType.StopLossLimit) { StopPrice = "36000", Price = "35000", Quantity = "1" },
    ])
    {
        Working = Oto().Working,
    };

    private static async Task<OrderListFound> PlacedAsync(TradingWorld world, PlaceOrderListCommand command)
    {
        var placed = await world.PlaceList.ExecuteAsync(command, TimeSpan.Zero);
        Assert.True(placed.IsSuccess, placed.Error?.Message);
        await world.DeliverAllAsync();
        return (await world.Lists.GetAsync(command.UserId, placed.Value.List.ListId)).Value;
    }

    private static async Task<TradingWorld> FundedAsync()
    {
        var world = await new TradingWorld().WithMarketAsync();
        await world.FundAsync("bea", "100000", "USDT");
        await world.FundAsync("sam", "1", "BTC");
        return world;
    }
}
