using CryptoVault.Functions.Http.Api;
using CryptoVault.Functions.Http.Api.Access;
using CryptoVault.Functions.Http.Api.Queries;
using CryptoVault.MarketData;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CryptoVault.Functions.Http.MarketData;

/// <summary>Public market data, served from memory.</summary>
public sealed class MarketDataFunctions(PublicMarketData marketData)
{
    /// <summary>Last price, best prices and the last 24 hours of a market; of a base asset alone, its market in USDT.</summary>
    [Function("Ticker"), AllowAnonymous]
    public Task<IResult> Ticker(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/market-data/ticker/{symbol}")] HttpRequest request, string symbol) =>
        AnswerAsync(request, symbol, marketData.TickerAsync);

    /// <summary>The tickers of all markets, by symbol.</summary>
    [Function("Tickers"), AllowAnonymous, Weight(2)]
    public Task<IResult> Tickers(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/market-data/tickers")] HttpRequest request) =>
        request.AnswerPreparedAsync(
            static _ => NoQuery.Instance, async _ => await marketData.TickersAsync(request.HttpContext.RequestAborted), static () => MarketSymbols.NotFound(""));

    /// <summary>The best bid and ask.</summary>
    [Function("BookTicker"), AllowAnonymous]
    public Task<IResult> BookTicker(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/market-data/book-ticker/{symbol}")] HttpRequest request, string symbol) =>
        AnswerAsync(request, symbol, marketData.BookTickerAsync);

    /// <summary>The volume-weighted average price of the last five minutes.</summary>
    [Function("AveragePrice"), AllowAnonymous]
    public Task<IResult> AveragePrice(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/market-data/average-price/{symbol}")] HttpRequest request, string symbol) =>
        AnswerAsync(request, symbol, marketData.AveragePriceAsync);

    /// <summary>The best price levels, with the sequence of the log that they are as of.</summary>
    [Function("Depth"), AllowAnonymous]
    public Task<IResult> Depth(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/market-data/depth/{symbol}")] HttpRequest request, string symbol) =>
        request.AnswerPreparedAsync(
            static query => query.Integer("levels", 5, 5_000, 100),
            levels => marketData.DepthAsync(MarketSymbols.Of(symbol), levels, request.HttpContext.RequestAborted),
            () => MarketSymbols.NotFound(symbol));

    /// <summary>The newest trades, newest first.</summary>
    [Function("RecentTrades"), AllowAnonymous]
    public Task<IResult> Trades(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/market-data/trades/{symbol}")] HttpRequest request, string symbol) =>
        request.AnswerPreparedAsync(
            static query => query.Integer("limit", 1, 1_000, 50),
            limit => marketData.TradesAsync(MarketSymbols.Of(symbol), limit, request.HttpContext.RequestAborted),
            () => MarketSymbols.NotFound(symbol));

    private static Task<IResult> AnswerAsync(HttpRequest request, string symbol, Func<string, CancellationToken, ValueTask<MarketView?>> view) =>
        request.AnswerPreparedAsync(
            static _ => NoQuery.Instance, _ => view(MarketSymbols.Of(symbol), request.HttpContext.RequestAborted), () => MarketSymbols.NotFound(symbol));
}
