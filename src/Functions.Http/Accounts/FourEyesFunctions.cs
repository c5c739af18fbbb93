using CryptoVault.Accounts;
using CryptoVault.Accounts.FourEyes;
using CryptoVault.Functions.Http.Api;
using CryptoVault.Functions.Http.Api.Access;
using CryptoVault.Functions.Http.Api.Queries;
using CryptoVault.Results;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CryptoVault.Functions.Http.Accounts;

/// <summary>What takes more than one of the staff: privileged roles, lost second factors.</summary>
public sealed class FourEyesFunctions(DecideFourEyes decide)
{
    private const string Routes = "api/v1/admin/requests";

    /// <summary>What waits for a second person, oldest first.</summary>
    [Function("FourEyesRequests"), Allow(Role.Support, Role.ComplianceReviewer, Role.ComplianceOfficer, Role.Admin, Role.Auditor)]
    public Task<IResult> List([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Routes)] HttpRequest request, FunctionContext context) =>
        request.AnswerListAsync<NoQuery, FourEyesView>(
            _ => NoQuery.Instance,
            async _ => (await decide.ListAsync(context.CancellationToken)).Map(requests => new ItemPage<FourEyesView>([.. requests.Select(FourEyesView.Of)], null)));

    /// <summary>Approves; with the last approval needed it is done. Roles are approved by administrators.</summary>
    [Function("ApproveFourEyes"), Allow(Role.Support, Role.ComplianceReviewer, Role.ComplianceOfficer, Role.Admin, Fresh = true), Weight(5)]
    public Task<IResult> Approve(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes + "/{id}/approve")] HttpRequest request, string id, FunctionContext context) =>
        request.AnswerAsync<ApprovalRequest, FourEyesView>(
            async body => ResourceIds.IsId(id)
                ? (await decide.ApproveAsync(context.Caller(), id, body.Reason, context.CancellationToken)).Map(FourEyesView.Of)
                : new RequestNotFound(),
            Answers.Ok);

    /// <summary>Refuses, or takes the own request back.</summary>
    [Function("RejectFourEyes"), Allow(Role.Support, Role.ComplianceReviewer, Role.ComplianceOfficer, Role.Admin, Fresh = true)]
    public Task<IResult> Reject(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = Routes + "/{id}")] HttpRequest request, string id, FunctionContext context) =>
        request.AnswerAsync<Unit>(
            async () => ResourceIds.IsId(id) ? await decide.RejectAsync(context.Caller(), id, context.CancellationToken) : new RequestNotFound(), Answers.NoContent);
}
