using CryptoVault.Accounts.Access;
using CryptoVault.Functions.Http.Api;
using CryptoVault.Functions.Http.Api.Access;
using CryptoVault.MarketData.Streams;
using CryptoVault.Results;
using CryptoVault.Streams;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CryptoVault.Functions.Http.Streams;

/// <summary>
/// The SignalR hubs, for the stock client: negotiating sends it on to where it connects. Hubs only push; what a connection
/// wants to be told of markets, is asked for here.
/// </summary>
public sealed class HubFunctions(IHubs hubs, MarketStreams streams, StreamConnections connections, StreamOptions options)
{
    /// <summary>Lets everybody into the hub of public market data.</summary>
    [Function("NegotiateMarketHub"), AllowAnonymous, Weight(5)]
    public Task<IResult> NegotiateMarket(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "hubs/market/negotiate")] HttpRequest request) =>
        NegotiateAsync(request, HubNames.Market, null);

    /// <summary>Lets the caller into the hub of its own private events.</summary>
    [Function("NegotiateUserHub"), AllowSignedIn, Weight(5)]
    public Task<IResult> NegotiateUser(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "hubs/user/negotiate")] HttpRequest request, FunctionContext context) =>
        NegotiateAsync(request, HubNames.User, context.Caller());

    /// <summary>Tells a connection of the market hub of topics, from now on.</summary>
    [Function("SubscribeToTopics"), AllowAnonymous, Weight(2)]
    public Task<IResult> Subscribe(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/stream/subscriptions")] HttpRequest request) =>
        request.AnswerAsync<SubscriptionRequest, Unit>(
            async body => body.ReadTopics(options.MaxSymbols) is var topics && !topics.IsSuccess ? topics.Error
                : await streams.FindAsync(topics.Value, request.HttpContext.RequestAborted) is { } missing ? missing
                : await hubs.SubscribeAsync(body.ConnectionId, topics.Value, request.HttpContext.RequestAborted),
            Answers.NoContent);

    /// <summary>Tells a connection of the market hub of topics no longer.</summary>
    [Function("UnsubscribeFromTopics"), AllowAnonymous, Weight(2)]
    public Task<IResult> Unsubscribe(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/stream/subscriptions/end")] HttpRequest request) =>
        request.AnswerAsync<SubscriptionRequest, Unit>(
            async body => body.ReadTopics(options.MaxSymbols) is var topics && !topics.IsSuccess
                ? topics.Error
                : await hubs.UnsubscribeAsync(body.ConnectionId, topics.Value, request.HttpContext.RequestAborted),
            Answers.NoContent);

    private Task<IResult> NegotiateAsync(HttpRequest request, string hub, Caller? caller)
    {
        var client = request.StreamClient(caller);
        return request.AnswerQueryAsync(
            static query => query.Integer("negotiateVersion", 0, 100, 0),
            _ => Task.FromResult<Result<NegotiateView>>(connections.Refuse(client) is { } refusal ? refusal : NegotiateView.Of(hubs.Invite(hub, client, SelfOf(request)))),
            Answers.Ok);
    }

    private string SelfOf(HttpRequest request) => options.PublicUrl?.TrimEnd('/') ?? $"{request.Scheme}://{request.Host.ToUriComponent()}";
}
