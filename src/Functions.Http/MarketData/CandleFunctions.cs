using CryptoVault.Functions.Http.Api;
using CryptoVault.Functions.Http.Api.Access;
using CryptoVault.Functions.Http.Api.Queries;
using CryptoVault.MarketData.Candles;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CryptoVault.Functions.Http.MarketData;

/// <summary>Candles of a market.</summary>
public sealed class CandleFunctions(PublicCandles candles)
{
    private const int UsualLimit = 500;

    /// <summary>Candles, oldest first; those that start in the range, or the newest when the range has no beginning.</summary>
    [Function("Candles"), AllowAnonymous, Weight(2)]
    public Task<IResult> Candles(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/market-data/candles/{symbol}")] HttpRequest request, string symbol) =>
        request.AnswerPreparedAsync(
            Read, query => candles.GetAsync(MarketSymbols.Of(symbol), query, request.HttpContext.RequestAborted), () => MarketSymbols.NotFound(symbol));

    private static CandleQuery Read(QueryReader query)
    {
        var name = query.OneOf("interval", null, CandleInterval.Names);
        if (name is null && !query.Has("interval"))
        {
            query.Refuse("interval", "REQUIRED", "Expected the candles' interval.", bound: string.Join(", ", CandleInterval.Names), nearest: "1m");
        }

        var (from, to) = (query.Time("from"), query.Time("to"));
        if (from >= to)
        {
            query.Refuse("to", "OUT_OF_RANGE", "Expected a time after from.", $"{to:O}", $"> {from:O}");
        }

        return new CandleQuery(CandleInterval.Find(name)!, from, to, query.Integer("limit", 1, PublicCandles.MaxCandles, UsualLimit));
    }
}
