using CryptoVault.Markets;
using CryptoVault.Matching;
using CryptoVault.Orders;

namespace CryptoVault.MatchingComparison;

/// <summary>Random commands of all kinds around a narrow price, so that everything meets everything.</summary>
internal sealed class RandomCommands(int seed)
{
    private const long NoLimit = 1L << 40;
    private readonly Random random = new(seed);
    private readonly List<UInt128> placed = [];
    private long middle = 1_000;
    private long time = 1;

    /// <summary>The time of the last command that moved the market's clock.</summary>
    public long Time => time;

    /// <summary>Where about the price is: the market's last, which pulls the commands after it.</summary>
    public long LastPrice { get; set; }

    /// <summary>False for commands that every market takes: no halts, no changing bands.</summary>
    public bool ChangesRules { get; init; } = true;

    public static TimeInForce[] TimesOf(OrderType type) => type switch
    {
        OrderType.LimitMaker => [TimeInForce.Gtc, TimeInForce.Gtd],
        _ => type.HasLimit() ? [TimeInForce.Gtc, TimeInForce.Ioc, TimeInForce.Fok, TimeInForce.Gtd] : [TimeInForce.Ioc],
    };

    public BookCommand Next()
    {
        middle = Math.Clamp(middle + random.Next(-2, 3), 100, 5_000_000);
        if (LastPrice > 0 && random.Next(20) == 0)
        {
            middle = Math.Clamp(LastPrice, 100, 5_000_000);
        }

        return random.Next(1_000) switch
        {
            < 130 => new BookCommand { Kind = BookCommandKind.Cancel, Target = Earlier() },
            < 180 => new BookCommand { Kind = BookCommandKind.Reduce, Target = Earlier(), Amount = random.Next(0, 40) },
            < 240 => new BookCommand { Kind = BookCommandKind.Replace, Target = Earlier(), Amount = Reserved(), Order = Order() },
            < 290 => Pair(),
            < 320 => new BookCommand { Kind = BookCommandKind.Advance, Amount = time += random.Next(0, 4) },
            < 324 => Rule(),
            _ => new BookCommand { Kind = BookCommandKind.Place, Order = Order() },
        };
    }

    private UInt128 Earlier() => placed.Count == 0 ? 0 : placed[random.Next(Math.Max(0, placed.Count - 300), placed.Count)];

    private long Reserved() => random.Next(3) switch { 0 => 0, 1 => random.Next(1, 30_000), _ => NewOrder.NoBudget };

    private BookCommand Rule() => new()
    {
        Kind = BookCommandKind.Rule,
        Status = ChangesRules && random.Next(8) == 0 ? (MarketStatus)random.Next(3) : MarketStatus.Trading,
        Amount = !ChangesRules ? 0 : random.Next(3) switch { 0 => 0, 1 => random.Next(1, 5), _ => 50 },
    };

    private BookCommand Pair()
    {
        var order = Order();
        var command = new BookCommand { Kind = BookCommandKind.PlacePair, Order = order, Other = Order() };
        // Mostly as customers make them: a limit maker on one side of the price and a stop on the other.
        if (random.Next(6) > 0)
        {
            var side = (OrderSide)random.Next(2);
            command.Order = With(Fill(command.Order, OrderType.LimitMaker, side), side);
            command.Other = With(Fill(command.Other, random.Next(2) == 0 ? OrderType.StopLoss : OrderType.StopLossLimit, side), side);
            command.Other.Owner = command.Order.Owner;
        }

        return command;
    }

    /// <summary>The price of a limit maker that is likely not to take.</summary>
    private NewOrder With(NewOrder order, OrderSide side)
    {
        if (order.Type == OrderType.LimitMaker)
        {
            order.Price = Math.Max(1, side == OrderSide.Buy ? middle - random.Next(1, 15) : middle + random.Next(1, 15));
            order.Budget = side == OrderSide.Buy ? order.Price * order.Quantity : NewOrder.NoBudget;
        }

        return order;
    }

    private NewOrder Order()
    {
        var side = (OrderSide)random.Next(2);
        var type = random.Next(100) switch
        {
            < 45 => OrderType.Limit,
            < 57 => OrderType.LimitMaker,
            < 70 => OrderType.Market,
            < 78 => OrderType.StopLoss,
            < 86 => OrderType.StopLossLimit,
            < 93 => OrderType.TakeProfit,
            _ => OrderType.TakeProfitLimit,
        };
        var order = new NewOrder
        {
            Id = new UInt128((ulong)random.NextInt64(), (ulong)random.NextInt64()),
            Owner = random.Next(1, 8),
            MakerBasisPoints = (short)(random.Next(5) == 0 ? random.Next(0, 10_001) : 10),
            TakerBasisPoints = (short)random.Next(0, 40),
            Prevention = (SelfTradePrevention)random.Next(5),
        };
        placed.Add(order.Id);
        return With(Fill(order, type, side), side);
    }

    private NewOrder Fill(NewOrder order, OrderType type, OrderSide side)
    {
        var times = TimesOf(type);
        (order.Type, order.Side, order.TimeInForce) = (type, side, times[random.Next(times.Length)]);
        (order.ExpiresAt, order.Peak, order.ByQuote, order.TriggerPrice, order.TrailingBasisPoints) = (0, 0, false, 0, 0);
        order.Quantity = random.Next(2, 50);
        order.ExpiresAt = order.TimeInForce == TimeInForce.Gtd ? time + random.Next(0, 15) : 0;
        if (type.IsStop())
        {
            SetTrigger(ref order);
        }

        if (type.HasLimit())
        {
            SetLimit(ref order);
        }
        else
        {
            SetBudget(ref order);
        }

        return order;
    }

    private void SetTrigger(ref NewOrder order)
    {
        var distance = random.Next(-2, 12);
        var isTrailing = random.Next(3) == 0;
        order.TrailingBasisPoints = (short)(isTrailing ? random.Next(5, 150) : 0);
        order.TriggerPrice = isTrailing && random.Next(2) == 0 ? 0 : Math.Max(1, order.Type.TriggersRising(order.Side) ? middle + distance : middle - distance);
    }

    private void SetLimit(ref NewOrder order)
    {
        // Now and then a price far away, so that the tree of prices has to grow and to find distant neighbours.
        var far = random.Next(60) == 0 ? random.NextInt64(1, 1L << random.Next(5, 39)) : 0;
        order.Price = far > 0 && order.Side == OrderSide.Sell ? middle + far : Math.Max(1, middle + random.Next(-10, 11) - (far % middle));
        order.Budget = order.Side == OrderSide.Buy ? order.Price * order.Quantity : NewOrder.NoBudget;
        order.Peak = order.CanRest && random.Next(4) == 0 ? random.Next(1, (int)order.Quantity) : 0;
    }

    private void SetBudget(ref NewOrder order)
    {
        order.ByQuote = random.Next(3) == 0;
        order.Quantity = order.ByQuote ? (order.Side == OrderSide.Buy ? NoLimit : random.Next(1, 300)) : random.Next(1, 200);
        order.Price = random.Next(3) == 0 ? 0 : order.Side == OrderSide.Buy ? middle + random.Next(100) : Math.Max(1, middle - random.Next(100));
        order.Budget = order.ByQuote ? random.NextInt64(1, middle * 100)
            : order.Side == OrderSide.Buy ? order.Quantity * (middle + random.Next(-20, 50))
            : NewOrder.NoBudget;
    }
}
