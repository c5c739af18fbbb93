using CryptoVault.Functions.Http.Api;
using CryptoVault.Functions.Http.Api.Access;
using CryptoVault.Functions.Http.Api.Problems;
using CryptoVault.Functions.Http.Api.Queries;
using CryptoVault.MarketData;
using CryptoVault.Markets;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CryptoVault.Functions.Http.MarketData;

/// <summary>Public market data, served from memory.</summary>
public sealed class MarketDataFunctions(PublicMarketData marketData)
{
    private const string DefaultQuote = "-USDT";

    /// <summary>Last price, best prices and the last 24 hours of a market; of a base asset alone, its market in USDT.</summary>
    [Function("Ticker"), AllowAnonymous]
    public Task<IResult> Ticker(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/market-data/ticker/{symbol}")] HttpRequest request, string symbol) =>
        request.AnswerPreparedAsync(static _ => NoQuery.Instance, _ => marketData.TickerAsync(SymbolOf(symbol), request.HttpContext.RequestAborted), () => NotFound(symbol));

    /// <summary>The best price levels, with the sequence of the log that they are as of.</summary>
    [Function("Depth"), AllowAnonymous]
    public Task<IResult> Depth(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/market-data/depth/{symbol}")] HttpRequest request, string symbol) =>
        request.AnswerPreparedAsync(
            static query => query.Integer("levels", 5, 5_000, 100),
            levels => marketData.DepthAsync(SymbolOf(symbol), levels, request.HttpContext.RequestAborted),
            () => NotFound(symbol));

    /// <summary>The newest trades, newest first.</summary>
    [Function("RecentTrades"), AllowAnonymous]
    public Task<IResult> Trades(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/market-data/trades/{symbol}")] HttpRequest request, string symbol) =>
        request.AnswerPreparedAsync(
            static query => query.Integer("limit", 1, 1_000, 50),
            limit => marketData.TradesAsync(SymbolOf(symbol), limit, request.HttpContext.RequestAborted),
            () => NotFound(symbol));

    private static string SymbolOf(string symbol) => symbol.Contains('-', StringComparison.Ordinal) ? symbol : symbol + DefaultQuote;

    private static ProblemAnswer NotFound(string symbol) => new(new MarketNotFound(symbol.Length <= 32 ? symbol : symbol[..32]));
}
