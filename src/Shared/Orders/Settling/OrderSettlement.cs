using System.Globalization;
using CryptoVault.Ledger;
using CryptoVault.Matching;
using CryptoVault.Money;
using CryptoVault.Storage;

namespace CryptoVault.Orders.Settling;

/// <summary>Books what happened to a customer's orders, within a decision.</summary>
internal readonly struct OrderSettlement(PartitionView view, PartitionLedger ledger, AssetCatalog assets, SettlementMessage message)
{
    /// <summary>Applies the next events of an order: posts its fills, releases what the engine no longer needs, and writes the order.</summary>
    public OrderDocument Apply(OrderDocument order, OrderUpdate update)
    {
        var isFirst = order.Sequence == 0;
        Book(order, update);
        // Booking changed the hold, which is part of the order.
        var changed = Advance(view.Find<OrderDocument>(order.Id)!, update);
        view.Set(changed);
        if (isFirst)
        {
            ledger.TellBalance(assets.Get(order.Asset)); // what placing it reserved, which is told with the market's answer
        }

        OrderEvents.Tell(view, changed, update, message.Time, assets);
        return changed;
    }

    /// <summary>
    /// One posting per update: what the fills cost leaves the hold for clearing, what they brought, net of fees, comes
    /// from clearing, and what the engine says need not be held any more goes back. Clearing legs name the trade.
    /// </summary>
    private void Book(OrderDocument order, OrderUpdate update)
    {
        var isBuy = order.Side == OrderSide.Buy;
        Int128 paid = 0;
        foreach (var fill in update.Fills)
        {
            paid += isBuy ? fill.Quote : fill.Quantity;
        }

        var released = order.Remaining - paid - update.Hold;
        if (released < 0)
        {
            throw new InvalidOperationException($"Order {order.OrderId} #{update.Sequence}: {paid} were spent and {update.Hold} are to stay of {order.Remaining} held.");
        }

        if (paid == 0 && released == 0)
        {
            return;
        }

        var booked = ledger.Post(new PostingDraft(
            string.Create(CultureInfo.InvariantCulture, $"order:{order.OrderId}:{update.Sequence}"),
            update.Fills.Count > 0 ? PostingKinds.Trade : PostingKinds.Release,
            new LedgerReference("order", order.OrderId),
            LegsOf(order, update, paid, released))
        {
            Holds = [new HoldResolution(order.HoldId, paid, released)],
            IsNew = true, // the order's sequence is the proof
        });
        if (!booked.IsSuccess)
        {
            throw new InvalidOperationException($"Order {order.OrderId} #{update.Sequence} cannot be booked: {booked.Error.Message}");
        }
    }

    private List<LegDraft> LegsOf(OrderDocument order, OrderUpdate update, Int128 paid, Int128 released)
    {
        var isBuy = order.Side == OrderSide.Buy;
        var (paidAsset, receivedAsset) = isBuy ? (order.Quote, order.Base) : (order.Base, order.Quote);
        var legs = new List<LegDraft>(3 + (update.Fills.Count * 2)) { new(AccountName.Held, paidAsset, -(paid + released)) };
        if (released > 0)
        {
            legs.Add(new LegDraft(AccountName.Available, paidAsset, released));
        }

        Int128 received = 0;
        foreach (var fill in update.Fills)
        {
            var transfer = TradeIds.TransferOf(message.Symbol, fill.Trade);
            var (pays, gets) = isBuy ? (fill.Quote, fill.Quantity - fill.Fee) : (fill.Quantity, fill.Quote - fill.Fee);
            legs.Add(new LegDraft(AccountName.Clearing, paidAsset, pays, transfer));
            if (gets > 0)
            {
                legs.Add(new LegDraft(AccountName.Clearing, receivedAsset, -gets, transfer));
                received += gets;
            }
        }

        if (received > 0)
        {
            legs.Add(new LegDraft(AccountName.Available, receivedAsset, received));
        }

        return legs;
    }

    private OrderDocument Advance(OrderDocument order, OrderUpdate update)
    {
        var time = message.Time;
        var fills = update.Fills.Count == 0 ? order.Fills : [.. order.Fills, .. update.Fills.Select(fill => fill with { Time = time })];
        var pages = order.FillPages;
        while (fills.Count > OrderDocument.MaxFills)
        {
            var page = fills.Take(OrderDocument.MaxFills).ToArray();
            view.Add(new FillsDocument(
                string.Create(CultureInfo.InvariantCulture, $"{FillsDocument.IdPrefix}{order.OrderId}:{pages:D6}"),
                order.Symbol, order.Base, order.Quote, page[^1].Time!, page)
            {
                Side = order.Side,
            });
            fills = [.. fills.Skip(OrderDocument.MaxFills)];
            pages++;
        }

        return order with
        {
            Status = update.Status,
            Sequence = update.Sequence,
            Executed = update.Executed,
            ExecutedQuote = update.ExecutedQuote,
            Fee = update.Fee,
            Fills = fills,
            FillPages = pages,
            FilledTime = update.Fills.Count > 0 ? time : order.FilledTime,
            Reason = update.Reason ?? order.Reason,
            FirstQuantity = update.Reduced > 0 && order.Quantity > 0 ? order.AskedQuantity : order.FirstQuantity,
            Quantity = update.Reduced > 0 && order.Quantity > 0 ? update.Reduced : order.Quantity,
            TriggeredTime = update.IsTriggered ? time : order.TriggeredTime,
            Refusal = update.Refusal ?? order.Refusal,
            RefusalSequence = update.Refusal is null ? order.RefusalSequence : update.Sequence,
            UpdatedTime = time,
        };
    }
}
