using System.Runtime.CompilerServices;
using CryptoVault.Markets;
using CryptoVault.Orders;

namespace CryptoVault.Matching;

internal sealed partial class OrderBook
{
    /// <summary>Why an order cannot be accepted now.</summary>
    private BookRefusal Check(in NewOrder order)
    {
        if (Status != MarketStatus.Trading)
        {
            return BookRefusal.NotTrading;
        }

        if (order.ExpiresAt != 0 && order.ExpiresAt <= Time)
        {
            return BookRefusal.AlreadyExpired;
        }

        if (order.Type.IsStop())
        {
            return CheckStop(in order);
        }

        if (BandPercent > 0 && LastPrice > 0 && order.Type.HasLimit() && (order.Price < LowestPrice || order.Price > HighestPrice))
        {
            return BookRefusal.OutsideBand;
        }

        return order.Type == OrderType.LimitMaker && WouldTake(in order) ? BookRefusal.WouldTake : BookRefusal.None;
    }

    /// <summary>A leg of an OCO: an order that does not trade at once.</summary>
    private BookRefusal CheckLeg(in NewOrder order) =>
        order.Type == OrderType.LimitMaker || order.Type.IsStop() ? Check(in order) : BookRefusal.ListRefused;

    private BookRefusal CheckStop(in NewOrder order)
    {
        if (order.TrailingBasisPoints > 0 && trailingCount >= MaxTrailing)
        {
            return BookRefusal.TooManyTrailing;
        }

        var isMet = order.Type.TriggersRising(order.Side) ? LastPrice >= order.TriggerPrice : LastPrice <= order.TriggerPrice;
        return order.TriggerPrice > 0 && LastPrice > 0 && isMet ? BookRefusal.WouldTrigger : BookRefusal.None;
    }

    private bool WouldTake(in NewOrder order) => order.Side == OrderSide.Buy
        ? asks.Best != None && asks[asks.Best].Price <= order.Price
        : bids.Best != None && bids[bids.Best].Price >= order.Price;

    private long LowestPrice => ((LastPrice * (100 - BandPercent)) + 99) / 100;

    private long HighestPrice => LastPrice * (100 + BandPercent) / 100;

    /// <summary>The worst price at which an order without a limit may trade: its own bound, and the band's edge as it begins.</summary>
    private long WorstPrice(in NewOrder order)
    {
        var hasBand = BandPercent > 0 && LastPrice > 0;
        if (order.Side == OrderSide.Sell)
        {
            return hasBand ? Math.Max(order.Price, LowestPrice) : order.Price;
        }

        var own = order.Price == 0 ? long.MaxValue : order.Price;
        return hasBand ? Math.Min(own, HighestPrice) : own;
    }

    private void Refuse(in NewOrder order, BookRefusal refusal, BookEvents events)
    {
        var refused = new BookOrder
        {
            Id = order.Id, Owner = order.Owner, Side = order.Side, Price = order.Price, Remaining = order.Quantity, Budget = order.Budget,
            MakerBasisPoints = order.MakerBasisPoints, TakerBasisPoints = order.TakerBasisPoints, Sequence = 1,
        };
        ref var said = ref events.Add();
        Describe(in refused, ref said, BookEventKind.Rejected, OrderStatus.Rejected);
        said.Refusal = refusal;
    }

    /// <summary>What must be reserved for an order when it is accepted.</summary>
    public static long HoldOf(in NewOrder order) =>
        order.Side == OrderSide.Sell ? order.Quantity
        : order.Type.HasLimit() ? order.Quantity * order.Price
        : order.Budget;

    /// <summary>What an open order must still have reserved: the rest at its limit, or the rest of its budget.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long HoldOf(in BookOrder order, OrderType type) =>
        order.Side == OrderSide.Sell ? order.Remaining
        : type.HasLimit() ? order.Remaining * order.Price
        : order.Budget - order.ExecutedQuote;

    /// <summary>The same for a working order.</summary>
    private long HoldOf(int slot)
    {
        ref var order = ref orders[slot];
        return HoldOf(in order, order.Extra == None ? OrderType.Limit : terms[order.Extra].Type);
    }
}
