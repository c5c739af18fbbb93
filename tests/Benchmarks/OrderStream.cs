using CryptoVault.Matching;
using CryptoVault.Orders;

namespace CryptoVault.Benchmarks;

/// <summary>A command for the book.</summary>
internal struct BookCommand
{
    public NewOrder Order;
    public bool IsCancel;
}

/// <summary>
/// The plain stream: random limit orders around a random walk of the price, 10 % cancels, 5 % market orders, both
/// sides, a given number of orders resting. It is made with a fixed seed and a book of its own before any clock
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
    private long middle = 1_000_000;

    private OrderStream(int seed, int resting)
    {
        random = new Random(seed);
        book = new OrderBook(1_000, 10, resting * 2);
        width = Math.Max(500, resting / 20);
    }

    public BookCommand[] Preparation { get; private set; } = [];

    public BookCommand[] Measured { get; private set; } = [];

    public int RestingAtEnd => book.Count;

    public long Trades { get; private set; }

    public long Crossing { get; private set; }

    public static OrderStream Create(int seed, int resting, int count)
    {
        var stream = new OrderStream(seed, resting);
        var preparation = new List<BookCommand>(resting * 2);
        while (stream.book.Count < resting)
        {
            preparation.Add(stream.Apply(stream.Limit(passive: true)));
        }

        stream.Preparation = [.. preparation];
        stream.Measured = new BookCommand[count];
        var trades = stream.book.TradeNumber;
        for (var i = 0; i < count; i++)
        {
            stream.Measured[i] = stream.Apply(stream.Next(resting));
        }

        stream.Trades = stream.book.TradeNumber - trades;
        return stream;
    }

    public OrderBook NewBook(int resting) => new(1_000, 10, resting * 2);

    private BookCommand Next(int resting)
    {
        middle += random.Next(-3, 4);
        var kind = random.Next(100);
        if (kind < 10 && FindWorking() is { } id)
        {
            return new BookCommand { IsCancel = true, Order = new NewOrder { Id = id } };
        }

        return kind < 15 ? Market() : Limit(passive: book.Count < resting ? random.Next(100) < 70 : random.Next(100) < 25);
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

    private BookCommand Limit(bool passive)
    {
        var side = (OrderSide)random.Next(2);
        var distance = passive ? 1 + (long)(width * Math.Pow(random.NextDouble(), 3)) : -random.Next(1, 20);
        var price = side == OrderSide.Buy ? middle - distance : middle + distance;
        var quantity = random.Next(1, 1_000);
        return new BookCommand { Order = Order(side, OrderType.Limit, price, quantity, side == OrderSide.Buy ? price * quantity : NewOrder.NoBudget) };
    }

    private BookCommand Market()
    {
        var side = (OrderSide)random.Next(2);
        var quantity = random.Next(1, 1_000);
        var price = side == OrderSide.Buy ? Unlimited : 1;
        return new BookCommand { Order = Order(side, OrderType.Market, price, quantity, side == OrderSide.Buy ? middle * 2 * quantity : NewOrder.NoBudget) };
    }

    private NewOrder Order(OrderSide side, OrderType type, long price, long quantity, long budget) => new()
    {
        Id = new UInt128((ulong)random.NextInt64(), (ulong)random.NextInt64()),
        Owner = random.Next(1_000),
        Side = side,
        Type = type,
        TimeInForce = type == OrderType.Market ? TimeInForce.Ioc : TimeInForce.Gtc,
        Price = price,
        Quantity = quantity,
        Budget = budget,
        MakerBasisPoints = 10,
        TakerBasisPoints = 10,
    };

    private BookCommand Apply(BookCommand command)
    {
        events.Clear();
        if (command.IsCancel)
        {
            book.Cancel(command.Order.Id, events);
            return command;
        }

        var trades = book.TradeNumber;
        book.Place(in command.Order, events);
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
