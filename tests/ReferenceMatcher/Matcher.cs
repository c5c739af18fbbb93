using System.Numerics;

namespace CryptoVault.ReferenceMatcher;

/// <summary>
/// A matcher that is obviously right: one list of orders that is looked through for every question. It was written from
/// docs/matching.md and shares nothing with the order book of the product.
/// </summary>
public sealed partial class Matcher(long baseUnitsPerLot, long quoteUnitsPerTickLot)
{
    private const int MaxTrailing = 500;

    private readonly List<Working> working = [];
    private readonly List<Event> said = [];
    private long tradeNumber;
    private long priority;
    private long lastPrice;
    private long clock;
    private bool isTrading = true;
    private int bandPercent;

    public IReadOnlyList<Event> Apply(Command command)
    {
        said.Clear();
        switch (command)
        {
            case Place place:
                Do(place.Order, Check(place.Order));
                break;
            case PlacePair pair:
                Do(pair);
                break;
            case Cancel cancel when Find(cancel.Id) is { } order:
                End(order, "Canceled");
                break;
            case Reduce reduce when Find(reduce.Id) is { } order:
                Do(order, reduce.Quantity);
                break;
            case Replace replace:
                Do(replace);
                break;
            case Advance advance:
                Do(advance);
                break;
            case Rule rule:
                (isTrading, bandPercent) = (rule.IsTrading, rule.BandPercent);
                break;
        }

        WorkTriggered();
        return said;
    }

    /// <summary>What rests, best price first, first come first.</summary>
    public IEnumerable<(UInt128 Id, long Price, long Remaining, long Visible)> Resting(bool bids) => working
        .Where(order => order.Place == "Book" && order.Terms.IsBuy == bids)
        .OrderBy(order => bids ? -order.Terms.Price : order.Terms.Price)
        .ThenBy(order => order.Priority)
        .Select(order => (order.Terms.Id, order.Terms.Price!.Value, order.Remaining, order.Visible));

    public int Count => working.Count;

    private Working? Find(UInt128 id) => working.Find(order => order.Terms.Id == id);

    private void Do(Order order, string? refusal)
    {
        if (refusal is not null)
        {
            Reject(order, refusal);
            return;
        }

        var accepted = Accept(order);
        if (order.IsStop)
        {
            return;
        }

        Trade(accepted);
    }

    private void Do(PlacePair pair)
    {
        var first = CheckLeg(pair.First);
        var second = CheckLeg(pair.Second);
        if (first is not null || second is not null)
        {
            Reject(pair.First, first ?? "ListRefused");
            Reject(pair.Second, second ?? "ListRefused");
            return;
        }

        var one = Accept(pair.First, isLeg: true);
        var other = Accept(pair.Second, isLeg: true);
        (one.Partner, other.Partner) = (other, one);
    }

    private void Do(Working order, long quantity)
    {
        order.Sequence++;
        var remaining = quantity - order.Executed;
        var refusal = order.Partner is not null ? "InList"
            : remaining <= 0 || remaining >= order.Remaining || order.Terms.ByQuote ? "NotSmaller"
            : null;
        if (refusal is not null)
        {
            Say(order, "ReduceRefused", order.OpenStatus, refusal: refusal);
            return;
        }

        if (order.Budget is { } budget)
        {
            // In proportion to what is left.
            order.Budget = order.ExecutedQuote + (long)((BigInteger)(budget - order.ExecutedQuote) * remaining / order.Remaining);
        }

        order.Remaining = remaining;
        order.Visible = Math.Min(order.Visible, remaining);
        Say(order, "Reduced", order.OpenStatus);
    }

    private void Do(Replace replace)
    {
        var old = Find(replace.Id);
        var refusal = old is null || old.Terms.Owner != replace.Order.Owner ? "NothingToReplace"
            : old.Partner is not null ? "InList"
            : Check(replace.Order);
        if (refusal is null)
        {
            var given = old!.Terms.IsBuy == replace.Order.IsBuy ? (BigInteger)old.Hold : 0;
            refusal = given + replace.Reserved < new Working(replace.Order, 0).Hold ? "HoldTooSmall" : null;
        }

        if (refusal is null)
        {
            End(old!, "Canceled");
        }

        Do(replace.Order, refusal);
    }

    private void Do(Advance advance)
    {
        clock = Math.Max(clock, advance.Time);
        while (working.Where(order => order.Terms.ExpiresAt <= clock).OrderBy(order => order.Terms.ExpiresAt).ThenBy(order => order.Terms.Id).FirstOrDefault() is { } order)
        {
            End(order, "Expired");
        }
    }

    private string? Check(Order order)
    {
        if (!isTrading)
        {
            return "NotTrading";
        }

        if (order.ExpiresAt <= clock)
        {
            return "AlreadyExpired";
        }

        if (order.IsStop)
        {
            return CheckStop(order);
        }

        if (order.HasLimit && bandPercent > 0 && lastPrice > 0 && (order.Price < LowestInBand || order.Price > HighestInBand))
        {
            return "OutsideBand";
        }

        return order.Type == "LimitMaker" && working.Exists(other =>
            other.Place == "Book" && other.Terms.IsBuy != order.IsBuy && (order.IsBuy ? other.Terms.Price <= order.Price : other.Terms.Price >= order.Price))
            ? "WouldTake"
            : null;
    }

    private string? CheckLeg(Order order) => order.IsStop || order.Type == "LimitMaker" ? Check(order) : "ListRefused";

    private string? CheckStop(Order order)
    {
        if (order.TrailingBasisPoints is not null && working.Count(other => other.Place == "Tracking") >= MaxTrailing)
        {
            return "TooManyTrailing";
        }

        var risen = new Working(order, 0).WaitsForRise;
        return lastPrice > 0 && (risen ? lastPrice >= order.Trigger : lastPrice <= order.Trigger) ? "WouldTrigger" : null;
    }

    private long LowestInBand => (long)BigInteger.Divide(((BigInteger)lastPrice * (100 - bandPercent)) + 99, 100);

    private long HighestInBand => (long)BigInteger.Divide((BigInteger)lastPrice * (100 + bandPercent), 100);

    private void Reject(Order order, string refusal) => said.Add(new Event("Rejected", order.Id, "Rejected", 1) { Remaining = order.Quantity, Hold = 0, Refusal = refusal });

    private Working Accept(Order order, bool isLeg = false)
    {
        var accepted = new Working(order, ++priority);
        SetWorstPrice(accepted);
        if (order.IsStop)
        {
            accepted.Place = order.Trigger is null ? "Tracking" : "Waiting";
            accepted.Watermark = order.Trigger is null && lastPrice > 0 ? lastPrice : null;
            working.Add(accepted);
        }
        else if (isLeg)
        {
            Rest(accepted);
        }

        // As long as a list has two legs, neither rules over what is reserved for both.
        Say(accepted, "Accepted", "New", keepsHold: isLeg, tradePrice: accepted.Watermark ?? 0);
        return accepted;
    }

    private void Rest(Working order)
    {
        order.Place = "Book";
        order.Visible = Math.Min(order.Terms.Peak ?? order.Remaining, order.Remaining);
        working.Add(order);
    }

    /// <summary>Ends an order; before it the other leg of its list.</summary>
    private void End(Working order, string status, long prevented = 0)
    {
        EndPartner(order, status == "Canceled" ? "Canceled" : "Expired");
        EndAlone(order, status, keepsHold: false, prevented);
    }

    private void EndPartner(Working order, string status)
    {
        if (order.Partner is { } partner)
        {
            EndAlone(partner, status, keepsHold: true);
            order.Partner = null;
        }
    }

    private void EndAlone(Working order, string status, bool keepsHold, long prevented = 0)
    {
        order.Sequence++;
        order.Remaining -= prevented;
        working.Remove(order);
        Say(order, "Closed", status, keepsHold, prevented: prevented);
    }

    private void Say(
        Working order, string kind, string status, bool keepsHold = false, string? refusal = null, long tradePrice = 0, long prevented = 0, long trade = 0, Int128 fee = default)
    {
        var isOver = status is not ("New" or "PartiallyFilled");
        said.Add(new Event(kind, order.Terms.Id, status, order.Sequence)
        {
            Trade = trade,
            TradePrice = tradePrice,
            TradeQuantity = prevented,
            Fee = fee,
            Fees = order.Fees,
            Remaining = order.Remaining,
            Executed = order.Executed,
            ExecutedQuote = order.ExecutedQuote,
            Priority = order.Priority,
            Hold = keepsHold || order.Partner is not null ? null : isOver ? 0 : order.Hold,
            Level = order.Place == "Book" ? LevelOf(order) : null,
            Refusal = refusal,
        });
    }

    private long LevelOf(Working order) => working
        .Where(other => other.Place == "Book" && other.Terms.IsBuy == order.Terms.IsBuy && other.Terms.Price == order.Terms.Price)
        .Sum(other => other.Visible);
}
