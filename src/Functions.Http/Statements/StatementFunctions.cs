using System.Text.Json;
using System.Text.Json.Serialization;
using CryptoVault.Accounts;
using CryptoVault.Functions.Http.Api;
using CryptoVault.Functions.Http.Api.Access;
using CryptoVault.Functions.Http.Api.Queries;
using CryptoVault.Statements;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CryptoVault.Functions.Http.Statements;

/// <summary>Monthly statements.</summary>
public sealed class StatementFunctions(ReadStatement readStatement, TimeProvider clock)
{
    private const string Routes = "api/v1/wallet/statements";

    /// <summary>The months that have a statement, newest first.</summary>
    [Function("Statements"), Allow(Role.Customer, ReadKeys = true)]
    public Task<IResult> List([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Routes)] HttpRequest request, FunctionContext context) =>
        request.AnswerAsync<StatementList>(
            async () => StatementList.Of(await readStatement.ListAsync(context.Caller().UserId, context.CancellationToken), clock.GetUtcNow()), Answers.Ok);

    /// <summary>The statement of a month, as CSV or PDF with the same text; of a month that is over the same bytes each time.</summary>
    [Function("Statement"), Allow(Role.Customer, ReadKeys = true), Weight(20)]
    public Task<IResult> Find(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Routes + "/{month}")] HttpRequest request, string month, FunctionContext context) =>
        request.AnswerFileAsync(
            query => (Zone: ZoneOf(query), Format: query.OneOf("format", "csv", "csv", "pdf")!),
            async asked =>
            {
                if (!StatementPeriod.TryParse(month, asked.Zone, out var period))
                {
                    return new StatementNotFound();
                }

                var found = await readStatement.FindAsync(context.Caller().UserId, period, context.CancellationToken);
                return found.Map(statement => asked.Format == "pdf"
                    ? new FileAnswer(statement.ToPdf(), "application/pdf", $"statement-{period.Name}.pdf")
                    : new FileAnswer(statement.ToCsv(), "text/csv; charset=utf-8; header=present", $"statement-{period.Name}.csv"));
            });

    private static TimeZoneInfo ZoneOf(QueryReader query)
    {
        var name = query.Text("timeZone", 64) ?? "UTC";
        if (name == "UTC")
        {
            return TimeZoneInfo.Utc;
        }

        if (TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) && zone.HasIanaId)
        {
            return zone;
        }

        query.Refuse("timeZone", "UNKNOWN_TIME_ZONE", "Expected the name of a time zone in the IANA database.", name, "UTC, Europe/Berlin, ...", "UTC");
        return TimeZoneInfo.Utc;
    }
}

internal sealed record StatementView(string Month, bool IsFinal, string Csv, string Pdf);

internal sealed record StatementList(IReadOnlyList<StatementView> Items)
{
    public static StatementList Of(IReadOnlyList<StatementPeriod> periods, DateTimeOffset now) => new(
        [.. periods.Select(period => new StatementView(
            period.Name, period.IsClosed(now), $"/api/v1/wallet/statements/{period.Name}?format=csv", $"/api/v1/wallet/statements/{period.Name}?format=pdf"))]);
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(StatementList))]
internal sealed partial class StatementHttpJson : JsonSerializerContext;
