using System.Text.Json.Serialization;
using CryptoVault.Accounts;
using CryptoVault.Audit;
using CryptoVault.Functions.Http.Api;
using CryptoVault.Functions.Http.Api.Access;
using CryptoVault.Results;
using CryptoVault.Storage;
using CryptoVault.Threats;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CryptoVault.Functions.Http.Admin;

/// <summary>What the threat monitoring found.</summary>
public sealed class ThreatFunctions(ReadThreats readThreats, AlertAddresses addresses, AuditLog log, TimeProvider clock)
{
    /// <summary>Alerts of the last 90 days, newest first.</summary>
    [Function("SecurityAlerts"), Allow(Role.Admin, Role.Auditor)]
    public Task<IResult> Alerts([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/admin/alerts")] HttpRequest request, FunctionContext context) =>
        request.AnswerListAsync<PageRequest, AlertView>(
            query => query.Page(),
            page => log.ReadAsync<ItemPage<AlertView>>("alerts", async () =>
            {
                var found = await readThreats.AlertsAsync(page.Limit, page.Position, context.CancellationToken);
                return new ItemPage<AlertView>([.. found.Items.Select(alert => AlertView.Of(alert, addresses))], found.Continuation);
            }, context.CancellationToken));

    /// <summary>What was counted on a day, and the alerts of it.</summary>
    [Function("SecurityReport"), Allow(Role.Admin, Role.Auditor)]
    public Task<IResult> Report([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/admin/security-report")] HttpRequest request, FunctionContext context) =>
        request.AnswerQueryAsync<DateOnly?, SecurityReportView>(
            query => query.Date("day"),
            async day =>
            {
                var asked = day ?? DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
                return SecurityReportView.Of(await readThreats.ReportAsync($"{asked:yyyy-MM-dd}", context.CancellationToken));
            },
            Answers.Ok);
}

internal sealed record AlertView(
    string Id, DateTimeOffset Time, string Rule, AlertSeverity Severity, SecurityEventKind Kind, int Count, string? UserId, string? Address)
{
    public static AlertView Of(AlertDocument alert, AlertAddresses addresses) => new(
        alert.AlertId, StoredTime.Parse(alert.AlertTime), alert.Rule, alert.Severity, alert.Kind, alert.Count, alert.UserId, addresses.Open(alert));
}

internal sealed record EventCountView(string Name, long Count);

internal sealed record SecurityReportView(string Day, IReadOnlyList<EventCountView> Events, IReadOnlyList<EventCountView> Alerts, AlertSeverity? Highest)
{
    public static Result<SecurityReportView> Of(SecurityReport report) => new SecurityReportView(
        report.Day,
        [.. report.Counts.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => new EventCountView(pair.Key, pair.Value))],
        [.. report.Alerts.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => new EventCountView(pair.Key, pair.Value))],
        report.Highest);
}

[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(AlertView))]
[JsonSerializable(typeof(ItemList<AlertView>))]
[JsonSerializable(typeof(SecurityReportView))]
internal sealed partial class ThreatHttpJson : JsonSerializerContext;
