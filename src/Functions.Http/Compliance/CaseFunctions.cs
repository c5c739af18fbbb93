using CryptoVault.Accounts;
using CryptoVault.Audit;
using CryptoVault.Compliance.Cases;
using CryptoVault.Functions.Http.Api;
using CryptoVault.Functions.Http.Api.Access;
using CryptoVault.Functions.Http.Api.Queries;
using CryptoVault.Money;
using CryptoVault.Results;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CryptoVault.Functions.Http.Compliance;

/// <summary>The reviewers' work: the queue of cases, and decisions on them.</summary>
public sealed class CaseFunctions(ReadCases readCases, DecideCase decideCase, AssetCatalog assets, AuditLog log)
{
    private const string Routes = "api/v1/compliance/cases";

    /// <summary>The queue: by priority, then by when a case is due.</summary>
    [Function("Cases"), Allow(Role.ComplianceReviewer, Role.ComplianceOfficer, Role.Treasury, Role.Auditor)]
    public Task<IResult> List([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Routes)] HttpRequest request, FunctionContext context) =>
        request.AnswerListAsync<(CaseState State, PageRequest Page), CaseView>(
            query => (query.OneOf("state", "open", "open", "closed") == "closed" ? CaseState.Closed : CaseState.Open, query.Page()),
            asked => log.ReadAsync<ItemPage<CaseView>>("cases", async () =>
            {
                var found = await readCases.ListAsync(asked.State, asked.Page.Limit, asked.Page.Position, context.CancellationToken);
                return new ItemPage<CaseView>([.. found.Items.Select(one => CaseView.Of(one, assets))], found.Continuation);
            }, context.CancellationToken));

    /// <summary>One case, with the version that a decision must name.</summary>
    [Function("Case"), Allow(Role.ComplianceReviewer, Role.ComplianceOfficer, Role.Treasury, Role.Auditor)]
    public Task<IResult> Find(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Routes + "/{id}")] HttpRequest request, string id, FunctionContext context) =>
        request.AnswerAsync(
            async () => ResourceIds.IsId(id)
                ? await log.ReadAsync($"case:{id}", async () => View(await readCases.FindAsync(id, context.CancellationToken)), context.CancellationToken)
                : new CaseNotFound(),
            view => Answers.Ok.WithETag($"{view.Version}"));

    /// <summary>Decides. The version in If-Match must be the present one.</summary>
    [Function("DecideCase"), Allow(Role.ComplianceReviewer, Role.ComplianceOfficer, Role.Treasury, Fresh = true)]
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
            ? View(await decideCase.ExecuteAsync(
                new DecideCaseCommand(id, context.Caller(), body.Decision, body.Reason, version.Value), context.CancellationToken))
            : version.Error;
    }

    private Result<CaseView> View(Result<CaseDocument> found) => found.Map(document => CaseView.Of(document, assets));
}
