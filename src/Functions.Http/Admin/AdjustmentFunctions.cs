using CryptoVault.Accounts;
using CryptoVault.Audit;
using CryptoVault.Functions.Http.Api;
using CryptoVault.Functions.Http.Api.Access;
using CryptoVault.Functions.Http.Api.Queries;
using CryptoVault.Ledger.Adjustments;
using CryptoVault.Money;
using CryptoVault.Results;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CryptoVault.Functions.Http.Admin;

/// <summary>Corrections of the books: one of the staff proposes, another one decides.</summary>
public sealed class AdjustmentFunctions(
    ProposeAdjustment proposeAdjustment, DecideAdjustment decideAdjustment, ReadAdjustments readAdjustments, AssetCatalog assets, AuditLog log)
{
    private const string Routes = "api/v1/admin/adjustments";

    /// <summary>Proposes; what it would take from a customer is reserved at once.</summary>
    [Function("ProposeAdjustment"), Allow(Role.Treasury, Role.Admin), Weight(5)]
    public Task<IResult> Propose([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes)] HttpRequest request, FunctionContext context) =>
        request.AnswerOnceAsync<AdjustmentRequest, AdjustmentView>(
            "POST admin/adjustments",
            async (body, once) => View(await proposeAdjustment.ExecuteAsync(body.ToProposal(context.Caller()), once, context.CancellationToken)),
            view => Answers.Created.At($"/{Routes}/{view.Id}").WithETag($"{view.Version}"));

    /// <summary>Adjustments, newest first.</summary>
    [Function("Adjustments"), Allow(Role.Treasury, Role.Admin, Role.Auditor)]
    public Task<IResult> List([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Routes)] HttpRequest request, FunctionContext context) =>
        request.AnswerListAsync<(AdjustmentStatus? Status, PageRequest Page), AdjustmentView>(
            query => (StatusOf(query.OneOf("status", null, "pending", "approved", "rejected", "expired")), query.Page()),
            asked => log.ReadAsync<ItemPage<AdjustmentView>>("adjustments", async () =>
            {
                var found = await readAdjustments.ListAsync(asked.Status, asked.Page.Limit, asked.Page.Position, context.CancellationToken);
                return new ItemPage<AdjustmentView>([.. found.Items.Select(one => AdjustmentView.Of(one, assets))], found.Continuation);
            }, context.CancellationToken));

    /// <summary>One adjustment, with the version that a decision must name.</summary>
    [Function("Adjustment"), Allow(Role.Treasury, Role.Admin, Role.Auditor)]
    public Task<IResult> Find(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Routes + "/{id}")] HttpRequest request, string id, FunctionContext context) =>
        request.AnswerAsync(
            async () => ResourceIds.IsId(id)
                ? await log.ReadAsync($"adjustment:{id}", async () => View(await readAdjustments.FindAsync(id, context.CancellationToken)), context.CancellationToken)
                : new AdjustmentNotFound(),
            view => Answers.Ok.WithETag($"{view.Version}"));

    /// <summary>Has it booked. The version in If-Match must be the present one.</summary>
    [Function("ApproveAdjustment"), Allow(Role.Treasury, Role.Admin), Weight(5)]
    public Task<IResult> Approve(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes + "/{id}/approve")] HttpRequest request, string id, FunctionContext context) =>
        request.AnswerAsync<AdjustmentDecisionRequest, AdjustmentView>(
            body => DecideAsync(request, id, true, body, context), view => Answers.Ok.WithETag($"{view.Version}"));

    /// <summary>Refuses it, or takes the own proposal back. The version in If-Match must be the present one.</summary>
    [Function("RejectAdjustment"), Allow(Role.Treasury, Role.Admin), Weight(5)]
    public Task<IResult> Reject(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes + "/{id}/reject")] HttpRequest request, string id, FunctionContext context) =>
        request.AnswerAsync<AdjustmentDecisionRequest, AdjustmentView>(
            body => DecideAsync(request, id, false, body, context), view => Answers.Ok.WithETag($"{view.Version}"));

    private async Task<Result<AdjustmentView>> DecideAsync(
        HttpRequest request, string id, bool approves, AdjustmentDecisionRequest body, FunctionContext context)
    {
        if (!ResourceIds.IsId(id))
        {
            return new AdjustmentNotFound();
        }

        var version = request.IfMatch();
        return version.IsSuccess
            ? View(await decideAdjustment.ExecuteAsync(
                new AdjustmentDecision(id, context.Caller(), approves, body.Reason, version.Value), context.CancellationToken))
            : version.Error;
    }

    private Result<AdjustmentView> View(Result<AdjustmentDocument> found) => found.Map(document => AdjustmentView.Of(document, assets));

    private static AdjustmentStatus? StatusOf(string? name) => name is null ? null : Enum.Parse<AdjustmentStatus>(name, ignoreCase: true);
}
