using System.Globalization;
using CryptoVault.Orders;
using CryptoVault.Orders.Lists;
using CryptoVault.Orders.Placing;

namespace CryptoVault.Simulation.World;

/// <summary>What the customers do with orders that have to do with others: cancel-replace, and lists.</summary>
internal sealed class Traders(SimWorld world)
{
    private const string Symbol = "BTC-USDT";
    private int number;

    private Kernel.Chance Dice => world.Chance;

    /// <summary>A new order in the place of one of the last ones, whatever became of that.</summary>
    public void Replace()
    {
        if (world.Model.Orders.Count == 0)
        {
            return;
        }

        var old = world.Model.Orders.Values.ElementAt(Math.Max(0, world.Model.Orders.Count - 1 - Dice.Below(20)));
        var side = Dice.Below(8) == 0 ? Opposite(old.Side) : old.Side;
        var (command, sent) = Limit(old.User, side, $"r{++number}");
        if (Dice.Below(6) == 0)
        {
            command = command with { TimeInForce = TimeInForce.Gtd, ExpireTime = Soon() };
        }

        world.Model.Orders[sent.OrderId] = sent;
        var wait = TimeSpan.FromMilliseconds(Dice.Below(3) * 200);
        world.Clients.Remember(() => new Operation(
            $"{old.User} replaces {old.OrderId} by {command.ClientOrderId} {side} {command.Quantity} at {command.Price}",
            async node => (await node.Get<ReplaceOrder>().ExecuteAsync(old.OrderId, command, wait)).Error,
            () => sent.WasAcknowledged = true));
    }

    /// <summary>An OCO, an OTO or an OTOCO.</summary>
    public void PlaceList()
    {
        var user = Dice.Of(Clients.All);
        var name = $"l{++number}";
        var type = (OrderListType)Dice.Below(3);
        var side = Dice.Below(2) == 0 ? OrderSide.Buy : OrderSide.Sell;
        var orders = new List<SentOrder>();
        PlaceOrderCommand? working = null;
        if (type != OrderListType.Oco)
        {
            (working, var sent) = Limit(user, side, $"{name}w");
            orders.Add(sent);
        }

        var legs = Legs(user, type == OrderListType.Oco ? side : Opposite(side), name, type == OrderListType.Oto ? 1 : 2);
        orders.AddRange(legs.Select(leg => leg.Sent));
        orders.ForEach(order => world.Model.Orders[order.OrderId] = order);
        world.Model.Lists.Add((user, OrderKey.OfClientList(user, name)));
        var command = new PlaceOrderListCommand(user, Symbol, type, [.. legs.Select(leg => leg.Command)]) { Working = working, ClientListId = name };
        var wait = TimeSpan.FromMilliseconds(Dice.Below(3) * 200);
        world.Clients.Remember(() => new Operation(
            $"{user} {name} {type} {side}",
            async node => (await node.Get<PlaceOrderList>().ExecuteAsync(command, wait)).Error,
            () => orders.ForEach(order => order.WasAcknowledged = true)));
    }

    public void CancelList()
    {
        if (world.Model.Lists.Count > 0)
        {
            var (user, listId) = world.Model.Lists[Math.Max(0, world.Model.Lists.Count - 1 - Dice.Below(8))];
            world.Clients.Begin(new Operation(
                $"{user} cancels list {listId}", async node => (await node.Get<CancelOrderList>().ExecuteAsync(user, listId, TimeSpan.Zero)).Error));
        }
    }

    /// <summary>A leg that waits in the book on the good side of the price, and a stop on the other.</summary>
    private List<(PlaceOrderCommand Command, SentOrder Sent)> Legs(string user, OrderSide side, string name, int count)
    {
        var (limit, sent) = Limit(user, side, $"{name}a");
        if (count == 1 && Dice.Below(2) == 0)
        {
            return [(limit, sent)];
        }

        var away = 50 + (Dice.Below(12) * 25);
        var good = Price(side == OrderSide.Sell ? 10_000 + away : 10_000 - away);
        limit = limit with { Type = OrderType.LimitMaker, Price = good.Text };
        var maker = (limit, sent with { Price = good.Units });
        if (count == 1)
        {
            return [maker];
        }

        var stop = Price(side == OrderSide.Sell ? 10_000 - away : 10_000 + away);
        var (command, other) = Limit(user, side, $"{name}b");
        var isLimit = Dice.Below(2) == 0;
        command = command with { Type = isLimit ? OrderType.StopLossLimit : OrderType.StopLoss, StopPrice = stop.Text, Price = isLimit ? stop.Text : null, Quantity = limit.Quantity };
        return [maker, (command, other with { Price = isLimit ? stop.Units : 0 })];
    }

    private (PlaceOrderCommand Command, SentOrder Sent) Limit(string user, OrderSide side, string name)
    {
        var price = Price(9_800 + (Dice.Below(17) * 25));
        var quantity = ((Dice.Below(100_000) + 2_000) / 100_000m).ToString(CultureInfo.InvariantCulture);
        var command = new PlaceOrderCommand(user, Symbol, side, OrderType.Limit) { ClientOrderId = name, Price = price.Text, Quantity = quantity };
        return (command, new SentOrder(user, OrderKey.OfClientOrder(user, name), side, price.Units));
    }

    private static (string Text, Int128 Units) Price(int ticks) => ((ticks / 100m).ToString(CultureInfo.InvariantCulture), (Int128)ticks * 1_000_000);

    private static OrderSide Opposite(OrderSide side) => side == OrderSide.Buy ? OrderSide.Sell : OrderSide.Buy;

    private string Soon() =>
        (Kernel.SimClock.Epoch + TimeSpan.FromTicks(world.Kernel.Now) + TimeSpan.FromSeconds(5 + Dice.Below(20))).ToString("O", CultureInfo.InvariantCulture);
}
