using System.Globalization;
using CryptoVault.Accounts;
using CryptoVault.Functions.Http.Api;
using CryptoVault.Functions.Http.Api.Access;
using CryptoVault.Results;
using CryptoVault.Wallets.Withdrawals.Policy;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CryptoVault.Functions.Http.Compliance;

/// <summary>The withdrawal policy: one admin drafts, another one publishes; the staff see what is in force and try it out.</summary>
public sealed class PolicyFunctions(ChangePolicy changePolicy, WithdrawalPolicies policies)
{
    private const string Routes = "api/v1/compliance/policies";

    /// <summary>What is in force, the draft, and the versions that were published.</summary>
    [Function("Policy"), Allow(Role.ComplianceReviewer, Role.ComplianceOfficer, Role.Treasury, Role.Admin, Role.Auditor)]
    public Task<IResult> Find([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Routes)] HttpRequest request, FunctionContext context) =>
        request.AnswerAsync<PolicyView>(async () => PolicyView.Of(await policies.ReadAsync(context.CancellationToken)), WithETag);

    /// <summary>What a published version says; version 0 is the configuration's.</summary>
    [Function("PolicyVersion"), Allow(Role.ComplianceReviewer, Role.ComplianceOfficer, Role.Treasury, Role.Admin, Role.Auditor)]
    public Task<IResult> FindVersion(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Routes + "/versions/{version}")] HttpRequest request, string version, FunctionContext context) =>
        request.AnswerAsync(
            async () => int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? (await policies.FindAsync(number, context.CancellationToken)).Map(PolicyTerms.Of)
                : new PolicyVersionNotFound(),
            Answers.Ok);

    /// <summary>Writes the draft. The revision in If-Match must be the present one.</summary>
    [Function("DraftPolicy"), Allow(Role.Admin, Fresh = true), Weight(5)]
    public Task<IResult> Draft([HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = Routes + "/draft")] HttpRequest request, FunctionContext context) =>
        request.AnswerAsync<PolicyDraftRequest, PolicyView>(
            body => ChangeAsync(request, context, body.Reason, change => changePolicy.DraftAsync(change, body.ToOptions(), context.CancellationToken)), WithETag);

    /// <summary>Throws the draft away. The revision in If-Match must be the present one.</summary>
    [Function("DiscardPolicyDraft"), Allow(Role.Admin, Fresh = true)]
    public Task<IResult> Discard([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes + "/draft/discard")] HttpRequest request, FunctionContext context) =>
        request.AnswerAsync<PolicyReasonRequest, PolicyView>(
            body => ChangeAsync(request, context, body.Reason, change => changePolicy.DiscardAsync(change, context.CancellationToken)), WithETag);

    /// <summary>Puts the draft in force; another admin than who wrote it must. The revision in If-Match must be the present one.</summary>
    [Function("PublishPolicy"), Allow(Role.Admin, Fresh = true), Weight(5)]
    public Task<IResult> Publish([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes + "/publish")] HttpRequest request, FunctionContext context) =>
        request.AnswerAsync<PolicyReasonRequest, PolicyView>(
            body => ChangeAsync(request, context, body.Reason, change => changePolicy.PublishAsync(change, context.CancellationToken)), WithETag);

    /// <summary>Which rule would decide on a withdrawal, by the policy in force or by the draft. Changes nothing.</summary>
    [Function("SimulatePolicy"), Allow(Role.ComplianceReviewer, Role.ComplianceOfficer, Role.Treasury, Role.Admin, Role.Auditor)]
    public Task<IResult> Simulate([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes + "/simulate")] HttpRequest request, FunctionContext context) =>
        request.AnswerAsync<PolicySimulationRequest, PolicySimulationView>(
            async body => (await policies.SimulateAsync(body.ToFacts(), body.Draft, context.CancellationToken)).Map(PolicySimulationView.Of), Answers.Ok);

    private async Task<Result<PolicyView>> ChangeAsync(
        HttpRequest request, FunctionContext context, string reason, Func<PolicyChange, Task<Result<PolicyHeadDocument>>> make)
    {
        var revision = request.IfMatch();
        if (!revision.IsSuccess)
        {
            return revision.Error;
        }

        var changed = await make(new PolicyChange(context.Caller(), reason, revision.Value));
        return changed.IsSuccess ? PolicyView.Of(await policies.ReadAsync(context.CancellationToken)) : changed.Error;
    }

    private static Answer WithETag(PolicyView view) => Answers.Ok.WithETag($"{view.Revision}");
}
