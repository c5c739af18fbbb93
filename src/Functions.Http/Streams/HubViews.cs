using System.Text.Json;
using System.Text.Json.Serialization;
using CryptoVault.Functions.Http.Api;
using CryptoVault.Functions.Http.MarketData;
using CryptoVault.MarketData.Streams;
using CryptoVault.Results;
using CryptoVault.Streams;

namespace CryptoVault.Functions.Http.Streams;

/// <summary>What SignalR's clients expect of an endpoint that sends them on.</summary>
internal sealed record NegotiateView(string Url, string AccessToken, int NegotiateVersion, IReadOnlyList<string> AvailableTransports)
{
    public static NegotiateView Of(HubInvitation invitation) => new(invitation.Url, invitation.AccessToken, 0, []);
}

internal sealed record SubscriptionRequest(string ConnectionId, IReadOnlyList<string> Topics) : IChecked
{
    private const int LongestTopic = 64;

    public void Check(FieldChecks check)
    {
        check.Text("/connectionId", ConnectionId, 1, 128);
        check.AtMost("/topics", Topics, 100);
        for (var i = 0; i < Math.Min(Topics.Count, 100); i++)
        {
            check.Text($"/topics/{i}", Topics[i], 1, LongestTopic);
        }
    }

    /// <summary>The topics, or what is wrong with them.</summary>
    public Result<IReadOnlyList<MarketTopic>> ReadTopics(int maxSymbols)
    {
        var topics = new List<MarketTopic>();
        for (var i = 0; i < Topics.Count; i++)
        {
            if (MarketTopic.Parse(Topics[i]) is not { } topic)
            {
                return new ValidationFailed(new FieldError(
                    $"/topics/{i}", "UNKNOWN_TOPIC", "Expected trades:SYMBOL, ticker:SYMBOL, depth:SYMBOL or candles:SYMBOL:INTERVAL.", Topics[i], Nearest: "depth:BTC-USDT"));
            }

            topics.Add(topic with { Symbol = MarketSymbols.Of(topic.Symbol) });
        }

        return topics.Select(static topic => topic.Symbol).Distinct(StringComparer.Ordinal).Count() > maxSymbols
            ? new ValidationFailed(new FieldError("/topics", "TOO_MANY", $"At most {maxSymbols} markets at a time.", Bound: $"1..{maxSymbols}"))
            : topics;
    }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(NegotiateView))]
[JsonSerializable(typeof(SubscriptionRequest))]
[JsonSerializable(typeof(UserEventsView))]
internal sealed partial class StreamsHttpJson : JsonSerializerContext;
