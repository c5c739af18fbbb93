using System.Globalization;
using CryptoVault.Ledger;
using CryptoVault.Matching;
using CryptoVault.Money;
using CryptoVault.Orders.Lists;
using CryptoVault.Orders.Placing;
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
        if (update.ReplacedBy is { } next && view.Find<OrderDocument>(OrderDocument.IdOf(next)) is { } replacement)
        {
            view.Set(replacement with { IsPassedOn = true });
        }

        if (isFirst)
        {
            ledger.TellBalance(assets.Get(order.Asset)); // what placing it reserved, which is told with the market's answer
        }

        OrderEvents.Tell(view, changed, update, message.Time, assets);
        return changed;
    }

    /// <summary>
    /// One posting per update: what the fills cost leaves the hold for clearing, what they brought, net of fees, comes
    /// from clearing, and what the engine says need not be held any more goes back, or on to the order that took the place
    /// of this one. Clearing legs name the trade. The leg of a list that is left takes over what the list holds.
    /// </summary>
    private void Book(OrderDocument order, OrderUpdate update)
    {
        if (update.KeepsHold)
        {
            return; // the other leg of its list rules over what is reserved for both
        }

        var isBuy = order.Side == OrderSide.Buy;
        Int128 paid = 0;
        foreach (var fill in update.Fills)
        {
            paid += isBuy ? fill.Quote : fill.Quantity;
        }

        var shared = order.ListId is null ? null : view.Find<OrderListDocument>(OrderListDocument.IdOf(order.ListId));
        var takenOver = shared?.Remaining ?? 0;
        var movement = new HoldMovement(paid, order.Remaining + takenOver - paid - update.Hold, takenOver, update.PassedOn);
        if (movement.Released < update.PassedOn)
        {
            throw new InvalidOperationException($"Order {order.OrderId} #{update.Sequence}: {paid} were spent and {update.Hold} and {update.PassedOn} are to stay of {order.Remaining} and {takenOver} held.");
        }

        if (movement.IsNothing)
        {
            return;
        }

        var booked = ledger.Post(new PostingDraft(
            string.Create(CultureInfo.InvariantCulture, $"order:{order.OrderId}:{update.Sequence}"),
            update.Fills.Count > 0 ? PostingKinds.Trade : PostingKinds.Release,
            OrderRecords.ReferenceOf(order.OrderId),
            LegsOf(order, update, in movement))
        {
            Holds = HoldsOf(order, shared, update, in movement),
            IsNew = true, // the order's sequence is the proof
        });
        if (!booked.IsSuccess)
        {
            throw new InvalidOperationException($"Order {order.OrderId} #{update.Sequence} cannot be booked: {booked.Error.Message}");
        }
    }

    private IReadOnlyList<HoldResolution> HoldsOf(OrderDocument order, OrderListDocument? shared, OrderUpdate update, in HoldMovement movement)
    {
        var own = new HoldResolution(order.HoldId, movement.Paid, movement.Released) { Added = movement.TakenOver };
        if (movement.TakenOver == 0 && movement.PassedOn == 0)
        {
            return [own];
        }

        var holds = new List<HoldResolution>(3) { own };
        if (movement.TakenOver > 0)
        {
            holds.Add(new HoldResolution(shared!.HoldId, 0, movement.TakenOver));
        }

        if (movement.PassedOn > 0 && view.Find<OrderDocument>(OrderDocument.IdOf(update.ReplacedBy!)) is { } next)
        {
            holds.Add(new HoldResolution(next.HoldId, 0, 0) { Added = movement.PassedOn });
        }

        return holds;
    }

    private List<LegDraft> LegsOf(OrderDocument order, OrderUpdate update, in HoldMovement movement)
    {
        var isBuy = order.Side == OrderSide.Buy;
        var (paidAsset, receivedAsset) = isBuy ? (order.Quote, order.Base) : (order.Base, order.Quote);
        var legs = new List<LegDraft>(3 + (update.Fills.Count * 2));
        AddHeldLegs(legs, paidAsset, in movement);
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

    /// <summary>What moves between holds is booked out of the one and into the other.</summary>
    private static void AddHeldLegs(List<LegDraft> legs, string asset, in HoldMovement movement)
    {
        if (movement.TakenOver > 0)
        {
            legs.Add(new LegDraft(AccountName.Held, asset, -movement.TakenOver));
            legs.Add(new LegDraft(AccountName.Held, asset, movement.TakenOver));
        }

        if (movement.Paid + movement.Released > 0)
        {
            legs.Add(new LegDraft(AccountName.Held, asset, -(movement.Paid + movement.Released)));
        }

        if (movement.Released > movement.PassedOn)
        {
            legs.Add(new LegDraft(AccountName.Available, asset, movement.Released - movement.PassedOn));
        }

        if (movement.PassedOn > 0)
        {
            legs.Add(new LegDraft(AccountName.Held, asset, movement.PassedOn));
        }
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
            ReplacedBy = update.ReplacedBy ?? order.ReplacedBy,
            UpdatedTime = time,
        };
    }

    /// <summary>What an update does to holds, in minor units.</summary>
    /// <param name="Paid">What its fills cost.</param>
    /// <param name="Released">What need not be held for the order any more.</param>
    /// <param name="TakenOver">What it takes over from its list first.</param>
    /// <param name="PassedOn">What of the released goes on to the order that took its place.</param>
    private readonly record struct HoldMovement(Int128 Paid, Int128 Released, Int128 TakenOver, Int128 PassedOn)
    {
        public bool IsNothing => Paid == 0 && Released == 0 && TakenOver == 0;
    }
}
