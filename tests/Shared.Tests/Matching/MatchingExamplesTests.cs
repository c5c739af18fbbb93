using System.Globalization;
using CryptoVault.Matching;
using CryptoVault.Orders;

namespace CryptoVault.Shared.Tests.Matching;

/// <summary>The worked examples of docs/matching.md, run as they stand there.</summary>
public sealed class MatchingExamplesTests
{
    public static TheoryData<string, string, string, string, string> Examples()
    {
        var examples = new TheoryData<string, string, string, string, string>();
        var inTable = false;
        foreach (var line in File.ReadLines(Path.Combine(Root(), "docs", "matching.md")))
        {
            inTable = line.StartsWith("| example |", StringComparison.Ordinal) || (inTable && line.StartsWith('|'));
            var cells = line.Split('|', StringSplitOptions.TrimEntries);
            if (inTable && cells.Length == 7 && cells[1] != "example" && !cells[1].StartsWith("---", StringComparison.Ordinal))
            {
                examples.Add(cells[1], cells[2], cells[3], cells[4], cells[5]);
            }
        }

        return examples;
    }

    [Fact]
    public void Examples_AreThere() => Assert.True(Examples().Count >= 12);

    [Theory]
    [MemberData(nameof(Examples))]
    public void Example_Run_HappensAsWritten(string example, string commands, string trades, string orders, string book)
    {
        Assert.NotEmpty(example);
        var run = new ExampleRun();
        foreach (var command in Split(commands))
        {
            run.Do(command);
        }

        Assert.Equal(Split(trades), run.Trades);
        Assert.Equal(Split(orders), run.Orders.Select(order => $"{order.Key} {order.Value}"));
        Assert.Equal(Split(book), run.Left());
    }

    private static string[] Split(string cell) => cell.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Functions.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The repository's root was not found.");
        }

        return folder;
    }

    private sealed class ExampleRun
    {
        private readonly OrderBook book = new(1, 1);
        private readonly BookEvents events = new();

        public List<string> Trades { get; } = [];

        public SortedDictionary<string, string> Orders { get; } = new(StringComparer.Ordinal);

        /// <summary>One command, such as <c>buy 10 market budget 720 (C)</c>.</summary>
        public void Do(string command)
        {
            var words = command.Replace("@ ", "@", StringComparison.Ordinal).Split(' ');
            events.Clear();
            if (words[0] == "cancel")
            {
                Assert.True(book.Cancel(words[1][0], events));
            }
            else
            {
                var order = Order(words);
                book.Place(in order, events);
            }

            Note();
        }

        public IEnumerable<string> Left()
        {
            foreach (var side in new[] { OrderSide.Buy, OrderSide.Sell })
            {
                var orders = new BookOrder[100];
                foreach (var order in orders.Take(book.CopyOrders(side, orders)).ToArray())
                {
                    yield return $"{(side == OrderSide.Buy ? "bid" : "ask")} {Name(order.Id)} {order.Remaining} @ {order.Price}";
                }
            }
        }

        private static NewOrder Order(string[] words)
        {
            var side = words[0] == "buy" ? OrderSide.Buy : OrderSide.Sell;
            var quote = ValueAfter(words, "quote");
            var price = words.FirstOrDefault(word => word[0] == '@') is { } at ? Number(at[1..]) : 0;
            var quantity = words[1] == "quote" ? 1_000 : Number(words[1]);
            var isLimit = price > 0;
            return new NewOrder
            {
                Id = words[^1][1],
                Side = side,
                Type = isLimit ? OrderType.Limit : OrderType.Market,
                TimeInForce = isLimit && !words.Contains("IOC") ? TimeInForce.Gtc : TimeInForce.Ioc,
                Price = isLimit ? price : side == OrderSide.Buy ? 1_000_000 : 1,
                Quantity = quantity,
                Budget = quote ?? ValueAfter(words, "budget") ?? (isLimit && side == OrderSide.Buy ? price * quantity : NewOrder.NoBudget),
                ByQuote = quote is not null,
            };
        }

        private static long? ValueAfter(string[] words, string word) =>
            Array.IndexOf(words, word) is >= 0 and var index ? Number(words[index + 1]) : null;

        private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

        private static string Name(UInt128 id) => ((char)(ushort)id).ToString();

        private void Note()
        {
            for (var i = 0; i < events.Count; i++)
            {
                var happened = events[i];
                Orders[Name(happened.OrderId)] = happened.Status switch
                {
                    OrderStatus.New => "new",
                    OrderStatus.PartiallyFilled => "partially_filled",
                    OrderStatus.Filled => "filled",
                    OrderStatus.Canceled => "canceled",
                    _ => "expired",
                };
                if (happened.Kind == BookEventKind.Filled && !happened.WasResting)
                {
                    Trades.Add($"{Name(events[i - 1].OrderId)} {Name(happened.OrderId)} {happened.TradeQuantity} @ {happened.TradePrice}");
                }
            }
        }
    }
}
