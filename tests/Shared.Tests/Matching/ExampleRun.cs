using System.Globalization;
using CryptoVault.Markets;
using CryptoVault.Matching;
using CryptoVault.Orders;

namespace CryptoVault.Shared.Tests.Matching;

/// <summary>Runs the commands of docs/matching.md's worked examples, in the words that the document explains.</summary>
internal sealed class ExampleRun
{
    private static readonly Dictionary<string, SelfTradePrevention> Modes = new(StringComparer.Ordinal)
    {
        ["none"] = SelfTradePrevention.None, ["expire_taker"] = SelfTradePrevention.ExpireTaker, ["expire_maker"] = SelfTradePrevention.ExpireMaker,
        ["expire_both"] = SelfTradePrevention.ExpireBoth, ["decrement"] = SelfTradePrevention.Decrement,
    };

    private readonly OrderBook book = new(1, 1);
    private readonly BookEvents events = new();
    private readonly BookOrder[] orders = new BookOrder[100];

    public List<string> Trades { get; } = [];

    public SortedDictionary<string, string> Orders { get; } = new(StringComparer.Ordinal);

    public void Do(string text)
    {
        var words = text.Replace("@ ", "@", StringComparison.Ordinal).Split(' ');
        var command = CommandOf(words);
        events.Clear();
        book.Apply(in command, events);
        Note();
    }

    /// <summary>What is working now: bids, asks, then stops.</summary>
    public IEnumerable<string> Left()
    {
        foreach (var (side, name) in new[] { (OrderSide.Buy, "bid"), (OrderSide.Sell, "ask") })
        {
            foreach (var order in orders.Take(book.CopyOrders(side, orders)).ToArray())
            {
                var size = order.Visible == order.Remaining ? Text(order.Remaining) : $"{Text(order.Visible)} of {Text(order.Remaining)}";
                yield return $"{name} {Name(order.Id)} {size} @ {order.Price}";
            }
        }

        foreach (var order in orders.Take(book.CopyStops(orders)).ToArray())
        {
            yield return order.Place == OrderPlace.Tracking
                ? $"tracks {Name(order.Id)} {order.Remaining} from {book.WatermarkOf(order.Id)}"
                : $"waits {Name(order.Id)} {order.Remaining}";
        }
    }

    private static BookCommand CommandOf(string[] words)
    {
        switch (words[0])
        {
            case "cancel":
                return new BookCommand { Kind = BookCommandKind.Cancel, Target = words[1][0] };
            case "reduce":
                return new BookCommand { Kind = BookCommandKind.Reduce, Target = words[1][0], Amount = Number(words[3]) };
            case "replace":
                return new BookCommand { Kind = BookCommandKind.Replace, Target = words[1][0], Amount = NewOrder.NoBudget, Order = OrderOf(words[3..]) };
            case "time":
                return new BookCommand { Kind = BookCommandKind.Advance, Amount = Number(words[1]) };
            case "market" when words[1] == "is":
                var status = words[2] switch { "trading" => MarketStatus.Trading, "cancel_only" => MarketStatus.CancelOnly, _ => MarketStatus.Halted };
                return new BookCommand { Kind = BookCommandKind.Rule, Status = status };
            case "band":
                return new BookCommand { Kind = BookCommandKind.Rule, Amount = Number(words[1].TrimEnd('%')) };
            case "oco":
                var and = Array.IndexOf(words, "and");
                return new BookCommand { Kind = BookCommandKind.PlacePair, Order = OrderOf(words[1..and]), Other = OrderOf(words[(and + 1)..]) };
            default:
                return new BookCommand { Order = OrderOf(words) };
        }
    }

    /// <summary>An order, such as <c>sell 5 stop 95 @94 FOK by u, expire_taker (A)</c>.</summary>
    private static NewOrder OrderOf(string[] words)
    {
        var side = words[0] == "buy" ? OrderSide.Buy : OrderSide.Sell;
        var quote = ValueAfter(words, "quote");
        var price = words.FirstOrDefault(word => word[0] == '@') is { } at ? Number(at[1..]) : 0;
        var quantity = words[1] == "quote" ? 1_000 : Number(words[1]);
        var type = TypeOf(words, price > 0);
        var expires = ValueAfter(words, "until") ?? 0;
        return new NewOrder
        {
            Id = words[^1][1],
            Owner = ValueOwner(words) ?? words[^1][1],
            Side = side,
            Type = type,
            TimeInForce = !type.HasLimit() || words.Contains("IOC") ? TimeInForce.Ioc
                : words.Contains("FOK") ? TimeInForce.Fok
                : expires > 0 ? TimeInForce.Gtd : TimeInForce.Gtc,
            Price = price,
            Quantity = quantity,
            Budget = quote ?? ValueAfter(words, "budget") ?? (side == OrderSide.Sell ? NewOrder.NoBudget : type.HasLimit() ? price * quantity : 1_000_000),
            ByQuote = quote is not null,
            TriggerPrice = ValueAfter(words, "stop") ?? ValueAfter(words, "take") ?? 0,
            TrailingBasisPoints = (short)(ValueAfter(words, "trailing") ?? 0),
            Peak = ValueAfter(words, "showing") ?? 0,
            ExpiresAt = expires,
            Prevention = words.Select(word => Modes.GetValueOrDefault(word)).Max(),
        };
    }

    private static OrderType TypeOf(string[] words, bool hasLimit) =>
        words.Contains("take") ? (hasLimit ? OrderType.TakeProfitLimit : OrderType.TakeProfit)
        : words.Contains("stop") || words.Contains("trailing") ? (hasLimit ? OrderType.StopLossLimit : OrderType.StopLoss)
        : !hasLimit ? OrderType.Market
        : words.Contains("maker") ? OrderType.LimitMaker : OrderType.Limit;

    private static int? ValueOwner(string[] words) => Array.IndexOf(words, "by") is >= 0 and var index ? words[index + 1][0] : null;

    private static long? ValueAfter(string[] words, string word) => Array.IndexOf(words, word) is >= 0 and var index ? Number(words[index + 1]) : null;

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

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
                OrderStatus.Rejected => $"rejected {RejectReasons.Of(happened.Refusal)}",
                OrderStatus.ExpiredInMatch => "expired_in_match",
                _ => "expired",
            };
            if (happened.Kind == BookEventKind.Filled && !happened.WasResting)
            {
                Trades.Add($"{Name(events[i - 1].OrderId)} {Name(happened.OrderId)} {happened.TradeQuantity} @ {happened.TradePrice}");
            }
        }
    }
}
