using System.Runtime.InteropServices;
using CryptoVault.Orders;

namespace CryptoVault.Matching;

/// <summary>A working order that is more than a price and a quantity, as of the last gathered event.</summary>
internal sealed class SpecialOrder(PlacedOrder terms, UInt128? partner)
{
    public PlacedOrder Terms => terms;

    public UInt128? Partner { get; set; } = partner;

    /// <summary>The best price since a trailing stop tracks; null when it does not.</summary>
    public long? Watermark { get; set; }
}

/// <summary>
/// What is written with working orders beside what their events say. It follows the events as they are gathered: the
/// book may have run ahead of the commit.
/// </summary>
internal sealed class SpecialOrders
{
    private readonly Dictionary<UInt128, SpecialOrder> orders = [];
    private readonly List<(UInt128 Id, SpecialOrder Order)> tracking = [];

    public void Add(UInt128 id, PlacedOrder terms, UInt128? partner, bool isPlain)
    {
        if (!isPlain || partner is not null)
        {
            orders[id] = new SpecialOrder(terms, partner);
        }
    }

    public SpecialOrder? Find(UInt128 id) => orders.GetValueOrDefault(id);

    public void StartTracking(UInt128 id, long watermark)
    {
        var order = orders[id];
        order.Watermark = watermark;
        tracking.Add((id, order));
    }

    /// <summary>What the head says of the trailing stops; null when there are none.</summary>
    public IReadOnlyList<TrailingMark>? Marks() =>
        tracking.Count == 0 ? null : [.. tracking.Select(item => new TrailingMark(OrderKey.Format(item.Id), item.Order.Watermark!.Value))];

    public void Follow(in BookEvent happened)
    {
        if (orders.Count == 0)
        {
            return;
        }

        if (happened.Kind == BookEventKind.Filled && !happened.WasResting && tracking.Count > 0)
        {
            FollowPrice(happened.TradePrice);
        }

        if (!orders.TryGetValue(happened.OrderId, out var order))
        {
            return;
        }

        if (happened.Kind is BookEventKind.Accepted or BookEventKind.Tracking && happened.Place == OrderPlace.Tracking)
        {
            StartTracking(happened.OrderId, happened.TradePrice);
        }
        else if (order.Watermark is not null && (happened.Kind == BookEventKind.Triggered || happened.Status.IsClosed()))
        {
            order.Watermark = null;
            var id = happened.OrderId;
            tracking.RemoveAll(item => item.Id == id);
        }

        if (happened.Status.IsClosed())
        {
            orders.Remove(happened.OrderId);
            if (order.Partner is { } partner && orders.TryGetValue(partner, out var other))
            {
                other.Partner = null;
            }
        }
    }

    private void FollowPrice(long price)
    {
        foreach (var (_, order) in CollectionsMarshal.AsSpan(tracking))
        {
            var watermark = order.Watermark!.Value;
            order.Watermark = watermark == 0 ? price
                : order.Terms.Side == OrderSide.Buy ? Math.Min(watermark, price) : Math.Max(watermark, price);
        }
    }
}
