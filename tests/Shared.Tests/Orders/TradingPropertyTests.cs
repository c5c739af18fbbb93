using CryptoVault.Messaging;
using CryptoVault.Money;
using CryptoVault.Orders;
using CryptoVault.Orders.Lists;
using CryptoVault.Orders.Placing;
using CryptoVault.Results;
using CryptoVault.Shared.Tests.Storage;

namespace CryptoVault.Shared.Tests.Orders;

/// <summary>
/// Customers trade at random while commits fail, answers get lost, messages come late, twice and in any order, and the
/// engine's process dies: whatever happens, at the end all money is where it belongs.
/// </summary>
public sealed class TradingPropertyTests
{
    private static readonly string[] Users = ["ann", "bob", "cid", "dee", "eve"];

    private static readonly MemoryStore.Fault[] Faults =
    [
        MemoryStore.Fault.Throttled, MemoryStore.Fault.Unavailable, MemoryStore.Fault.LostBefore, MemoryStore.Fault.LostAfter,
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task Trading_WithFaultsAndDisorder_LosesAndDoublesNothing(int seed)
    {
        var random = new Random(seed);
        var world = await new TradingWorld(new() { MaxDocumentsPerCommit = random.Next(3, 90), MaxAttempts = 60, MaxFillsKeptBack = 4 }).WithMarketAsync();
        world.ReferenceTicks = 5_000_000;
        foreach (var user in Users)
        {
            await world.FundAsync(user, "10", "BTC");
            await world.FundAsync(user, "500000", "USDT");
        }

        var placed = new List<(string User, string OrderId)>();
        for (var step = 0; step < 400; step++)
        {
            await ActAsync(world, random, placed);
            await DisorderAsync(world, random);
        }

        await SettleDownAsync(world);

        world.AssertSettled();
        await AssertOrdersAgreeAsync(world, placed);
        await AssertNothingCameOrWentAsync(world);
    }

    private static async Task ActAsync(TradingWorld world, Random random, List<(string User, string OrderId)> placed)
    {
        var user = Users[random.Next(Users.Length)];
        if (placed.Count > 0 && random.Next(5) == 0)
        {
            var (owner, orderId) = placed[random.Next(placed.Count)];
            await (random.Next(3) == 0
                ? Finish(world, world.Reduce.ExecuteAsync(owner, orderId, AssetCatalog.Default.Get("BTC").Format(random.Next(1, 20_000) * 1_000L), TimeSpan.Zero))
                : Finish(world, world.Cancel.ExecuteAsync(owner, orderId, TimeSpan.Zero)));
            return;
        }

        if (placed.Count > 0 && random.Next(8) == 0)
        {
            var (owner, orderId) = placed[^Math.Min(placed.Count, random.Next(1, 12))];
            Keep(placed, owner, (await Finish(world, world.Replace.ExecuteAsync(orderId, Order(random, owner), TimeSpan.Zero))).Map(answer => answer.Order.OrderId));
            return;
        }

        if (random.Next(8) == 0)
        {
            var list = await Finish(world, world.PlaceList.ExecuteAsync(List(random, user), TimeSpan.Zero));
            if (list.IsSuccess)
            {
                placed.AddRange(list.Value.Orders.Select(order => (user, order.OrderId)));
                await (random.Next(4) == 0 ? Finish(world, world.CancelList.ExecuteAsync(user, list.Value.List.ListId, TimeSpan.Zero)) : Task.CompletedTask);
            }

            return;
        }

        var result = await Finish(world, world.Place.ExecuteAsync(Order(random, user), TimeSpan.Zero));
        Keep(placed, user, result.Map(answer => answer.Order.OrderId));
    }

    private static void Keep(List<(string User, string OrderId)> placed, string user, Result<string> orderId)
    {
        if (orderId.IsSuccess)
        {
            placed.Add((user, orderId.Value));
        }
    }

    /// <summary>A list around 50,000: legs above and below it.</summary>
    private static PlaceOrderListCommand List(Random random, string user)
    {
        var type = (OrderListType)random.Next(3);
        var side = (OrderSide)random.Next(2);
        var quantity = AssetCatalog.Default.Get("BTC").Format(random.Next(1, 20_000) * 1_000L);
        PlaceOrderCommand Leg(OrderType of, int away, bool isStop)
        {
            var price = AssetCatalog.Default.Get("USDT").Format((5_000_000L + (side == OrderSide.Sell ? away : -away)) * 1_000_000L);
            return new PlaceOrderCommand(user, TradingWorld.Symbol, side, of) { Quantity = quantity, Price = isStop ? null : price, StopPrice = isStop ? price : null };
        }

        List<PlaceOrderCommand> legs = [Leg(OrderType.LimitMaker, random.Next(-50, 250), false)];
        if (type != OrderListType.Oto)
        {
            legs.Add(Leg(OrderType.StopLoss, -random.Next(-50, 250), true));
        }

        var working = PlainOrder(random, user, side == OrderSide.Buy ? OrderSide.Sell : OrderSide.Buy, AssetCatalog.Default.Get("USDT").Format(5_000_000L * 1_000_000L), quantity);
        return new PlaceOrderListCommand(user, TradingWorld.Symbol, type, legs) { Working = type == OrderListType.Oco ? null : working };
    }

    private static PlaceOrderCommand Order(Random random, string user)
    {
        var side = (OrderSide)random.Next(2);
        var quantity = AssetCatalog.Default.Get("BTC").Format(random.Next(1, 40_000) * 1_000L);
        var price = AssetCatalog.Default.Get("USDT").Format((5_000_000L + random.Next(-300, 300)) * 1_000_000L);
        var order = random.Next(20) < 9 ? PlainOrder(random, user, side, price, quantity) : SpecialOrder(random, user, side, price, quantity);
        return order with { SelfTradePrevention = (SelfTradePrevention)random.Next(5) };
    }

    private static PlaceOrderCommand SpecialOrder(Random random, string user, OrderSide side, string price, string quantity)
    {
        var stop = AssetCatalog.Default.Get("USDT").Format((5_000_000L + random.Next(-200, 200)) * 1_000_000L);
        PlaceOrderCommand Of(OrderType type) => new(user, TradingWorld.Symbol, side, type) { Quantity = quantity };
        return random.Next(8) switch
        {
            0 => Of(OrderType.LimitMaker) with { Price = price },
            1 => Of(OrderType.Limit) with { Price = price, TimeInForce = TimeInForce.Fok },
            2 => Of(OrderType.StopLoss) with { StopPrice = stop },
            3 => Of(OrderType.StopLossLimit) with { StopPrice = stop, Price = price },
            4 => Of(OrderType.TakeProfit) with { StopPrice = stop },
            5 => Of(OrderType.TakeProfitLimit) with { StopPrice = stop, Price = price, TimeInForce = TimeInForce.Ioc },
            6 => Of(random.Next(2) == 0 ? OrderType.StopLoss : OrderType.TakeProfit) with { TrailingDelta = random.Next(10, 40) },
            _ => Of(OrderType.Limit) with { Price = price, IcebergQuantity = AssetCatalog.Default.Get("BTC").Format(random.Next(4_000, 9_000) * 1_000L), Quantity = "0.4" },
        };
    }

    private static PlaceOrderCommand PlainOrder(Random random, string user, OrderSide side, string price, string quantity)
    {
        return random.Next(10) switch
        {
            < 7 => new PlaceOrderCommand(user, TradingWorld.Symbol, side, OrderType.Limit) { Price = price, Quantity = quantity },
            7 => new PlaceOrderCommand(user, TradingWorld.Symbol, side, OrderType.Limit) { Price = price, Quantity = quantity, TimeInForce = TimeInForce.Ioc },
            8 => new PlaceOrderCommand(user, TradingWorld.Symbol, side, OrderType.Market) { Quantity = quantity },
            _ => new PlaceOrderCommand(user, TradingWorld.Symbol, side, OrderType.Market) { QuoteAmount = AssetCatalog.Default.Get("USDT").Format(random.NextInt64(1_00000000, 5_000_00000000)) },
        };
    }

    /// <summary>Delivers some of what waits, in any order, some of it twice, under faults.</summary>
    private static async Task DisorderAsync(TradingWorld world, Random random)
    {
        world.TakePublished();
        if (random.Next(40) == 0)
        {
            world.RestartEngine();
        }

        for (var i = random.Next(4); i > 0 && world.Waiting.Count > 0; i--)
        {
            var pick = random.Next(Math.Min(world.Waiting.Count, 12));
            var (item, message) = world.Waiting[pick];
            if (random.Next(6) > 0)
            {
                world.Waiting.RemoveAt(pick);
            }

            if (random.Next(8) == 0)
            {
                world.Store.FailNext(Faults[random.Next(Faults.Length)]);
            }

            if (await DeliverAsync(world, message) is not null)
            {
                world.Waiting.Add((item, message));
            }

            world.TakePublished();
        }
    }

    private static async Task<Error?> DeliverAsync(TradingWorld world, OutboxMessage message)
    {
        var delivering = world.DeliverAsync(message);
        await Finish(world, delivering);
        var error = await delivering;
        Assert.True(error is null or ServiceUnavailable, error?.Message);
        return error;
    }

    private static async Task<T> Finish<T>(TradingWorld world, Task<T> running)
    {
        while (!running.IsCompleted)
        {
            world.Clock.Advance(TimeSpan.FromTicks(10));
            await Task.Yield();
        }

        return await running;
    }

    private static async Task SettleDownAsync(TradingWorld world)
    {
        for (world.TakePublished(); world.Waiting.Count > 0; world.TakePublished())
        {
            var (_, message) = world.Waiting[0];
            world.Waiting.RemoveAt(0);
            Assert.Null(await DeliverAsync(world, message));
        }
    }

    private static async Task AssertOrdersAgreeAsync(TradingWorld world, List<(string User, string OrderId)> placed)
    {
        var seen = new HashSet<OrderStatus>();
        foreach (var (user, orderId) in placed)
        {
            var order = await world.OrderAsync(user, orderId);
            Assert.True(order.Status != OrderStatus.PendingNew || order.Waits);
            var filled = order.Fills.Aggregate((Int128)0, (sum, fill) => sum + fill.Quantity);
            Assert.True(order.FillPages > 0 || filled == order.Executed);
            seen.Add(order.Status);
        }

        Assert.Superset(new HashSet<OrderStatus> { OrderStatus.New, OrderStatus.Filled, OrderStatus.Canceled, OrderStatus.Expired, OrderStatus.ExpiredInMatch }, seen);
    }

    private static async Task AssertNothingCameOrWentAsync(TradingWorld world)
    {
        foreach (var (asset, total) in new[] { ("BTC", "50.00000000"), ("USDT", "2500000.00000000") })
        {
            var of = AssetCatalog.Default.Get(asset);
            Int128 sum = 0;
            foreach (var user in Users)
            {
                var (available, held) = await world.BalanceAsync(user, asset);
                sum += CryptoVault.Shared.Tests.Ledger.LedgerWorld.Of(available, of).Units + CryptoVault.Shared.Tests.Ledger.LedgerWorld.Of(held, of).Units;
            }

            var revenue = world.Audit().Assets.Single(totals => totals.Asset == asset).Revenue;
            Assert.Equal(total, of.Format(sum + Int128.Parse(revenue)));
        }
    }
}
