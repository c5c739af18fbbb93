using CryptoVault.Functions.Http.Api;
using CryptoVault.Functions.Http.Api.Access;
using CryptoVault.Functions.Http.Api.Queries;
using CryptoVault.Functions.Http.MarketData;
using CryptoVault.MarketData.Candles;
using CryptoVault.MarketData.Streams;
using CryptoVault.Streams;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CryptoVault.Functions.Http.Streams;

/// <summary>Market data as Server-Sent Events.</summary>
public sealed class MarketStreamFunctions(MarketStreams streams, StreamOptions options)
{
    /// <summary>Trades, ticker, depth changes and candles of some markets, as they happen.</summary>
    [Function("MarketStream"), AllowAnonymous, Weight(5)]
    public Task<IResult> Stream(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/stream/market")] HttpRequest request) =>
        request.AnswerStreamAsync(Read, query => streams.SubscribeAsync(query, request.StreamClient(), request.HttpContext.RequestAborted));

    private MarketStreamQuery Read(QueryReader query)
    {
        var symbols = query.Several("symbols", options.MaxSymbols);
        if (symbols is null && !query.Has("symbols"))
        {
            query.Refuse("symbols", "REQUIRED", "Expected the markets' symbols, parted by commas.", bound: $"1..{options.MaxSymbols}");
        }

        var channels = query.Several("channels", MarketChannelNames.All.Count, MarketChannelNames.All) ?? MarketChannelNames.All;
        var interval = query.OneOf("interval", "1m", CandleInterval.Names);
        return new MarketStreamQuery(
            [.. (symbols ?? []).Select(MarketSymbols.Of).Distinct(StringComparer.Ordinal)],
            channels.Aggregate(MarketChannels.None, static (all, name) => all | MarketChannelNames.Parse(name)),
            CandleInterval.Find(interval)!);
    }
}
