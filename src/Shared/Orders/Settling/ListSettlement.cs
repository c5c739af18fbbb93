using CryptoVault.Fees;
using CryptoVault.Ledger;
using CryptoVault.Markets;
using CryptoVault.Matching;
using CryptoVault.Orders.Lists;
using CryptoVault.Orders.Placing;
using CryptoVault.Results;
using CryptoVault.Storage;

namespace CryptoVault.Orders.Settling;

/// <summary>What a list's legs are checked against when their turn comes.</summary>
internal sealed record ListTerms(Market Market, FeeScheduleDocument Fees);

/// <summary>The decision must be made again with the market at hand. Never told to anybody.</summary>
internal sealed record LegsNeedTheMarket() : ConflictError("LEGS_NEED_THE_MARKET", "The legs of a list are to be placed.");

/// <summary>
/// What the end of a list's working order means for its legs, within the decision that books it: filled, they are funded from
/// what it brought, net of its fee, and sent to the market; otherwise they end with it.
/// </summary>
internal readonly struct ListSettlement(PartitionView view, PartitionLedger ledger, string userId, DateTimeOffset now, ListTerms? terms)
{
    /// <summary>Follows an order of a list that has ended.</summary>
    /// <param name="ended">The order, as it was booked.</param>
    /// <param name="changed">Gets the legs that change.</param>
    /// <returns>What is needed to decide it, if something is.</returns>
    public Error? Follow(OrderDocument ended, List<OrderDocument> changed)
    {
        if (view.Find<OrderListDocument>(OrderListDocument.IdOf(ended.ListId!)) is not { IsActive: false } list || list.WorkingOrder != ended.OrderId)
        {
            return null;
        }

        var legs = list.LegOrders.Select(Find).ToArray();
        if (ended.Status != OrderStatus.Filled || list.IsCanceled)
        {
            var (status, reason) = EndOf(ended, list);
            changed.AddRange(legs.Select(leg => leg with { Status = status, Reason = reason }).Select(End));
            return null;
        }

        if (terms is null)
        {
            return new LegsNeedTheMarket();
        }

        changed.AddRange(Place(ended, list, legs, terms));
        return null;
    }

    private OrderDocument Find(string orderId)
    {
        var leg = view.Find<OrderDocument>(OrderDocument.IdOf(orderId));
        return leg ?? throw new InvalidOperationException($"The leg {orderId} is missing.");
    }

    /// <summary>How legs end that are never placed.</summary>
    private static (OrderStatus Status, string? Reason) EndOf(OrderDocument working, OrderListDocument list) =>
        list.IsCanceled || working.Status == OrderStatus.Canceled ? (OrderStatus.Canceled, null)
        : working.Status == OrderStatus.Rejected ? (OrderStatus.Rejected, RejectReasons.WorkingOrder)
        : (OrderStatus.Expired, null);

    /// <summary>The one event of a leg that never reached the market.</summary>
    private OrderDocument End(OrderDocument leg)
    {
        var ended = leg with { Waits = false, Sequence = 1, UpdatedTime = StoredTime.Format(now) };
        view.Set(ended);
        return ended;
    }

    private OrderDocument[] Place(OrderDocument working, OrderListDocument list, OrderDocument[] legs, ListTerms at)
    {
        var reference = working.Fills.Count > 0 ? at.Market.ToTicks(working.Fills[^1].Price) : 0;
        var rates = FeeRules.Of(view, at.Fees, at.Market, now);
        var received = working.Side == OrderSide.Buy ? working.Executed - working.Fee : working.ExecutedQuote - working.Fee;
        var passed = new CheckedOrder[legs.Length];
        for (var i = 0; i < legs.Length; i++)
        {
            // A leg that pays with what the working order brought gets no more than that.
            var limit = AssetOf(legs[i]) == working.ReceivedAsset ? received : (Int128?)null;
            var fitted = ListFunding.Fit(OrderRecords.TermsOf(legs[i]), at.Market, reference, now, rates, limit);
            if (!fitted.IsSuccess)
            {
                return Reject(legs, i, fitted.Error.Code);
            }

            passed[i] = fitted.Value.Order;
            legs[i] = Resized(legs[i], fitted.Value.Terms.Quantity);
        }

        var hold = passed.Max(one => one.Hold.Units);
        var funded = ledger.Post(FundingOf(list, legs, hold));
        if (!funded.IsSuccess)
        {
            return Reject(legs, 0, funded.Error.Code);
        }

        view.Set(view.Find<OrderListDocument>(list.Id)! with { IsActive = true });
        return Send(legs, passed, at.Market.Symbol);
    }

    private static string AssetOf(OrderDocument order) => order.Side == OrderSide.Buy ? order.Quote : order.Base;

    private static OrderDocument Resized(OrderDocument leg, Int128 quantity) =>
        leg.Quantity == quantity ? leg : leg with { Quantity = quantity, FirstQuantity = leg.AskedQuantity };

    /// <summary>A single leg has its own hold; two share the list's.</summary>
    private static PostingDraft FundingOf(OrderListDocument list, OrderDocument[] legs, Int128 units)
    {
        var (hold, reference) = legs.Length == 1 ? (legs[0].HoldId, legs[0].Reference) : (list.HoldId, list.Reference);
        var asset = AssetOf(legs[0]);
        return new PostingDraft(
            $"{hold}:fund", PostingKinds.Hold, reference,
            [new LegDraft(AccountName.Available, asset, -units), new LegDraft(AccountName.Held, asset, units)])
        {
            Holds = [new HoldResolution(hold, 0, 0) { Added = units }],
            IsNew = true, // a list becomes active once
        };
    }

    private OrderDocument[] Send(OrderDocument[] legs, CheckedOrder[] passed, string symbol)
    {
        var time = StoredTime.Format(now);
        for (var i = 0; i < legs.Length; i++)
        {
            // Funding changed the hold of a single leg, which is part of it.
            var placed = passed[i].Order;
            legs[i] = view.Find<OrderDocument>(legs[i].Id)! with
            {
                Quantity = legs[i].Quantity,
                FirstQuantity = legs[i].FirstQuantity,
                MakerBasisPoints = placed.MakerBasisPoints,
                TakerBasisPoints = placed.TakerBasisPoints,
                Waits = false,
                SentTime = time,
                UpdatedTime = time,
            };
            view.Set(legs[i]);
        }

        var command = new MarketCommand(legs.Length == 1 ? MarketCommandKind.Place : MarketCommandKind.PlacePair, legs[0].OrderId, userId, time) { Order = passed[0].Order };
        (legs.Length == 1 ? command : command with { Other = legs[1].OrderId, OtherOrder = passed[1].Order }).Send(view, symbol);
        return legs;
    }

    /// <summary>Legs that cannot be placed end: the one at fault with its reason, the other one with it.</summary>
    private OrderDocument[] Reject(OrderDocument[] legs, int fault, string reason)
    {
        for (var i = 0; i < legs.Length; i++)
        {
            legs[i] = End(Find(legs[i].OrderId) with { Status = OrderStatus.Rejected, Reason = i == fault ? reason : RejectReasons.OtherLeg });
        }

        return legs;
    }
}
