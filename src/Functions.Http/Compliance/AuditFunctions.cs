using System.Text.Json;
using System.Text.Json.Serialization;
using CryptoVault.Accounts;
using CryptoVault.Audit;
using CryptoVault.Audit.Queries;
using CryptoVault.Audit.Verification;
using CryptoVault.Functions.Http.Api;
using CryptoVault.Functions.Http.Api.Access;
using CryptoVault.Functions.Http.Api.Queries;
using CryptoVault.Results;
using CryptoVault.Storage;
using CryptoVault.Threats;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CryptoVault.Functions.Http.Compliance;

/// <summary>The audit log: who did what, and whether the chains are whole.</summary>
public sealed class AuditFunctions(ReadAudit readAudit, VerifyAudit verifyAudit, AuditLog log, SecurityEvents events)
{
    private const string Routes = "api/v1/compliance/audit";

    /// <summary>Records, newest first. Reading them is recorded, too.</summary>
    [Function("AuditRecords"), Allow(Role.ComplianceOfficer, Role.Admin, Role.Auditor), Weight(5)]
    public Task<IResult> List([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Routes)] HttpRequest request, FunctionContext context) =>
        request.AnswerListAsync<(AuditFilter Filter, PageRequest Page), AuditRecordView>(
            query => (FilterOf(query), query.Page()),
            asked => log.ReadAsync<ItemPage<AuditRecordView>>("audit-log", async () =>
            {
                var found = await readAudit.ExecuteAsync(asked.Filter, asked.Page.Limit, asked.Page.Position, context.CancellationToken);
                return new ItemPage<AuditRecordView>([.. found.Items.Select(AuditRecordView.Of)], found.Continuation);
            }, context.CancellationToken));

    /// <summary>Follows the chains of a range of days and names the first record that is not as it was.</summary>
    [Function("VerifyAudit"), Allow(Role.ComplianceOfficer, Role.Admin, Role.Auditor), Weight(50)]
    public Task<IResult> Verify([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Routes + "/verify")] HttpRequest request, FunctionContext context) =>
        request.AnswerQueryAsync<(DateOnly? From, DateOnly? To, string? Stream), AuditVerificationView>(
            query => (query.Date("from"), query.Date("to"), query.OneOf("stream", null, AuditStreams.All)),
            async asked =>
            {
                var found = await verifyAudit.ExecuteAsync(asked.From, asked.To, asked.Stream, context.CancellationToken);
                var told = found.IsSuccess
                    ? await log.WriteAsync(new AuditEntry(AuditStreams.DataAccess, AuditActions.AuditVerified, "audit-log").With("intact", found.Value.IsIntact ? "true" : "false"))
                    : Unit.Value;
                if (found.IsSuccess && !found.Value.IsIntact)
                {
                    events.Record(SecurityEventKind.AuditBroken, null, null);
                }

                return told.IsSuccess ? found.Map(AuditVerificationView.Of) : told.Error;
            },
            Answers.Ok);

    private static AuditFilter FilterOf(QueryReader query)
    {
        var filter = new AuditFilter
        {
            Stream = query.OneOf("stream", null, AuditStreams.All),
            Actor = query.Text("actor", 64),
            Subject = query.Text("subject", 200),
            Action = query.Text("action", 64),
            From = query.Time("from"),
            To = query.Time("to"),
        };
        if (filter.From >= filter.To)
        {
            query.Refuse("from", "OUT_OF_RANGE", "The beginning lies before the end.");
        }

        return filter;
    }
}

internal sealed record AuditActorView(AuditActorKind Kind, string? UserId, string? SessionId, IReadOnlyList<string>? Roles);

internal sealed record AuditRecordView(
    string Id, string Stream, DateTimeOffset Time, string Action, AuditActorView Actor, string Subject, IReadOnlyDictionary<string, string>? Before,
    IReadOnlyDictionary<string, string>? After, string? Reason, string? Address, string CorrelationId, string Day, string Sequence, string Hash)
{
    public static AuditRecordView Of(ChainedAuditRecord chained)
    {
        var record = chained.Record;
        var actor = record.Actor;
        return new AuditRecordView(
            record.Id, record.Stream, StoredTime.Parse(record.Time), record.Action, new AuditActorView(actor.Kind, actor.UserId, actor.SessionId, actor.Roles),
            record.Subject, record.Before, record.After, record.Reason, chained.Address, record.CorrelationId, chained.Day, $"{chained.Sequence}", chained.Hash);
    }
}

internal sealed record AuditBreakView(string Stream, string Day, string Sequence, string? RecordId, string Problem);

internal sealed record AuditVerificationView(
    bool IsIntact, string From, string To, long Records, int Anchors, IReadOnlyList<AuditStreamVerification> Streams, AuditBreakView? Broken)
{
    public static AuditVerificationView Of(AuditVerification found) => new(
        found.IsIntact, found.From, found.To, found.Records, found.Anchors, found.Streams,
        found.Broken is { } broken ? new AuditBreakView(broken.Stream, broken.Day, $"{broken.Sequence}", broken.RecordId, broken.Problem) : null);
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(AuditRecordView))]
[JsonSerializable(typeof(ItemList<AuditRecordView>))]
[JsonSerializable(typeof(AuditVerificationView))]
internal sealed partial class AuditHttpJson : JsonSerializerContext;
