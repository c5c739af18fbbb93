using CryptoVault.Orders;

namespace CryptoVault.Matching;

/// <summary>Self-trade prevention: what happens instead of a trade when taker and maker are the same customer's; the taker's mode rules.</summary>
internal sealed partial class OrderBook
{
    /// <returns>True when the taker ends here.</returns>
    private bool Prevent(in NewOrder order, ref BookOrder taker, int slot, long quantity, bool isBudgeted, BookEvents events)
    {
        switch (order.Prevention)
        {
            case SelfTradePrevention.ExpireTaker:
                return true;
            case SelfTradePrevention.ExpireMaker:
                Close(slot, OrderStatus.ExpiredInMatch, events);
                return false;
            case SelfTradePrevention.ExpireBoth:
                Close(slot, OrderStatus.ExpiredInMatch, events);
                return true;
            default:
                var price = orders[slot].Price;
                DecrementMaker(slot, quantity, events);
                return DecrementTaker(order.Type, ref taker, quantity, isBudgeted ? quantity * price : 0, events);
        }
    }

    private void DecrementMaker(int slot, long quantity, BookEvents events)
    {
        ref var maker = ref orders[slot];
        if (maker.Remaining == quantity)
        {
            Close(slot, OrderStatus.ExpiredInMatch, events, prevented: quantity);
            return;
        }

        ref var level = ref SideOf(maker.Side)[maker.Level];
        maker.Remaining -= quantity;
        maker.Visible -= quantity;
        maker.Sequence++;
        level.Quantity -= quantity;
        if (maker.Visible == 0)
        {
            ShowNextSlice(slot, ref level);
        }

        ref var said = ref events.Add();
        Describe(in maker, ref said, BookEventKind.Prevented, StatusOf(in maker));
        said.TradeQuantity = quantity;
        said.Hold = HoldOf(slot);
        said.KeepsHold = PartnerOf(slot) != None;
        SayLevel(in maker, ref said);
    }

    private static bool DecrementTaker(OrderType type, ref BookOrder taker, long quantity, long budget, BookEvents events)
    {
        taker.Remaining -= quantity;
        taker.Budget -= budget;
        if (taker.Remaining == 0)
        {
            return true;
        }

        taker.Sequence++;
        ref var said = ref events.Add();
        Describe(in taker, ref said, BookEventKind.Prevented, StatusOf(in taker));
        said.TradeQuantity = quantity;
        said.Hold = HoldOf(in taker, type);
        return false;
    }
}
