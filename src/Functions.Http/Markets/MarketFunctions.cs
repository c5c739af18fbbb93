using CryptoVault.Accounts;
using CryptoVault.Functions.Http.Api;
using CryptoVault.Functions.Http.Api.Access;
using CryptoVault.Markets;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CryptoVault.Functions.Http.Markets;

/// <summary>The markets: for everybody to read, for admins to make and change.</summary>
public sealed class MarketFunctions(MarketCatalog markets, CreateMarket createMarket, ChangeMarketStatus changeMarketStatus)
{
    /// <summary>All markets.</summary>
    [Function("Markets"), AllowAnonymous]
    public Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/markets")] HttpRequest request) =>
        request.AnswerAsync<MarketList>(
            async () => new MarketList([.. (await markets.AllAsync(request.HttpContext.RequestAborted)).Select(MarketView.Of)]),
            Answers.Ok.Cached(2));

    /// <summary>One market.</summary>
    [Function("Market"), AllowAnonymous]
    public Task<IResult> Get(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/markets/{symbol}")] HttpRequest request, string symbol) =>
        request.AnswerAsync<MarketView>(
            async () => await markets.FindAsync(symbol, request.HttpContext.RequestAborted) is { } market
                ? MarketView.Of(market)
                : new MarketNotFound(symbol.Length <= 32 ? symbol : symbol[..32]),
            Answers.Ok.Cached(2));

    /// <summary>Creates a market.</summary>
    [Function("CreateMarket"), Allow(Role.Admin)]
    public Task<IResult> Create(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/admin/markets")] HttpRequest request, FunctionContext context) =>
        request.AnswerAsync<CreateMarketRequest, MarketView>(
            async body => (await createMarket.ExecuteAsync(body.ToTerms(), context.CancellationToken)).Map(MarketView.Of),
            market => Answers.Created.At($"/api/v1/markets/{market.Symbol}"));

    /// <summary>Opens, restricts or halts a market.</summary>
    [Function("ChangeMarket"), Allow(Role.Admin)]
    public Task<IResult> Change(
        [HttpTrigger(AuthorizationLevel.Anonymous, "patch", Route = "api/v1/admin/markets/{symbol}")] HttpRequest request, string symbol, FunctionContext context) =>
        request.AnswerAsync<ChangeMarketRequest, MarketView>(
            async body => (await changeMarketStatus.ExecuteAsync(symbol, body.Status, context.CancellationToken)).Map(MarketView.Of),
            Answers.Ok);
}
