using CryptoVault.Fees;
using CryptoVault.Ledger;
using CryptoVault.Markets;
using CryptoVault.Matching;
using CryptoVault.Orders.Placing;
using CryptoVault.Results;
using CryptoVault.Storage;

namespace CryptoVault.Orders.Lists;

/// <summary>Writes a list and its orders, within a decision.</summary>
internal readonly struct ListPlacement(PartitionView view, PartitionLedger ledger, PlaceOrderListCommand command, Market market, DateTimeOffset now)
{
    /// <summary>Places the list; the id of the one that it repeats when there is one.</summary>
    public Result<string> Place(string listId, IReadOnlyList<ListedOrder> orders, long reference, FeeScheduleDocument schedule)
    {
        if (command.ClientListId is { } clientListId && FindEarlier(listId, clientListId) is { } earlier)
        {
            return IsSame(earlier, orders) ? earlier.ListId : new DuplicateClientOrderId(clientListId);
        }

        var rates = FeeRules.Of(view, schedule, market, now);
        var passed = new CheckedOrder[orders.Count];
        for (var i = 0; i < orders.Count; i++)
        {
            var order = orders[i];
            if (order.ClientOrderId is { } clientOrderId && OrderRecords.FindEarlier(view, order.OrderId, clientOrderId) is not null)
            {
                return ListedOrder.At(new DuplicateClientOrderId(clientOrderId), order.Pointer);
            }

            var one = OrderFilters.Check(order.Terms, market, reference, now, rates);
            if (!one.IsSuccess)
            {
                return ListedOrder.At(one.Error, order.Pointer);
            }

            passed[i] = one.Value;
        }

        return command.Type == OrderListType.Oco ? PlacePair(listId, orders, passed) : PlaceWorking(listId, orders, passed);
    }

    private OrderListDocument? FindEarlier(string listId, string clientListId) =>
        view.Find<OrderListDocument>(OrderListDocument.IdOf(listId))
        ?? (OrderKey.TryParse(clientListId, out _) ? view.Find<OrderListDocument>(OrderListDocument.IdOf(clientListId)) : null);

    private bool IsSame(OrderListDocument earlier, IReadOnlyList<ListedOrder> orders)
    {
        var known = earlier.AllOrders.ToArray();
        if (earlier.ListType != command.Type || known.Length != orders.Count)
        {
            return false;
        }

        for (var i = 0; i < known.Length; i++)
        {
            var order = view.Find<OrderDocument>(OrderDocument.IdOf(known[i]));
            var isNamed = orders[i].ClientOrderId is not null;
            if (order is null || !OrderRecords.IsSame(order, orders[i].Terms, market)
                || (isNamed ? known[i] != orders[i].OrderId : order.ClientOrderId != order.OrderId))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Both legs go to the market; the list holds for both, the larger of what they need.</summary>
    private Result<string> PlacePair(string listId, IReadOnlyList<ListedOrder> orders, CheckedOrder[] passed)
    {
        var hold = passed[0].Hold.Units >= passed[1].Hold.Units ? passed[0].Hold : passed[1].Hold;
        var reserved = ledger.Reserve(OrderListDocument.HoldIdOf(listId), hold, new LedgerReference(OrderListDocument.ReferenceType, listId));
        if (!reserved.IsSuccess)
        {
            return reserved.Error;
        }

        AddList(reserved.Value, orders, isActive: true);
        AddUnfunded(listId, orders[0], passed[0]);
        AddUnfunded(listId, orders[1], passed[1]);
        (Command(MarketCommandKind.PlacePair, orders[0], passed[0]) with { Other = orders[1].OrderId, OtherOrder = passed[1].Order }).Send(view, market.Symbol);
        return listId;
    }

    /// <summary>The working order goes to the market with a hold of its own; the legs wait, without one.</summary>
    private Result<string> PlaceWorking(string listId, IReadOnlyList<ListedOrder> orders, CheckedOrder[] passed)
    {
        var reserved = ledger.Reserve(OrderDocument.HoldIdOf(orders[0].OrderId), passed[0].Hold, OrderRecords.ReferenceOf(orders[0].OrderId));
        if (!reserved.IsSuccess)
        {
            return reserved.Error;
        }

        var reference = new LedgerReference(OrderListDocument.ReferenceType, listId);
        AddList(ledger.Unfunded(OrderListDocument.HoldIdOf(listId), passed[1].Hold.Asset, reference), orders, isActive: false);
        view.Add(OrderRecords.Of(reserved.Value, orders[0].ClientOrderId, orders[0].Terms, market, passed[0].Order) with { ListId = listId });
        for (var i = 1; i < orders.Count; i++)
        {
            AddUnfunded(listId, orders[i], passed[i]);
        }

        Command(MarketCommandKind.Place, orders[0], passed[0]).Send(view, market.Symbol);
        return listId;
    }

    private void AddList(HoldDocument hold, IReadOnlyList<ListedOrder> orders, bool isActive)
    {
        var legs = orders.Where(order => !order.IsWorking).Select(order => order.OrderId).ToArray();
        view.Add(OrderListDocument.Of(hold, command.ClientListId ?? hold.Reference.Id, market.Symbol, legs) with
        {
            ListType = command.Type,
            WorkingOrder = orders.FirstOrDefault(order => order.IsWorking)?.OrderId,
            IsActive = isActive,
        });
    }

    private void AddUnfunded(string listId, ListedOrder order, CheckedOrder passed)
    {
        var hold = ledger.Unfunded(OrderDocument.HoldIdOf(order.OrderId), passed.Hold.Asset, OrderRecords.ReferenceOf(order.OrderId));
        view.Add(OrderRecords.Of(hold, order.ClientOrderId, order.Terms, market, passed.Order) with { ListId = listId, Waits = !order.IsSent });
    }

    private MarketCommand Command(MarketCommandKind kind, ListedOrder order, CheckedOrder passed) =>
        new(kind, order.OrderId, command.UserId, StoredTime.Format(now)) { Order = passed.Order };
}
