using CryptoVault.Matching;
using CryptoVault.Orders;

namespace CryptoVault.Benchmarks;

/// <summary>A command of a stream: a book's command without what no stream has.</summary>
internal struct StreamCommand
{
    public NewOrder Order;

    /// <summary>The working order that it is about; of a placement, the new one.</summary>
    public UInt128 Target;
    public BookCommandKind Kind;
}

/// <summary>
/// The plain stream: random limit orders around a random walk of the price, 10 % cancels, 5 % market orders, both
/// sides, a given number of orders resting. The mixed stream: also 8 % stops, 6 % icebergs, 4 % fill-or-kill, 8 %
/// cancel-replace, and self-trade prevention on every other order, among a hundred customers. It is made with a fixed seed and a book of its own before any clock
/// starts; how far from the middle a limit order stands is steered so that the number of resting orders holds.
/// </summary>
internal sealed class OrderStream
{
    private const long Unlimited = 1L << 40;
    private readonly Random random;
    private readonly OrderBook book;
    private readonly BookEvents events = new();
    private readonly List<UInt128> placed = [];
    private readonly long width;
    private readonly bool isMixed;
    private long middle = 1_000_000;

    private OrderStream(int seed, int resting, bool isMixed)
    {
        this.isMixed = isMixed;
        random = new Random(seed);
        book = new OrderBook(1_000, 10, resting * 2);
        width = Math.Max(500, resting / 20);
    }

    public StreamCommand[] Preparation { get; private set; } = [];

    public StreamCommand[] Measured { get; private set; } = [];

    public int RestingAtEnd => book.Count;

    public long Trades { get; private set; }

    public long Crossing { get; private set; }

    public static OrderStream Create(int seed, int resting, int count, bool isMixed = false)
    {
        var stream = new OrderStream(seed, resting, isMixed);
        var preparation = new List<StreamCommand>(resting * 2);
        while (stream.book.Count < resting)
        {
            preparation.Add(stream.Apply(stream.Limit(passive: true)));
        }

        stream.Preparation = [.. preparation];
        stream.Measured = new StreamCommand[count];
        var trades = stream.book.TradeNumber;
        for (var i = 0; i < count; i++)
        {
            stream.Measured[i] = stream.Apply(stream.Next(resting));
        }

        stream.Trades = stream.book.TradeNumber - trades;
        return stream;
    }

    public OrderBook NewBook(int resting) => new(1_000, 10, resting * 2);

    public static void Play(OrderBook book, in StreamCommand command, BookEvents events)
    {
        switch (command.Kind)
        {
            case BookCommandKind.Cancel:
                book.Cancel(command.Target, events);
                break;
            case BookCommandKind.Replace:
                book.Replace(command.Target, in command.Order, NewOrder.NoBudget, events);
                break;
            default:
                book.Place(in command.Order, events);
                break;
        }
    }

    private StreamCommand Next(int resting)
    {
        middle += random.Next(-3, 4);
        var kind = random.Next(100);
        if (kind < 10 && FindWorking() is { } id)
        {
            return new StreamCommand { Kind = BookCommandKind.Cancel, Target = id };
        }

        if (isMixed && kind >= 15 && Special(kind) is { } special)
        {
            return special;
        }

        return kind < 15 ? Market() : Limit(passive: book.Count < resting ? random.Next(100) < 70 : random.Next(100) < 25);
    }

    private StreamCommand? Special(int kind)
    {
        switch (kind)
        {
            case < 23 when FindWorking() is { } id:
                var replacing = Limit(passive: true);
                replacing.Kind = BookCommandKind.Replace;
                replacing.Target = id;
                replacing.Order.Owner = book.TryGet(id, out var old) ? old.Owner : 0;
                return replacing;
            case < 31:
                return Stop();
            case < 37:
                var iceberg = Limit(passive: true);
                iceberg.Order.Quantity += 10;
                iceberg.Order.Budget = iceberg.Order.Side == OrderSide.Buy ? iceberg.Order.Price * iceberg.Order.Quantity : NewOrder.NoBudget;
                iceberg.Order.Peak = Math.Max(1, iceberg.Order.Quantity / 10);
                return iceberg;
            case < 41:
                var fillOrKill = Limit(passive: false);
                fillOrKill.Order.TimeInForce = TimeInForce.Fok;
                return fillOrKill;
            default:
                return null;
        }
    }

    /// <summary>A stop on the far side of the last price, as market order or as limit order somewhat worse than its trigger.</summary>
    private StreamCommand Stop()
    {
        var side = (OrderSide)random.Next(2);
        var last = book.LastPrice == 0 ? middle : book.LastPrice;
        var distance = random.Next(5, 200);
        var trigger = side == OrderSide.Buy ? last + distance : last - distance;
        var hasLimit = random.Next(2) == 0;
        var price = !hasLimit ? 0 : side == OrderSide.Buy ? trigger + 20 : trigger - 20;
        var quantity = random.Next(1, 1_000);
        var budget = side == OrderSide.Sell ? NewOrder.NoBudget : hasLimit ? price * quantity : (trigger + 500) * quantity;
        var order = Order(side, hasLimit ? OrderType.StopLossLimit : OrderType.StopLoss, price, quantity, budget);
        order.TimeInForce = hasLimit ? TimeInForce.Gtc : TimeInForce.Ioc;
        order.TriggerPrice = trigger;
        return new StreamCommand { Order = order };
    }

    private UInt128? FindWorking()
    {
        for (var attempt = 0; attempt < 50; attempt++)
        {
            var id = placed[random.Next(placed.Count)];
            if (book.Contains(id))
            {
                return id;
            }
        }

        return null;
    }

    private StreamCommand Limit(bool passive)
    {
        var side = (OrderSide)random.Next(2);
        var distance = passive ? 1 + (long)(width * Math.Pow(random.NextDouble(), 3)) : -random.Next(1, 20);
        var price = side == OrderSide.Buy ? middle - distance : middle + distance;
        var quantity = random.Next(1, 1_000);
        return new StreamCommand { Order = Order(side, OrderType.Limit, price, quantity, side == OrderSide.Buy ? price * quantity : NewOrder.NoBudget) };
    }

    private StreamCommand Market()
    {
        var side = (OrderSide)random.Next(2);
        var quantity = random.Next(1, 1_000);
        var price = side == OrderSide.Buy ? Unlimited : 1;
        return new StreamCommand { Order = Order(side, OrderType.Market, price, quantity, side == OrderSide.Buy ? middle * 2 * quantity : NewOrder.NoBudget) };
    }

    private NewOrder Order(OrderSide side, OrderType type, long price, long quantity, long budget) => new()
    {
        Id = new UInt128((ulong)random.NextInt64(), (ulong)random.NextInt64()),
        Owner = random.Next(isMixed ? 100 : 1_000),
        Prevention = isMixed ? (SelfTradePrevention)Math.Max(0, random.Next(-4, 5)) : SelfTradePrevention.None,
        Side = side,
        Type = type,
        TimeInForce = type == OrderType.Market ? TimeInForce.Ioc : TimeInForce.Gtc,
        Price = price,
        Quantity = quantity,
        Budget = budget,
        MakerBasisPoints = 10,
        TakerBasisPoints = 10,
    };

    private StreamCommand Apply(StreamCommand command)
    {
        command.Target = command.Kind == BookCommandKind.Place ? command.Order.Id : command.Target;
        events.Clear();
        var trades = book.TradeNumber;
        Play(book, in command, events);
        Crossing += book.TradeNumber > trades ? 1 : 0;
        if (book.Contains(command.Order.Id))
        {
            placed.Add(command.Order.Id);
        }

        if (placed.Count > 4 * Math.Max(1_000, book.Count))
        {
            placed.RemoveAll(id => !book.Contains(id));
        }

        return command;
    }
}
