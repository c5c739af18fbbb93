using CryptoVault.Accounts;
using CryptoVault.Compliance.Cases;
using CryptoVault.Functions.Http.Api;
using CryptoVault.Functions.Http.Api.Access;
using CryptoVault.Functions.Http.Api.Queries;
using CryptoVault.Money;
using CryptoVault.Results;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CryptoVault.Functions.Http.Compliance;

/// <summary>The work on cases besides deciding them. Each change names the version that was read, in If-Match.</summary>
public sealed class CaseWorkFunctions(WorkOnCase work, AssetCatalog assets)
{
    private const string Routes = "api/v1/compliance/cases/{id}";

    /// <summary>Takes a case, so that others leave it alone. Taking it again changes nothing.</summary>
    [Function("ClaimCase"), Allow(Role.ComplianceReviewer, Role.ComplianceOfficer, Role.Treasury, Role.Admin, Fresh = true)]
    public Task<IResult> Claim([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes + "/claim")] HttpRequest request, string id, FunctionContext context) =>
        request.AnswerAsync(
            () => ChangeAsync(request, id, version => work.ClaimAsync(id, context.Caller(), version, context.CancellationToken)), view => Answers.Ok.WithETag($"{view.Version}"));

    /// <summary>Gives a case back; officers may take it from whoever has it.</summary>
    [Function("ReleaseCase"), Allow(Role.ComplianceReviewer, Role.ComplianceOfficer, Role.Treasury, Role.Admin, Fresh = true)]
    public Task<IResult> Release([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes + "/release")] HttpRequest request, string id, FunctionContext context) =>
        request.AnswerAsync(
            () => ChangeAsync(request, id, version => work.ReleaseAsync(id, context.Caller(), version, context.CancellationToken)), view => Answers.Ok.WithETag($"{view.Version}"));

    /// <summary>Gives a case to somebody who may decide it.</summary>
    [Function("ReassignCase"), Allow(Role.ComplianceOfficer, Role.Admin, Fresh = true)]
    public Task<IResult> Reassign([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes + "/reassign")] HttpRequest request, string id, FunctionContext context) =>
        request.AnswerAsync<ReassignRequest, CaseView>(
            body => ChangeAsync(request, id, version => work.ReassignAsync(id, context.Caller(), body.UserId, version, context.CancellationToken)),
            view => Answers.Ok.WithETag($"{view.Version}"));

    /// <summary>Writes a note on a case.</summary>
    [Function("NoteOnCase"), Allow(Role.ComplianceReviewer, Role.ComplianceOfficer, Role.Treasury, Role.Admin, Fresh = true)]
    public Task<IResult> Note([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes + "/notes")] HttpRequest request, string id, FunctionContext context) =>
        request.AnswerAsync<CaseNoteRequest, CaseView>(
            body => ChangeAsync(request, id, version => work.NoteAsync(id, context.Caller(), body.Text, version, context.CancellationToken)),
            view => Answers.Ok.WithETag($"{view.Version}"));

    private async Task<Result<CaseView>> ChangeAsync(HttpRequest request, string id, Func<string, Task<Result<CaseDocument>>> change)
    {
        if (!ResourceIds.IsId(id))
        {
            return new CaseNotFound();
        }

        var version = request.IfMatch();
        return version.IsSuccess ? (await change(version.Value)).Map(document => CaseView.Of(document, assets)) : version.Error;
    }
}
