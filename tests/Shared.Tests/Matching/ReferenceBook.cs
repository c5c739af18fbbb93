using System.Numerics;
using CryptoVault.Matching;
using CryptoVault.Orders;

namespace CryptoVault.Shared.Tests.Matching;

/// <summary>
/// A matcher that is obviously right: two lists, sorted anew for each order. It shares with the real book only the
/// command and what an event says.
/// </summary>
internal sealed class ReferenceBook(long baseUnitsPerLot, long quoteUnitsPerTickLot)
{
    private readonly List<Working> working = [];
    private long tradeNumber;
    private long priority;
    private long lastPrice;

    public IEnumerable<(long Price, long Quantity)> Depth(OrderSide side) => working
        .Where(order => order.Terms.Side == side)
        .GroupBy(order => order.Terms.Price)
        .Select(level => (Price: level.Key, Quantity: level.Sum(order => order.Remaining)))
        .OrderBy(level => side == OrderSide.Buy ? -level.Price : level.Price);

    public List<string> Place(NewOrder terms)
    {
        var said = new List<string>();
        var taker = new Working(terms, ++priority) { Sequence = 1 };
        said.Add(taker.Say("Accepted", OrderStatus.New, hold: taker.OpenHold));
        foreach (var maker in Candidates(terms))
        {
            var quantity = Math.Min(taker.Remaining, maker.Remaining);
            if (terms.Type == OrderType.Market && terms.Budget != NewOrder.NoBudget)
            {
                quantity = Math.Min(quantity, (terms.Budget - taker.ExecutedQuote) / maker.Terms.Price);
            }

            if (quantity == 0)
            {
                break;
            }

            said.AddRange(Trade(taker, maker, quantity));
            if (maker.Remaining > 0)
            {
                break; // the taker has all it may have
            }
        }

        working.RemoveAll(order => order.Remaining == 0);
        if (taker.Remaining > 0)
        {
            said.Add(End(taker));
        }

        return said;
    }

    public List<string> Cancel(UInt128 id)
    {
        var order = working.Find(order => order.Terms.Id == id);
        if (order is null)
        {
            return [];
        }

        working.Remove(order);
        order.Sequence++;
        return [order.Say("Closed", OrderStatus.Canceled, level: LevelOf(order), wasResting: true)];
    }

    /// <summary>What an event of the real book says, in the same words.</summary>
    public static string Say(in BookEvent e) =>
        $"{e.Kind} {e.OrderId} owner {e.Owner} {e.Side} #{e.Sequence} {e.Status} trade {e.TradeNumber}: {e.TradeQuantity} at {e.TradePrice} fee {e.Fee}; " +
        $"done {e.Executed} for {e.ExecutedQuote} fees {e.CumulativeFee}, left {e.Remaining}, hold {e.Hold}, level {e.LevelQuantity}, resting {e.WasResting}, priority {e.Priority}";

    private List<Working> Candidates(NewOrder terms) => [.. working
        .Where(maker => maker.Terms.Side != terms.Side)
        .Where(maker => terms.Side == OrderSide.Buy ? maker.Terms.Price <= terms.Price : maker.Terms.Price >= terms.Price)
        .OrderBy(maker => terms.Side == OrderSide.Buy ? maker.Terms.Price : -maker.Terms.Price)
        .ThenBy(maker => maker.Priority)];

    private IEnumerable<string> Trade(Working taker, Working maker, long quantity)
    {
        tradeNumber++;
        lastPrice = maker.Terms.Price;
        var made = maker.Fill(quantity, lastPrice, FeeOf(maker, quantity, maker.Terms.MakerBasisPoints));
        yield return maker.Say("Filled", maker.Remaining == 0 ? OrderStatus.Filled : OrderStatus.PartiallyFilled,
            hold: maker.OpenHold, level: LevelOf(maker), trade: (tradeNumber, quantity, lastPrice, made), wasResting: true);
        var took = taker.Fill(quantity, lastPrice, FeeOf(taker, quantity, taker.Terms.TakerBasisPoints));
        yield return taker.Say("Filled", taker.Remaining == 0 ? OrderStatus.Filled : OrderStatus.PartiallyFilled,
            hold: taker.Remaining == 0 ? 0 : taker.OpenHold, trade: (tradeNumber, quantity, lastPrice, took));
    }

    private BigInteger FeeOf(Working order, long quantity, int basisPoints)
    {
        var received = order.Terms.Side == OrderSide.Buy
            ? (BigInteger)quantity * baseUnitsPerLot
            : (BigInteger)quantity * lastPrice * quoteUnitsPerTickLot;
        return ((received * basisPoints) + 9_999) / 10_000;
    }

    private string End(Working taker)
    {
        if (taker.Terms.Type == OrderType.Limit && taker.Terms.TimeInForce == TimeInForce.Gtc)
        {
            working.Add(taker);
            return taker.Say("Rested", taker.Executed == 0 ? OrderStatus.New : OrderStatus.PartiallyFilled, hold: taker.OpenHold, level: LevelOf(taker));
        }

        taker.Sequence++;
        var best = Candidates(taker.Terms with { Price = taker.Terms.Side == OrderSide.Buy ? long.MaxValue : 0 }).FirstOrDefault();
        var oneLot = best?.Terms.Price ?? lastPrice;
        var isSpent = taker.Terms.ByQuote && taker.Executed > 0 && taker.Terms.Budget - taker.ExecutedQuote < oneLot;
        return taker.Say("Closed", isSpent ? OrderStatus.Filled : OrderStatus.Expired);
    }

    private long LevelOf(Working order) =>
        working.Where(other => other.Terms.Side == order.Terms.Side && other.Terms.Price == order.Terms.Price).Sum(other => other.Remaining);

    private sealed class Working(NewOrder terms, long priority)
    {
        public NewOrder Terms => terms;

        public long Priority => priority;

        public long Remaining { get; private set; } = terms.Quantity;

        public long Executed { get; private set; }

        public long ExecutedQuote { get; private set; }

        public BigInteger Fees { get; private set; }

        public int Sequence { get; set; }

        public long OpenHold =>
            terms.Side == OrderSide.Sell ? Remaining
            : terms.Type == OrderType.Limit ? Remaining * terms.Price
            : terms.Budget - ExecutedQuote;

        public BigInteger Fill(long quantity, long price, BigInteger fee)
        {
            Remaining -= quantity;
            Executed += quantity;
            ExecutedQuote += quantity * price;
            Fees += fee;
            Sequence++;
            return fee;
        }

        public string Say(
            string kind, OrderStatus status, long hold = 0, long level = 0, (long Number, long Quantity, long Price, BigInteger Fee) trade = default, bool wasResting = false) =>
            $"{kind} {terms.Id} owner {terms.Owner} {terms.Side} #{Sequence} {status} trade {trade.Number}: {trade.Quantity} at {trade.Price} fee {trade.Fee}; " +
            $"done {Executed} for {ExecutedQuote} fees {Fees}, left {Remaining}, hold {hold}, level {level}, resting {wasResting}, priority {priority}";
    }
}
