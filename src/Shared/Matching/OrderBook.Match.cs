using System.Runtime.CompilerServices;
using CryptoVault.Orders;

namespace CryptoVault.Matching;

internal sealed partial class OrderBook
{
    /// <summary>
    /// Trades an incoming order against the other side: best price first, within a price first come first, at the
    /// maker's price, as long as limit, quantity, budget and self-trade prevention allow.
    /// </summary>
    /// <returns>Filled when nothing is left (its last fill said so); expired in match when self-trade prevention ended it; else new.</returns>
    private OrderStatus Match(in NewOrder order, ref BookOrder taker, PriceLevels makers, BookEvents events)
    {
        var isBuy = taker.Side == OrderSide.Buy;
        var isBudgeted = taker.Budget != NewOrder.NoBudget && !order.Type.HasLimit();
        while (taker.Remaining > 0 && makers.Best != None)
        {
            ref var level = ref makers[makers.Best];
            var price = level.Price;
            if (isBuy ? price > taker.Price : price < taker.Price)
            {
                return OrderStatus.New;
            }

            var slot = level.Head;
            ref var maker = ref orders[slot];
            if (maker.Next != None)
            {
                Prefetch(maker.Next); // it is likely the next maker
            }

            if (maker.Remaining <= taker.Remaining)
            {
                index.Prefetch(maker.Id); // it is likely removed
            }

            var quantity = Math.Min(taker.Remaining, maker.Visible);
            if (isBudgeted)
            {
                quantity = Math.Min(quantity, (taker.Budget - taker.ExecutedQuote) / price);
                if (quantity == 0)
                {
                    return OrderStatus.New;
                }
            }

            if (order.Prevention != SelfTradePrevention.None && maker.Owner == taker.Owner)
            {
                if (Prevent(in order, ref taker, slot, quantity, isBudgeted, events))
                {
                    return OrderStatus.ExpiredInMatch;
                }

                continue;
            }

            if (maker.Extra != None)
            {
                EndPartner(slot, events);
            }

            Trade(order.Type, ref taker, slot, ref level, quantity, events);
            if (price >= electAbove || price <= electBelow)
            {
                Elect(price, events);
            }
        }

        return taker.Remaining == 0 ? OrderStatus.Filled : OrderStatus.New;
    }

    private void Trade(OrderType type, ref BookOrder taker, int slot, ref PriceLevel level, long quantity, BookEvents events)
    {
        ref var maker = ref orders[slot];
        var price = level.Price;
        var quote = price * quantity;
        var number = ++TradeNumber;
        LastPrice = price;
        level.Quantity -= quantity;

        // Each side pays its fee from what it receives: the buyer in base, the seller in quote.
        var takerIsBuyer = taker.Side == OrderSide.Buy;
        var makerFee = takerIsBuyer ? quoteFee.Of(quote, maker.MakerBasisPoints) : baseFee.Of(quantity, maker.MakerBasisPoints);
        var takerFee = takerIsBuyer ? baseFee.Of(quantity, taker.TakerBasisPoints) : quoteFee.Of(quote, taker.TakerBasisPoints);

        Fill(ref maker, quantity, quote, makerFee);
        maker.Visible -= quantity;
        if (maker.Visible == 0 && maker.Remaining > 0)
        {
            ShowNextSlice(slot, ref level);
        }

        ref var made = ref events.Add();
        Describe(in maker, ref made, BookEventKind.Filled, maker.Remaining == 0 ? OrderStatus.Filled : OrderStatus.PartiallyFilled);
        SayTrade(ref made, number, price, quantity, makerFee);
        made.Hold = takerIsBuyer ? maker.Remaining : maker.Remaining * maker.Price;
        made.LevelQuantity = level.Quantity;
        made.WasResting = true;
        if (maker.Remaining == 0)
        {
            Remove(slot);
        }

        Fill(ref taker, quantity, quote, takerFee);
        ref var took = ref events.Add();
        Describe(in taker, ref took, BookEventKind.Filled, taker.Remaining == 0 ? OrderStatus.Filled : OrderStatus.PartiallyFilled);
        SayTrade(ref took, number, price, quantity, takerFee);
        took.Hold = taker.Remaining == 0 ? 0 : HoldOf(in taker, type);
    }

    /// <summary>
    /// How an order that does not rest ends: an order by quote amount is filled when what is left of the amount is
    /// less than one lot at the best price there is (at the last price, when nothing is left in the book).
    /// </summary>
    private OrderStatus EndOf(in NewOrder order, in BookOrder taker, PriceLevels makers)
    {
        if (!order.ByQuote || taker.Executed == 0)
        {
            return OrderStatus.Expired;
        }

        var next = makers.Best == None ? LastPrice : makers[makers.Best].Price;
        return taker.Budget - taker.ExecutedQuote < next ? OrderStatus.Filled : OrderStatus.Expired;
    }

    /// <summary>
    /// True when a fill-or-kill order can trade in full. Its owner's orders count for nothing: where they would expire,
    /// it passes them by; where it would itself expire or shrink, nothing behind them counts.
    /// </summary>
    private bool CanFill(in NewOrder order, long quantity, PriceLevels makers)
    {
        var isBuy = order.Side == OrderSide.Buy;
        for (var at = makers.Best; at != None; at = makers[at].Worse)
        {
            ref var level = ref makers[at];
            if (isBuy ? level.Price > order.Price : level.Price < order.Price)
            {
                return false;
            }

            if (order.Prevention == SelfTradePrevention.None)
            {
                quantity -= level.Quantity + level.Hidden;
            }
            else if (!CountForeign(in order, ref level, ref quantity))
            {
                return false;
            }

            if (quantity <= 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Takes what others have at a level from the quantity, as the order would meet it; false when it is stopped there.</summary>
    private bool CountForeign(in NewOrder order, ref PriceLevel level, ref long quantity)
    {
        // First what is shown, then the icebergs' further slices, which come after all that is shown now. An own
        // iceberg that is passed by ends with all its slices.
        for (var slot = level.Head; slot != None && quantity > 0; slot = orders[slot].Next)
        {
            ref var maker = ref orders[slot];
            if (maker.Owner != order.Owner)
            {
                quantity -= maker.Visible;
            }
            else if (order.Prevention != SelfTradePrevention.ExpireMaker)
            {
                return false;
            }
        }

        for (var slot = level.Head; slot != None && quantity > 0 && level.Hidden > 0; slot = orders[slot].Next)
        {
            ref var maker = ref orders[slot];
            quantity -= maker.Owner == order.Owner ? 0 : maker.Remaining - maker.Visible;
        }

        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Fill(ref BookOrder order, long quantity, long quote, Int128 fee)
    {
        order.Remaining -= quantity;
        order.Executed += quantity;
        order.ExecutedQuote += quote;
        order.Fee += fee;
        order.Sequence++;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void SayTrade(ref BookEvent happened, long number, long price, long quantity, Int128 fee)
    {
        happened.TradeNumber = number;
        happened.TradePrice = price;
        happened.TradeQuantity = quantity;
        happened.Fee = fee;
    }
}
