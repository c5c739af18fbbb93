using CryptoVault.Messaging;
using CryptoVault.Orders;
using CryptoVault.Orders.Placing;
using CryptoVault.Results;

namespace CryptoVault.Shared.Tests.Orders;

/// <summary>Cancel-replace: the difference is reserved first, both orders are swapped in one step, and nothing is ever half done.</summary>
public sealed class ReplaceOrderTests
{
    [Theory]
    [InlineData("40000", "1", "60000.00000000", "40000.00000000")]
    [InlineData("50000", "2", "0.00000000", "100000.00000000")]
    [InlineData("30000", "0.5", "85000.00000000", "15000.00000000")]
    public async Task Replace_WorkingBuy_HoldsExactlyWhatTheNewOneNeeds(string price, string quantity, string available, string held)
    {
        var world = await FundedAsync();
        var old = await world.PlacedAsync(world.Limit("bea", OrderSide.Buy, "40000", "1"));

        var order = await ReplacedAsync(world, old, world.Limit("bea", OrderSide.Buy, price, quantity));

        Assert.Equal((OrderStatus.New, old.OrderId), (order.Status, order.Replaces));
        var ended = await world.OrderAsync("bea", old.OrderId);
        Assert.Equal((OrderStatus.Canceled, order.OrderId), (ended.Status, ended.ReplacedBy));
        Assert.Equal((available, held), await world.BalanceAsync("bea", "USDT"));
        world.AssertSettled();
    }

    [Fact]
    public async Task Replace_WithAllMoneyInTheOldOrder_NeedsNoMore()
    {
        var world = await FundedAsync();
        var old = await world.PlacedAsync(world.Limit("sam", OrderSide.Sell, "60000", "1"));

        var order = await ReplacedAsync(world, old, world.Limit("sam", OrderSide.Sell, "59000", "1"));

        Assert.Equal(OrderStatus.New, order.Status);
        Assert.Equal(("0.00000000", "1.00000000"), await world.BalanceAsync("sam", "BTC"));
        await world.Cancel.ExecuteAsync("sam", order.OrderId, TimeSpan.Zero);
        await world.DeliverAllAsync();
        Assert.Equal(("1.00000000", "0.00000000"), await world.BalanceAsync("sam", "BTC"));
        world.AssertSettled();
    }

    [Fact]
    public async Task Replace_ByTheOtherSide_ReservesTheWholeNewOne()
    {
        var world = await FundedAsync();
        await world.FundAsync("bea", "1", "BTC");
        var old = await world.PlacedAsync(world.Limit("bea", OrderSide.Buy, "40000", "1"));

        var order = await ReplacedAsync(world, old, world.Limit("bea", OrderSide.Sell, "60000", "0.5"));

        Assert.Equal(OrderStatus.New, order.Status);
        Assert.Equal(("100000.00000000", "0.00000000"), await world.BalanceAsync("bea", "USDT"));
        Assert.Equal(("0.50000000", "0.50000000"), await world.BalanceAsync("bea", "BTC"));
        world.AssertSettled();
    }

    [Fact]
    public async Task Replace_BeyondWhatThereIs_IsRefusedAndChangesNothing()
    {
        var world = await FundedAsync();
        var old = await world.PlacedAsync(world.Limit("bea", OrderSide.Buy, "40000", "1"));

        var refused = await world.Replace.ExecuteAsync(old.OrderId, world.Limit("bea", OrderSide.Buy, "50000.01", "2"), TimeSpan.Zero);
        world.TakePublished();

        Assert.Equal("INSUFFICIENT_FUNDS", refused.Error!.Code);
        Assert.Empty(world.Waiting);
        Assert.Equal(("60000.00000000", "40000.00000000"), await world.BalanceAsync("bea", "USDT"));
        Assert.Equal(OrderStatus.New, (await world.OrderAsync("bea", old.OrderId)).Status);
    }

    [Fact]
    public async Task Replace_AfterAFillThatWasFaster_IsToldSoAndTheDifferenceIsFree()
    {
        var world = await FundedAsync();
        var old = await world.PlacedAsync(world.Limit("bea", OrderSide.Buy, "40000", "1"));
        var filling = await world.Place.ExecuteAsync(world.Limit("sam", OrderSide.Sell, "40000", "1"), TimeSpan.Zero);
        Assert.True(filling.IsSuccess);

        var command = world.Limit("bea", OrderSide.Buy, "50000", "1", clientOrderId: "again");
        var refused = await world.DeliverUntilAsync(world.Replace.ExecuteAsync(old.OrderId, command, TimeSpan.FromSeconds(2)));

        Assert.Equal((ErrorKind.Conflict, "ORDER_TO_REPLACE_NOT_WORKING"), (refused.Error!.Kind, refused.Error.Code));
        Assert.Equal(OrderStatus.Filled, (await world.OrderAsync("bea", old.OrderId)).Status);
        Assert.Equal(("60000.00000000", "0.00000000"), await world.BalanceAsync("bea", "USDT"));
        var again = await world.Replace.ExecuteAsync(old.OrderId, command, TimeSpan.Zero);
        Assert.Equal(refused.Error, again.Error);
        var closed = await world.Replace.ExecuteAsync(old.OrderId, command with { ClientOrderId = null }, TimeSpan.Zero);
        Assert.Equal("ORDER_CLOSED", closed.Error!.Code);
        world.AssertSettled();
    }

    [Fact]
    public async Task Replace_AfterAPartialFillThatTheCustomerDoesNotKnow_IsRefusedWhereTheRestDoesNotPay()
    {
        var world = await FundedAsync();
        var old = await world.PlacedAsync(world.Limit("bea", OrderSide.Buy, "40000", "1"));
        await world.Place.ExecuteAsync(world.Limit("sam", OrderSide.Sell, "40000", "0.5"), TimeSpan.Zero);

        var refused = await world.DeliverUntilAsync(world.Replace.ExecuteAsync(old.OrderId, world.Limit("bea", OrderSide.Buy, "41000", "1"), TimeSpan.FromSeconds(2)));

        Assert.Equal("RESERVATION_TOO_SMALL", refused.Error!.Code);
        Assert.Equal(OrderStatus.PartiallyFilled, (await world.OrderAsync("bea", old.OrderId)).Status);
        Assert.Equal(("60000.00000000", "20000.00000000"), await world.BalanceAsync("bea", "USDT"));
        world.AssertSettled();
    }

    [Fact]
    public async Task Replace_ByOneThatTakes_PaysFromWhatTheOldOneHeld()
    {
        var world = await FundedAsync();
        await world.PlacedAsync(world.Limit("sam", OrderSide.Sell, "50000", "1"));
        var old = await world.PlacedAsync(world.Limit("bea", OrderSide.Buy, "45000", "2"));

        var order = await ReplacedAsync(world, old, world.Limit("bea", OrderSide.Buy, "50000", "2"));

        Assert.Equal((OrderStatus.PartiallyFilled, 100_000_000), (order.Status, (int)order.Executed));
        Assert.Equal(("0.00000000", "50000.00000000"), await world.BalanceAsync("bea", "USDT"));
        world.AssertSettled();
    }

    [Fact]
    public async Task Replace_SameClientOrderIdAgain_ReturnsTheOrderAsItIs()
    {
        var world = await FundedAsync();
        var old = await world.PlacedAsync(world.Limit("bea", OrderSide.Buy, "40000", "1"));
        var command = world.Limit("bea", OrderSide.Buy, "41000", "1", clientOrderId: "r1");
        var first = await ReplacedAsync(world, old, command);

        var again = await world.Replace.ExecuteAsync(old.OrderId, command, TimeSpan.Zero);
        var other = await world.Replace.ExecuteAsync(old.OrderId, command with { Price = "42000" }, TimeSpan.Zero);
        var plain = await world.Place.ExecuteAsync(command, TimeSpan.Zero);

        Assert.Equal((first.OrderId, OrderStatus.New), (again.Value.Order.OrderId, again.Value.Order.Status));
        Assert.IsType<DuplicateClientOrderId>(other.Error);
        Assert.IsType<DuplicateClientOrderId>(plain.Error);
        Assert.Equal(("59000.00000000", "41000.00000000"), await world.BalanceAsync("bea", "USDT"));
        world.AssertSettled();
    }

    [Fact]
    public async Task Replace_TwiceInARow_OnlyTheFirstTakesThePlace()
    {
        var world = await FundedAsync();
        var old = await world.PlacedAsync(world.Limit("bea", OrderSide.Buy, "40000", "1"));
        var one = await world.Replace.ExecuteAsync(old.OrderId, world.Limit("bea", OrderSide.Buy, "41000", "1"), TimeSpan.Zero);
        var other = await world.Replace.ExecuteAsync(old.OrderId, world.Limit("bea", OrderSide.Buy, "42000", "1"), TimeSpan.Zero);

        await world.DeliverAllAsync();

        Assert.Equal(OrderStatus.New, (await world.OrderAsync("bea", one.Value.Order.OrderId)).Status);
        var refused = await world.OrderAsync("bea", other.Value.Order.OrderId);
        Assert.Equal((OrderStatus.Rejected, "ORDER_TO_REPLACE_NOT_WORKING"), (refused.Status, refused.Reason));
        Assert.Equal(("59000.00000000", "41000.00000000"), await world.BalanceAsync("bea", "USDT"));
        world.AssertSettled();
    }

    [Fact]
    public async Task Settle_ReplacementBeforeTheEndOfTheOldOrder_WaitsForWhatThatPassesOn()
    {
        var world = await FundedAsync();
        var old = await world.PlacedAsync(world.Limit("bea", OrderSide.Buy, "40000", "1"));
        await world.Place.ExecuteAsync(world.Limit("sam", OrderSide.Sell, "40000", "0.4"), TimeSpan.Zero);
        world.TakePublished();
        var fill = world.Waiting.Single();
        world.Waiting.Clear();
        Assert.Null(await world.DeliverAsync(fill.Message));
        world.TakePublished();
        var early = world.Waiting.Where(waiting => waiting.Message.SessionId == "bea").ToArray();
        world.Waiting.RemoveAll(waiting => waiting.Message.SessionId == "bea");
        var asked = await world.Replace.ExecuteAsync(old.OrderId, world.Limit("bea", OrderSide.Buy, "35000", "0.6"), TimeSpan.Zero);

        // The swap comes before the fill that it follows: it waits, and so does the new order.
        world.TakePublished();
        var swap = world.Waiting.Single(waiting => waiting.Message.Queue == Queues.MarketCommands);
        world.Waiting.Remove(swap);
        Assert.Null(await world.DeliverAsync(swap.Message));
        world.TakePublished();
        var told = world.Waiting.Single(waiting => waiting.Message.SessionId == "bea");
        Assert.Null(await world.DeliverAsync(told.Message));
        Assert.Equal(OrderStatus.PendingNew, (await world.OrderAsync("bea", asked.Value.Order.OrderId)).Status);

        world.Waiting.AddRange(early);
        await world.DeliverAllAsync();

        Assert.Equal(OrderStatus.New, (await world.OrderAsync("bea", asked.Value.Order.OrderId)).Status);
        Assert.Equal(("63000.00000000", "21000.00000000"), await world.BalanceAsync("bea", "USDT"));
        world.AssertSettled();
    }

    [Fact]
    public async Task RejectLost_ReplacementThatNeverCame_EndsItAndLeavesTheOldOneAlone()
    {
        var world = await FundedAsync();
        var old = await world.PlacedAsync(world.Limit("bea", OrderSide.Buy, "40000", "1"));
        var asked = await world.Replace.ExecuteAsync(old.OrderId, world.Limit("bea", OrderSide.Buy, "50000", "1"), TimeSpan.Zero);
        world.TakePublished();
        world.Waiting.Clear();
        world.Clock.Advance(TimeSpan.FromSeconds(91));

        Assert.Equal(1, await world.RejectLostAsync());
        await world.DeliverAllAsync();

        Assert.Equal(OrderStatus.Rejected, (await world.OrderAsync("bea", asked.Value.Order.OrderId)).Status);
        Assert.Equal(OrderStatus.New, (await world.OrderAsync("bea", old.OrderId)).Status);
        Assert.Equal(("60000.00000000", "40000.00000000"), await world.BalanceAsync("bea", "USDT"));
        world.AssertSettled();
    }

    [Fact]
    public async Task Replace_OfAnotherMarketOrOfNobody_IsRefused()
    {
        var world = await FundedAsync();
        var missing = await world.Replace.ExecuteAsync(Guid.Empty.ToString(), world.Limit("bea", OrderSide.Buy, "40000", "1"), TimeSpan.Zero);
        var old = await world.PlacedAsync(world.Limit("sam", OrderSide.Sell, "60000", "1"));
        var stranger = await world.Replace.ExecuteAsync(old.OrderId, world.Limit("bea", OrderSide.Buy, "40000", "1"), TimeSpan.Zero);

        Assert.Equal(("ORDER_NOT_FOUND", "ORDER_NOT_FOUND"), (missing.Error!.Code, stranger.Error!.Code));
        Assert.Equal(("100000.00000000", "0.00000000"), await world.BalanceAsync("bea", "USDT"));
    }

    private static async Task<OrderDocument> ReplacedAsync(TradingWorld world, OrderDocument old, PlaceOrderCommand command)
    {
        var asked = await world.Replace.ExecuteAsync(old.OrderId, command, TimeSpan.Zero);
        Assert.True(asked.IsSuccess, asked.Error?.Message);
        await world.DeliverAllAsync();
        return await world.OrderAsync(command.UserId, asked.Value.Order.OrderId);
    }

    private static async Task<TradingWorld> FundedAsync()
    {
        var world = await new TradingWorld().WithMarketAsync();
        await world.FundAsync("bea", "100000", "USDT");
        await world.FundAsync("sam", "1", "BTC");
        return world;
    }
}
