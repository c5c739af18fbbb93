using System.Runtime.CompilerServices;
using CryptoVault.Orders;

namespace CryptoVault.Matching;

internal sealed partial class OrderBook
{
    /// <summary>
    /// Trades an incoming order against the other side: best price first, within a price first come first, at the
    /// maker's price, as long as limit, quantity and budget allow.
    /// </summary>
    private void Match(in NewOrder order, ref BookOrder taker, PriceLevels makers, BookEvents events)
    {
        var isBuy = taker.Side == OrderSide.Buy;
        var isBudgeted = order.Type == OrderType.Market && order.Budget != NewOrder.NoBudget;
        while (taker.Remaining > 0 && makers.Best != None)
        {
            ref var level = ref makers[makers.Best];
            var price = level.Price;
            if (isBuy ? price > taker.Price : price < taker.Price)
            {
                return;
            }

            var slot = level.Head;
            ref var maker = ref orders[slot];
            var quantity = Math.Min(taker.Remaining, maker.Remaining);
            if (isBudgeted)
            {
                quantity = Math.Min(quantity, (order.Budget - taker.ExecutedQuote) / price);
                if (quantity == 0)
                {
                    return;
                }
            }

            Trade(in order, ref taker, ref maker, ref level, quantity, events);
            if (maker.Remaining == 0)
            {
                Unlink(slot, makers);
            }
        }
    }

    private void Trade(in NewOrder order, ref BookOrder taker, ref BookOrder maker, ref PriceLevel level, long quantity, BookEvents events)
    {
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
        ref var made = ref events.Add();
        Describe(in maker, ref made, BookEventKind.Filled, maker.Remaining == 0 ? OrderStatus.Filled : OrderStatus.PartiallyFilled);
        SayTrade(ref made, number, price, quantity, makerFee);
        made.Hold = takerIsBuyer ? maker.Remaining : maker.Remaining * maker.Price;
        made.LevelQuantity = level.Quantity;
        made.WasResting = true;

        Fill(ref taker, quantity, quote, takerFee);
        ref var took = ref events.Add();
        Describe(in taker, ref took, BookEventKind.Filled, taker.Remaining == 0 ? OrderStatus.Filled : OrderStatus.PartiallyFilled);
        SayTrade(ref took, number, price, quantity, takerFee);
        took.Hold = taker.Remaining == 0 ? 0 : HoldOf(in taker, in order);
    }

    /// <summary>
    /// How an order that does not rest ends: an order by quote amount is filled when what is left of the amount is
    /// less than one lot at the best price there is (at its own last price, when nothing is left in the book).
    /// </summary>
    private OrderStatus EndOf(in NewOrder order, in BookOrder taker, PriceLevels makers)
    {
        if (!order.ByQuote || taker.Executed == 0)
        {
            return OrderStatus.Expired;
        }

        var next = makers.Best == None ? LastPrice : makers[makers.Best].Price;
        return order.Budget - taker.ExecutedQuote < next ? OrderStatus.Filled : OrderStatus.Expired;
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
