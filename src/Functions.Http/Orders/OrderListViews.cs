using System.Text.Json.Serialization;
using CryptoVault.Accounts.Access;
using CryptoVault.Functions.Http.Api;
using CryptoVault.Money;
using CryptoVault.Orders;
using CryptoVault.Orders.Lists;

namespace CryptoVault.Functions.Http.Orders;

internal sealed record PlaceOrderListRequest(OrderListType Type, string Symbol, IReadOnlyList<ListedOrderRequest> Legs) : IChecked
{
    private const int MostLegs = 2;

    public ListedOrderRequest? Working { get; init; }

    public string? ListClientOrderId { get; init; }

    public void Check(FieldChecks check)
    {
        check.Text("/symbol", Symbol, 1, 32);
        check.AtMost("/legs", Legs, MostLegs);
        for (var i = 0; i < Legs.Count; i++)
        {
            if (Legs[i] is null)
            {
                check.Refuse($"/legs/{i}", "REQUIRED", "A leg is an order.");
            }
        }
    }

    public PlaceOrderListCommand ToCommand(Caller caller) => new(caller.UserId, Symbol, Type, [.. Legs.Select(leg => leg.Of(caller.UserId, Symbol))])
    {
        Working = Working?.Of(caller.UserId, Symbol),
        ClientListId = ListClientOrderId,
    };
}

/// <summary>How far a list is.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<OrderListStatus>))]
internal enum OrderListStatus
{
    /// <summary>Something may still happen.</summary>
    [JsonStringEnumMemberName("executing")] Executing,
    /// <summary>All orders have ended.</summary>
    [JsonStringEnumMemberName("all_done")] AllDone,
    /// <summary>The market refused all of it.</summary>
    [JsonStringEnumMemberName("rejected")] Rejected,
}

internal sealed record OrderListView(
    string ListId, string ListClientOrderId, OrderListType Type, string Symbol, OrderListStatus Status, string? WorkingOrderId,
    IReadOnlyList<OrderView> Orders, string CreatedAt, string UpdatedAt)
{
    /// <summary>False while the market's answer to what was just asked is still to come.</summary>
    [JsonIgnore]
    public bool IsAnswered { get; init; } = true;

    public static OrderListView Of(OrderListFound found, AssetCatalog assets)
    {
        var (list, orders) = (found.List, found.Orders);
        return new OrderListView(
            list.ListId, list.ClientListId, list.ListType, list.Symbol,
            found.IsOpen ? OrderListStatus.Executing : orders.All(order => order.Status == OrderStatus.Rejected) ? OrderListStatus.Rejected : OrderListStatus.AllDone,
            list.WorkingOrder, [.. orders.Select(order => OrderView.Of(order, assets))], list.ListTime,
            orders.Max(order => order.UpdatedTime)!)
        {
            IsAnswered = found.IsAnswered,
        };
    }

    public static Answer Placed(OrderListView list) =>
        (list.IsAnswered ? Answers.Created : Answers.Accepted).At($"/api/v1/orders/lists/{list.ListId}");

    public static Answer Canceled(OrderListView list) =>
        list.Status == OrderListStatus.Executing ? Answers.Accepted.At($"/api/v1/orders/lists/{list.ListId}") : Answers.Ok;
}

internal sealed record OrderListsQuery(string? Symbol, string? ListClientOrderId, PageRequest Page);
