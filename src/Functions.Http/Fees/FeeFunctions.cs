using CryptoVault.Accounts;
using CryptoVault.Fees;
using CryptoVault.Functions.Http.Api;
using CryptoVault.Functions.Http.Api.Access;
using CryptoVault.Functions.Http.Api.Queries;
using CryptoVault.Money;
using CryptoVault.Results;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CryptoVault.Functions.Http.Fees;

/// <summary>What trading costs: for everybody to read, for admins to change.</summary>
public sealed class FeeFunctions(ReadFees readFees, ChangeFees changeFees, AssetCatalog assets)
{
    private const string OfUser = "api/v1/admin/users/{userId}/fees";

    /// <summary>The fee tables, and the markets' own rates.</summary>
    [Function("Fees"), AllowAnonymous]
    public Task<IResult> All([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/fees")] HttpRequest request) =>
        request.AnswerAsync<FeesView>(async () => FeesView.Of(await readFees.AllAsync(request.HttpContext.RequestAborted), assets), Answers.Ok.Cached(60));

    /// <summary>What the caller pays on each market, and the volume that it depends on.</summary>
    [Function("OwnFees"), Allow(Role.Customer, ReadKeys = true)]
    public Task<IResult> Own([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/me/fees")] HttpRequest request, FunctionContext context) =>
        request.AnswerAsync(
            async () => (await readFees.OfAsync(context.Caller().UserId, context.CancellationToken)).Map(fees => OwnFeesView.Of(fees, assets)), Answers.Ok);

    /// <summary>The fee tables, with the version that a change must name.</summary>
    [Function("FeeSchedule"), Allow(Role.Admin, Role.Auditor)]
    public Task<IResult> Schedule([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/admin/fees")] HttpRequest request, FunctionContext context) =>
        request.AnswerAsync<FeeScheduleView>(
            async () => FeeScheduleView.Of(await readFees.ScheduleAsync(context.CancellationToken), assets), view => Answers.Ok.WithETag($"{view.Version}"));

    /// <summary>Replaces the fee tables. Orders keep the rates that they were accepted with. The version in If-Match must be the present one.</summary>
    [Function("SetFeeSchedule"), Allow(Role.Admin)]
    public Task<IResult> SetSchedule([HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "api/v1/admin/fees")] HttpRequest request, FunctionContext context) =>
        request.AnswerAsync<FeeScheduleRequest, FeeScheduleView>(
            async body => request.IfMatch() is { IsSuccess: true } version
                ? (await changeFees.SetScheduleAsync(body.ToChange(context.Caller(), version.Value), context.CancellationToken)).Map(set => FeeScheduleView.Of(set, assets))
                : request.IfMatch().Error!,
            view => Answers.Ok.WithETag($"{view.Version}"));

    /// <summary>What a customer pays, with the version of the customer's own rates that a change must name.</summary>
    [Function("UserFees"), Allow(Role.Admin, Role.Auditor)]
    public Task<IResult> Find([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = OfUser)] HttpRequest request, string userId, FunctionContext context) =>
        request.AnswerAsync(() => UserAsync(userId, context), view => Answers.Ok.WithETag($"{view.Version}"));

    /// <summary>Replaces a customer's own rates; none to go back to the tables. The version in If-Match must be the present one.</summary>
    [Function("SetUserFees"), Allow(Role.Admin)]
    public Task<IResult> Set([HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = OfUser)] HttpRequest request, string userId, FunctionContext context) =>
        request.AnswerAsync<UserFeesRequest, UserFeesView>(
            async body => await SetAsync(request, userId, body, context), view => Answers.Ok.WithETag($"{view.Version}"));

    private async Task<Result<UserFeesView>> SetAsync(HttpRequest request, string userId, UserFeesRequest body, FunctionContext context)
    {
        var version = request.IfMatch();
        if (!version.IsSuccess || !ResourceIds.IsId(userId))
        {
            return version.Error ?? new UserNotFound();
        }

        var changed = await changeFees.SetOverridesAsync(body.ToChange(context.Caller(), userId, version.Value), context.CancellationToken);
        return changed.IsSuccess ? await UserAsync(userId, context) : changed.Error;
    }

    private async Task<Result<UserFeesView>> UserAsync(string userId, FunctionContext context) => ResourceIds.IsId(userId)
        ? (await readFees.OfAsync(userId, context.CancellationToken)).Map(fees => UserFeesView.Of(userId, fees, assets))
        : new UserNotFound();
}
