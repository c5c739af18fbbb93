using CryptoVault.Accounts;
using CryptoVault.Functions.Http.Api;
using CryptoVault.Functions.Http.Api.Access;
using CryptoVault.Functions.Http.Api.Queries;
using CryptoVault.Money;
using CryptoVault.Orders.Lists;
using CryptoVault.RateLimits;
using CryptoVault.Results;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CryptoVault.Functions.Http.Orders;

/// <summary>A customer's order lists: one cancels the other, one triggers the other.</summary>
public sealed class OrderListFunctions(PlaceOrderList placeList, CancelOrderList cancelList, OrderListQueries lists, AssetCatalog assets)
{
    private const string Routes = "api/v1/orders/lists";

    /// <summary>Places a list of orders; waits for its market's answer for a bounded time.</summary>
    [Function("PlaceOrderList"), Allow(Role.Customer, Fresh = true, TradeKeys = true), Limited(RateLimitKind.Orders), Weight(3)]
    public Task<IResult> Place([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes)] HttpRequest request, FunctionContext context) =>
        request.AnswerAsync<PlaceOrderListRequest, WaitQuery, OrderListView>(
            WaitQuery.Read, async (body, query) => View(await placeList.ExecuteAsync(body.ToCommand(context.Caller()), query.Wait)), OrderListView.Placed);

    /// <summary>The caller's order lists, newest first.</summary>
    [Function("OrderLists"), Allow(Role.Customer, ReadKeys = true), Weight(2)]
    public Task<IResult> List([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Routes)] HttpRequest request, FunctionContext context) =>
        request.AnswerListAsync(
            static query => new OrderListsQuery(query.Text("symbol", 32), query.Text("listClientOrderId", 36), query.Page()),
            query => FindAsync(context.Caller().UserId, query, context.CancellationToken));

    /// <summary>One order list.</summary>
    [Function("OrderList"), Allow(Role.Customer, ReadKeys = true)]
    public Task<IResult> Get(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Routes + "/{listId}")] HttpRequest request, string listId, FunctionContext context) =>
        request.AnswerAsync(
            async () => ResourceIds.IsId(listId)
                ? View(await lists.GetAsync(context.Caller().UserId, listId, context.CancellationToken))
                : new OrderListNotFound(OrderFunctions.Shorten(listId)),
            Answers.Ok);

    /// <summary>Cancels the orders of a list that have not ended; waits for the outcomes for a bounded time.</summary>
    [Function("CancelOrderList"), Allow(Role.Customer, Fresh = true, TradeKeys = true), Limited(RateLimitKind.Orders)]
    public Task<IResult> Cancel(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = Routes + "/{listId}")] HttpRequest request, string listId, FunctionContext context) =>
        request.AnswerQueryAsync(
            WaitQuery.Read,
            async query => ResourceIds.IsId(listId)
                ? View(await cancelList.ExecuteAsync(context.Caller().UserId, listId, query.Wait))
                : new OrderListNotFound(OrderFunctions.Shorten(listId)),
            OrderListView.Canceled);

    private async Task<Result<ItemPage<OrderListView>>> FindAsync(string userId, OrderListsQuery query, CancellationToken cancellation)
    {
        if (query.ListClientOrderId is { } clientListId)
        {
            var found = await lists.FindByClientIdAsync(userId, clientListId, cancellation);
            return new ItemPage<OrderListView>(found.IsSuccess ? [OrderListView.Of(found.Value, assets)] : [], null);
        }

        var page = await lists.ListAsync(userId, query.Symbol, query.Page.Limit, query.Page.Position, cancellation);
        return new ItemPage<OrderListView>([.. page.Items.Select(list => OrderListView.Of(list, assets))], page.NextPosition);
    }

    private Result<OrderListView> View(Result<OrderListFound> found) => found.Map(list => OrderListView.Of(list, assets));
}
