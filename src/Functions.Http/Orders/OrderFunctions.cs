using CryptoVault.Accounts;
using CryptoVault.Functions.Http.Api;
using CryptoVault.Functions.Http.Api.Access;
using CryptoVault.Functions.Http.Api.Queries;
using CryptoVault.Money;
using CryptoVault.Orders;
using CryptoVault.Orders.Placing;
using CryptoVault.Orders.Queries;
using CryptoVault.RateLimits;
using CryptoVault.Results;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CryptoVault.Functions.Http.Orders;

/// <summary>A customer's orders.</summary>
public sealed class OrderFunctions(
    PlaceOrder placeOrder, ReplaceOrder replaceOrder, TestOrder testOrder, PreviewOrder previewOrder, ReduceOrder reduceOrder, CancelOrder cancelOrder, CancelOrders cancelOrders,
    OrderQueries orders, AssetCatalog assets)
{
    /// <summary>Places an order; waits for its market's answer for a bounded time: 201 with fills, or 202 when it is still to come.</summary>
    [Function("PlaceOrder"), Allow(Role.Customer, Fresh = true, TradeKeys = true), Limited(RateLimitKind.Orders)]
    public Task<IResult> Place(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/orders")] HttpRequest request, FunctionContext context) =>
        request.AnswerAsync<PlaceOrderRequest, WaitQuery, OrderView>(
            WaitQuery.Read,
            async (body, query) => View(await placeOrder.ExecuteAsync(body.ToCommand(context.Caller()), query.Wait)),
            OrderView.Placed);

    /// <summary>Checks an order as placing it would, and changes nothing.</summary>
    [Function("TestOrder"), Allow(Role.Customer, TradeKeys = true)]
    public Task<IResult> Test(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/orders/test")] HttpRequest request, FunctionContext context) =>
        request.AnswerAsync<PlaceOrderRequest, OrderTestView>(
            async body => (await testOrder.ExecuteAsync(body.ToCommand(context.Caller()), context.CancellationToken)).Map(OrderTestView.Of),
            Answers.Ok);

    /// <summary>Says what an order would reserve and probably do; changes nothing.</summary>
    [Function("PreviewOrder"), Allow(Role.Customer, TradeKeys = true)]
    public Task<IResult> Preview(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/orders/preview")] HttpRequest request, FunctionContext context) =>
        request.AnswerAsync<PlaceOrderRequest, OrderPreviewView>(
            async body => (await previewOrder.ExecuteAsync(body.ToCommand(context.Caller()), context.CancellationToken)).Map(OrderPreviewView.Of),
            Answers.Ok);

    /// <summary>Puts a new order in the place of a working one, in one step; waits for its market's answer for a bounded time.</summary>
    [Function("ReplaceOrder"), Allow(Role.Customer, Fresh = true, TradeKeys = true), Limited(RateLimitKind.Orders)]
    public Task<IResult> Replace(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "api/v1/orders/{orderId}")] HttpRequest request, string orderId, FunctionContext context) =>
        request.AnswerAsync<PlaceOrderRequest, WaitQuery, OrderView>(
            WaitQuery.Read,
            async (body, query) => ResourceIds.IsId(orderId)
                ? View(await replaceOrder.ExecuteAsync(orderId, body.ToCommand(context.Caller()), query.Wait))
                : new OrderNotFound(Shorten(orderId)),
            OrderView.Placed);

    /// <summary>Makes an order smaller; it keeps its place. Waits for the outcome for a bounded time.</summary>
    [Function("ReduceOrder"), Allow(Role.Customer, Fresh = true, TradeKeys = true), Limited(RateLimitKind.Orders)]
    public Task<IResult> Reduce(
        [HttpTrigger(AuthorizationLevel.Anonymous, "patch", Route = "api/v1/orders/{orderId}")] HttpRequest request, string orderId, FunctionContext context) =>
        request.AnswerAsync<ReduceOrderRequest, WaitQuery, OrderView>(
            WaitQuery.Read,
            async (body, query) => ResourceIds.IsId(orderId)
                ? (await reduceOrder.ExecuteAsync(context.Caller().UserId, orderId, body.Quantity, query.Wait)).Map(answered => OrderView.Of(answered.Order, assets) with { IsAnswered = answered.IsAnswered })
                : new OrderNotFound(Shorten(orderId)),
            order => order.IsAnswered ? Answers.Ok : Answers.Accepted.At($"/api/v1/orders/{order.OrderId}"));

    /// <summary>Cancels all of the caller's open orders on a market; waits for the outcomes for a bounded time.</summary>
    [Function("CancelOrders"), Allow(Role.Customer, Fresh = true), Weight(5)]
    public Task<IResult> CancelAll(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "api/v1/orders")] HttpRequest request, FunctionContext context) =>
        request.AnswerQueryAsync(
            static query => new CancelOrdersQuery(query.RequiredText("symbol", 32), WaitQuery.Read(query).Wait),
            async query => (await cancelOrders.ExecuteAsync(context.Caller().UserId, query.Symbol, query.Wait))
                .Map(canceled => new CanceledOrders([.. canceled.Select(order => OrderView.Of(order, assets))])),
            canceled => canceled.Items.All(order => order.Status.IsClosed()) ? Answers.Ok : Answers.Accepted);

    /// <summary>The caller's orders, newest first.</summary>
    [Function("Orders"), Allow(Role.Customer, ReadKeys = true)]
    public Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/orders")] HttpRequest request, FunctionContext context) =>
        request.AnswerListAsync(
            static query => new OrdersQuery(
                ScopeOf(query.OneOf("status", "all", "open", "closed", "all")!), query.Text("symbol", 32), query.Text("clientOrderId", 36), query.Page()),
            query => FindAsync(context.Caller().UserId, query, context.CancellationToken));

    /// <summary>One order.</summary>
    [Function("Order"), Allow(Role.Customer, ReadKeys = true)]
    public Task<IResult> Get(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/orders/{orderId}")] HttpRequest request, string orderId, FunctionContext context) =>
        request.AnswerAsync(
            async () => ResourceIds.IsId(orderId)
                ? (await orders.GetAsync(context.Caller().UserId, orderId, context.CancellationToken)).Map(order => OrderView.Of(order, assets))
                : new OrderNotFound(Shorten(orderId)),
            Answers.Ok);

    /// <summary>Cancels an order; waits for the outcome for a bounded time.</summary>
    [Function("CancelOrder"), Allow(Role.Customer, Fresh = true, TradeKeys = true), Limited(RateLimitKind.Orders)]
    public Task<IResult> Cancel(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "api/v1/orders/{orderId}")] HttpRequest request, string orderId, FunctionContext context) =>
        request.AnswerQueryAsync(
            WaitQuery.Read,
            async query => ResourceIds.IsId(orderId)
                ? View(await cancelOrder.ExecuteAsync(context.Caller().UserId, orderId, query.Wait))
                : new OrderNotFound(Shorten(orderId)),
            order => order.Status == OrderStatus.Canceled ? Answers.Ok : Answers.Accepted.At($"/api/v1/orders/{order.OrderId}"));

    /// <summary>The caller's own trades, newest first.</summary>
    [Function("OwnTrades"), Allow(Role.Customer, ReadKeys = true)]
    public Task<IResult> Trades(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/trades")] HttpRequest request, FunctionContext context) =>
        request.AnswerListAsync(
            static query => new TradeListQuery(query.Text("symbol", 32), query.Page()),
            async query =>
            {
                var page = await orders.FillsAsync(context.Caller().UserId, query.Symbol, query.Page.Limit, query.Page.Position, context.CancellationToken);
                return Result<ItemPage<OwnTradeView>>.Success(new ItemPage<OwnTradeView>([.. page.Items.Select(fill => OwnTradeView.Of(fill, assets))], page.NextPosition));
            });

    private async Task<Result<ItemPage<OrderView>>> FindAsync(string userId, OrdersQuery query, CancellationToken cancellation)
    {
        if (query.ClientOrderId is { } clientOrderId)
        {
            var found = await orders.FindByClientIdAsync(userId, clientOrderId, cancellation);
            return new ItemPage<OrderView>(found.IsSuccess ? [OrderView.Of(found.Value, assets)] : [], null);
        }

        var page = await orders.ListAsync(userId, query.Scope, query.Symbol, query.Page.Limit, query.Page.Position, cancellation);
        return new ItemPage<OrderView>([.. page.Items.Select(order => OrderView.Of(order, assets))], page.NextPosition);
    }

    private Result<OrderView> View(Result<OrderAnswered> answered) => answered.Map(answer => OrderView.Of(answer.Order, assets));

    private static OrderScope ScopeOf(string status) => status switch
    {
        "open" => OrderScope.Open,
        "closed" => OrderScope.Closed,
        _ => OrderScope.All,
    };

    internal static string Shorten(string id) => id.Length <= 64 ? id : id[..64];
}
