using CryptoVault.Matching;
using CryptoVault.Orders;

namespace CryptoVault.Shared.Tests.Matching;

/// <summary>Random commands around a narrow price, so that everything meets everything.</summary>
internal sealed class RandomCommands(int seed)
{
    private const long NoLimit = 1L << 40;
    private readonly Random random = new(seed);
    private readonly List<UInt128> placed = [];
    private long middle = 1_000;

    public (bool IsCancel, NewOrder Order) Next()
    {
        middle = Math.Clamp(middle + random.Next(-2, 3), 20, 5_000_000);
        if (placed.Count > 0 && random.Next(100) < 15)
        {
            return (true, new NewOrder { Id = placed[random.Next(placed.Count)] });
        }

        var order = random.Next(100) switch
        {
            < 60 => Limit(TimeInForce.Gtc),
            < 75 => Limit(TimeInForce.Ioc),
            < 88 => MarketByQuantity(),
            _ => MarketByQuote(),
        };
        order.Id = new UInt128((ulong)random.NextInt64(), (ulong)random.NextInt64());
        order.Owner = random.Next(1, 20);
        order.MakerBasisPoints = (short)(random.Next(5) == 0 ? random.Next(0, 10_001) : 10);
        order.TakerBasisPoints = (short)random.Next(0, 40);
        placed.Add(order.Id);
        return (false, order);
    }

    private NewOrder Limit(TimeInForce timeInForce)
    {
        var side = (OrderSide)random.Next(2);
        // Now and then a price far away, so that the tree of prices has to grow and to find distant neighbours.
        var far = random.Next(50) == 0 ? random.NextInt64(1, 1L << random.Next(5, 39)) : 0;
        var price = far > 0 && side == OrderSide.Sell ? middle + far : Math.Max(1, middle + random.Next(-10, 11) - (far % middle));
        var quantity = random.Next(1, 50);
        return new NewOrder
        {
            Side = side, Type = OrderType.Limit, TimeInForce = timeInForce, Price = price, Quantity = quantity,
            Budget = side == OrderSide.Buy ? price * quantity : NewOrder.NoBudget,
        };
    }

    private NewOrder MarketByQuantity()
    {
        var side = (OrderSide)random.Next(2);
        var quantity = random.Next(1, 200);
        return new NewOrder
        {
            Side = side, Type = OrderType.Market, TimeInForce = TimeInForce.Ioc, Quantity = quantity,
            Price = side == OrderSide.Buy ? middle + random.Next(100) : Math.Max(1, middle - random.Next(100)),
            Budget = side == OrderSide.Buy ? quantity * (middle + random.Next(-20, 50)) : NewOrder.NoBudget,
        };
    }

    private NewOrder MarketByQuote()
    {
        var side = (OrderSide)random.Next(2);
        var budget = random.NextInt64(1, middle * 100);
        return new NewOrder
        {
            Side = side, Type = OrderType.Market, TimeInForce = TimeInForce.Ioc, ByQuote = true, Budget = budget,
            Price = side == OrderSide.Buy ? NoLimit : 1,
            Quantity = side == OrderSide.Buy ? NoLimit : random.Next(1, 300),
        };
    }
}
