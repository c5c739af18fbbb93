using CryptoVault.Functions.Http.Api;
using CryptoVault.Functions.Http.Api.Access;
using CryptoVault.MarketData;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CryptoVault.Functions.Http.MarketData;

/// <summary>Public market data.</summary>
public sealed class MarketDataFunctions(ReadMarketData marketData)
{
    /// <summary>Last price, best bid and ask, the last 24 hours.</summary>
    [Function("Ticker"), AllowAnonymous]
    public Task<IResult> Ticker(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/market-data/ticker/{symbol}")] HttpRequest request, string symbol) =>
        request.AnswerPublicDataAsync(static _ => 0, _ => marketData.TickerAsync(symbol));

    /// <summary>The best price levels of both sides, with the sequence to join them to the stream.</summary>
    [Function("Depth"), AllowAnonymous]
    public Task<IResult> Depth(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/market-data/depth/{symbol}")] HttpRequest request, string symbol) =>
        request.AnswerPublicDataAsync(query => query.Integer("levels", 5, 5000, 100), levels => marketData.DepthAsync(symbol, levels));

    /// <summary>The newest trades.</summary>
    [Function("RecentTrades"), AllowAnonymous]
    public Task<IResult> Trades(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/market-data/trades/{symbol}")] HttpRequest request, string symbol) =>
        request.AnswerPublicDataAsync(query => query.Integer("limit", 1, 1000, 100), limit => marketData.TradesAsync(symbol, limit));
}
