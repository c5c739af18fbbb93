using System.Globalization;
using System.Text.Json;
using CryptoVault.Functions.Http.Api;
using CryptoVault.Functions.Http.Api.Access;
using CryptoVault.Functions.Http.Api.Queries;
using CryptoVault.Streams.UserEvents;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CryptoVault.Functions.Http.Streams;

/// <summary>What happens to the caller: orders, trades, balances, deposits, withdrawals.</summary>
public sealed class UserStreamFunctions(UserStreams streams, ReadUserEvents events)
{
    /// <summary>The caller's private events as Server-Sent Events; those after <c>Last-Event-ID</c> or <c>after</c> first.</summary>
    [Function("UserStream"), AllowSignedIn, Weight(5)]
    public Task<IResult> Stream(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/stream/user")] HttpRequest request, FunctionContext context) =>
        request.AnswerStreamAsync(
            query => ReadAfter(query) ?? LastEventId(request, query),
            after => streams.OpenAsync(request.StreamClient(context.Caller()), after, request.HttpContext.RequestAborted));

    /// <summary>The caller's private events after a sequence, oldest first; without one, the sequence of the last event.</summary>
    [Function("UserEvents"), AllowSignedIn]
    public Task<IResult> Events(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/stream/user/events")] HttpRequest request, FunctionContext context) =>
        request.AnswerQueryAsync(
            static query => (After: ReadAfter(query), Limit: query.Integer("limit", 1, 1_000, 200)),
            async query => query.After is { } after
                ? (await events.AfterAsync(context.Caller().UserId, after, query.Limit, context.CancellationToken)).Map(UserEventsView.Of)
                : new UserEventsView([], Text(await events.LastAsync(context.Caller().UserId, context.CancellationToken)), false),
            Answers.Ok);

    private static long? ReadAfter(QueryReader query) => query.Text("after", 19) is { } text ? Sequence(query, "after", text) : null;

    private static long? LastEventId(HttpRequest request, QueryReader query) =>
        request.Headers["Last-Event-ID"] is [{ Length: > 0 } text] ? Sequence(query, "after", text) : null;

    private static long? Sequence(QueryReader query, string name, string text)
    {
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence))
        {
            return sequence;
        }

        query.Refuse(name, "EXPECTED_SEQUENCE", "Expected the sequence of a private event: 1 to 19 digits.", text.Length <= 32 ? text : text[..32]);
        return null;
    }

    internal static string Text(long sequence) => sequence.ToString(CultureInfo.InvariantCulture);
}

/// <summary>A page of private events.</summary>
internal sealed record UserEventsView(IReadOnlyList<JsonElement> Items, string LastSequence, bool HasMore)
{
    public static UserEventsView Of(UserEventPage page) =>
        new([.. page.Items.Select(static item => JsonElement.Parse(item.Message.Data.Span))], UserStreamFunctions.Text(page.Last), page.HasMore);
}
