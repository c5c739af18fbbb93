using CryptoVault.Accounts;
using CryptoVault.Audit;
using CryptoVault.Compliance.Cases;
using CryptoVault.Functions.Http.Api;
using CryptoVault.Functions.Http.Api.Access;
using CryptoVault.Functions.Http.Api.Queries;
using CryptoVault.Money;
using CryptoVault.Results;
using CryptoVault.Wallets.Withdrawals.Dossiers;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CryptoVault.Functions.Http.Compliance;

/// <summary>The reviewers' work: the queue of cases, and decisions on them.</summary>
public sealed class CaseFunctions(ReadCases readCases, ReadDossier readDossier, CaseMetrics caseMetrics, DecideCase decideCase, AssetCatalog assets, AuditLog log)
{
    private const string Routes = "api/v1/compliance/cases";

    /// <summary>The queue: by priority, then by when a case is due. Without a state, all that are not closed.</summary>
    [Function("Cases"), Allow(Role.ComplianceReviewer, Role.ComplianceOfficer, Role.Treasury, Role.Admin, Role.Auditor)]
    public Task<IResult> List([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Routes)] HttpRequest request, FunctionContext context) =>
        request.AnswerListAsync<(CaseFilter Filter, PageRequest Page), CaseView>(
            query => (FilterOf(query, context.Caller().UserId), query.Page()),
            asked => log.ReadAsync<ItemPage<CaseView>>("cases", async () =>
            {
                var found = await readCases.ListAsync(asked.Filter, asked.Page.Limit, asked.Page.Position, context.CancellationToken);
                return new ItemPage<CaseView>([.. found.Items.Select(one => CaseView.Of(one, assets))], found.Continuation);
            }, context.CancellationToken));

    /// <summary>How the queue stands: ages, late cases, the work of each reviewer.</summary>
    [Function("CaseMetrics"), Allow(Role.ComplianceReviewer, Role.ComplianceOfficer, Role.Treasury, Role.Admin, Role.Auditor), Weight(20)]
    public Task<IResult> Metrics([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/compliance/case-metrics")] HttpRequest request, FunctionContext context) =>
        request.AnswerAsync<QueueMetricsView>(async () => QueueMetricsView.Of(await caseMetrics.ReadAsync(context.CancellationToken)), Answers.Ok);

    /// <summary>One case, with everything that a reviewer needs to know, and the version that a change must name.</summary>
    [Function("Case"), Allow(Role.ComplianceReviewer, Role.ComplianceOfficer, Role.Treasury, Role.Admin, Role.Auditor)]
    public Task<IResult> Find(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Routes + "/{id}")] HttpRequest request, string id, FunctionContext context) =>
        request.AnswerAsync(
            async () => ResourceIds.IsId(id)
                ? await log.ReadAsync($"case:{id}", () => DetailAsync(id, context.CancellationToken), context.CancellationToken)
                : new CaseNotFound(),
            view => Answers.Ok.WithETag($"{view.Version}"));

    /// <summary>Decides. The version in If-Match must be the present one.</summary>
    [Function("DecideCase"), Allow(Role.ComplianceReviewer, Role.ComplianceOfficer, Role.Treasury, Role.Admin, Fresh = true)]
    public Task<IResult> Decide(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes + "/{id}/decisions")] HttpRequest request, string id, FunctionContext context) =>
        request.AnswerAsync<CaseDecisionRequest, CaseView>(
            body => DecideAsync(request, id, context, body), view => Answers.Ok.WithETag($"{view.Version}"));

    private async Task<Result<CaseView>> DecideAsync(HttpRequest request, string id, FunctionContext context, CaseDecisionRequest body)
    {
        if (!ResourceIds.IsId(id))
        {
            return new CaseNotFound();
        }

        var version = request.IfMatch();
        return version.IsSuccess
            ? (await decideCase.ExecuteAsync(
                new DecideCaseCommand(id, context.Caller(), body.Decision, body.Reason, version.Value)
                {
                    ReasonCode = body.ReasonCode,
                    Evidence = body.Evidence is { } shown ? new CaseEvidence(shown.TransactionId, shown.NetworkFee, shown.Source) : null,
                },
                context.CancellationToken)).Map(document => CaseView.Of(document, assets))
            : version.Error;
    }

    private async Task<Result<CaseView>> DetailAsync(string id, CancellationToken cancellation)
    {
        var found = await readCases.FindAsync(id, cancellation);
        return found.IsSuccess
            ? CaseView.Of(found.Value, await readDossier.FindAsync(found.Value.Withdrawal, cancellation), assets)
            : found.Error;
    }

    private static CaseFilter FilterOf(QueryReader query, string callerId)
    {
        var assigned = query.Text("assigned", 36);
        if (assigned is not (null or "me" or "nobody") && !ResourceIds.IsId(assigned))
        {
            query.Refuse("assigned", "INVALID_ID", "Expected 'me', 'nobody' or the id of a reviewer.", assigned, bound: "me, nobody, a UUID", nearest: "me");
        }

        return new CaseFilter
        {
            State = CaseNames.State(query.OneOf("state", null, CaseNames.States)),
            Type = CaseNames.Type(query.OneOf("type", null, CaseNames.Types)),
            Priority = query.Integer("priority", 0, 100, -1) is >= 0 and var priority ? priority : null,
            Asset = query.Text("asset", 20),
            AssignedTo = assigned switch { "me" => callerId, "nobody" => "", _ => assigned },
            IsSlaBreached = query.OneOf("slaBreached", null, "true", "false") switch { "true" => true, "false" => false, _ => null },
        };
    }
}
