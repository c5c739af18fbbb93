using CryptoVault.Ledger;
using CryptoVault.Ledger.Adjustments;
using CryptoVault.Matching;
using CryptoVault.Orders;

namespace CryptoVault.Simulation.World;

/// <summary>An order that a client sent.</summary>
internal sealed record SentOrder(string User, string OrderId, OrderSide Side, Int128 Price)
{
    /// <summary>True when the client was told that it was taken.</summary>
    public bool WasAcknowledged { get; set; }
}

/// <summary>A withdrawal that a client asked for.</summary>
internal sealed record SentWithdrawal(string User, string WithdrawalId, string Asset, Int128 Units, Int128 Fee)
{
    /// <summary>True when the client was told that it was taken.</summary>
    public bool WasAcknowledged { get; set; }
}

/// <summary>An adjustment that one of the staff proposed.</summary>
internal sealed record SentAdjustment(string Id, AdjustmentProposal Proposal, Int128 Units)
{
    /// <summary>True when the proposer was told that it was taken.</summary>
    public bool WasAcknowledged { get; set; }

    /// <summary>True when somebody who may has asked to have it booked.</summary>
    public bool MayBeApproved { get; set; }

    /// <summary>Whose balance it changes, in which ledger.</summary>
    public string Owner => Proposal.Ledger == LedgerNamespace.Paper ? $"paper:{Proposal.UserId}" : $"{Proposal.UserId}";
}

/// <summary>
/// The reference: what each customer must have, from what clients know was done, what the markets' logs say was
/// traded, and what the chain says was paid. It knows nothing of accounts, holds, postings or messages.
/// </summary>
internal sealed class Model
{
    /// <summary>Of the market that is simulated: BTC-USDT with a tick of 0.01 and a lot of 0.00001.</summary>
    private const long LotUnits = 1_000;
    private const long TickLotUnits = 10;
    private const int MakerBasisPoints = 10;
    private const int TakerBasisPoints = 20;

    private readonly Dictionary<(string User, string Asset), Int128> owned = [];

    /// <summary>Lists of orders that clients sent, by customer.</summary>
    public List<(string User, string ListId)> Lists { get; } = [];

    public Dictionary<string, SentOrder> Orders { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, SentAdjustment> Adjustments { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, SentWithdrawal> Withdrawals { get; } = new(StringComparer.Ordinal);

    public void Give(string user, string asset, Int128 units) => owned[(user, asset)] = owned.GetValueOrDefault((user, asset)) + units;

    /// <summary>What the customer must have at the end, all told.</summary>
    public Int128 OwnedBy(string user, string asset) => owned.GetValueOrDefault((user, asset));

    /// <summary>What a working order must still hold of what it pays with.</summary>
    public static Int128 HeldFor(WorkingOrderDocument order) =>
        order.Side == OrderSide.Sell ? (Int128)order.Remaining * LotUnits
        : order.Budget is { } budget ? (Int128)(budget - order.ExecutedQuote) * TickLotUnits
        : (Int128)order.Price * order.Remaining * TickLotUnits;

    /// <summary>
    /// What all working orders must hold: each for itself, but two that cancel each other the larger of the two. Under the
    /// first of their ids.
    /// </summary>
    public static Dictionary<string, (WorkingOrderDocument Order, Int128 Held)> Exposures(IEnumerable<WorkingOrderDocument> working) => working
        .GroupBy(order => order.Partner is { } partner && string.CompareOrdinal(partner, order.OrderId) < 0 ? partner : order.OrderId, StringComparer.Ordinal)
        .ToDictionary(pair => pair.Key, pair => (pair.First(), pair.Max(HeldFor)), StringComparer.Ordinal);

    /// <summary>Books a trade of the log; says what is wrong with it.</summary>
    public string? Trade(LoggedTrade trade)
    {
        if (!Orders.TryGetValue(trade.Taker, out var taker) || !Orders.TryGetValue(trade.Maker, out var maker))
        {
            return $"trade {trade.Number} is of an order that nobody sent";
        }

        if (taker.Side != trade.Side || maker.Side == taker.Side)
        {
            return $"trade {trade.Number} has its sides wrong";
        }

        var (buyer, seller) = taker.Side == OrderSide.Buy ? (taker, maker) : (maker, taker);
        var price = (Int128)trade.Price * 1_000_000;
        if ((buyer.Price != 0 && price > buyer.Price) || (seller.Price != 0 && price < seller.Price))
        {
            return $"trade {trade.Number} at {price} is outside a limit ({buyer.Price}, {seller.Price})";
        }

        var quantity = (Int128)trade.Quantity * LotUnits;
        var notional = (Int128)trade.Price * trade.Quantity * TickLotUnits;
        var (buyerFee, sellerFee) = taker.Side == OrderSide.Buy ? (trade.TakerFee, trade.MakerFee) : (trade.MakerFee, trade.TakerFee);
        var (buyerPoints, sellerPoints) = taker.Side == OrderSide.Buy ? (TakerBasisPoints, MakerBasisPoints) : (MakerBasisPoints, TakerBasisPoints);
        if (buyerFee != FeeOn(quantity, buyerPoints) || sellerFee != FeeOn(notional, sellerPoints))
        {
            return $"trade {trade.Number} of {quantity} for {notional} has fees of {buyerFee} and {sellerFee}";
        }

        Give(buyer.User, "BTC", quantity - buyerFee);
        Give(buyer.User, "USDT", -notional);
        Give(seller.User, "BTC", -quantity);
        Give(seller.User, "USDT", notional - sellerFee);
        Give("house", "BTC", buyerFee);
        Give("house", "USDT", sellerFee);
        return null;
    }

    private static Int128 FeeOn(Int128 received, int basisPoints) => ((received * basisPoints) + 9_999) / 10_000;
}
