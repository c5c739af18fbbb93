using CryptoVault.Accounts;
using CryptoVault.Accounts.Activity;
using CryptoVault.Accounts.Profiles;
using CryptoVault.Accounts.Sessions;
using CryptoVault.Accounts.UserNames;
using CryptoVault.Functions.Http.Api;
using CryptoVault.Functions.Http.Api.Access;
using CryptoVault.Functions.Http.Api.Queries;
using CryptoVault.Results;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CryptoVault.Functions.Http.Accounts;

/// <summary>The caller's own account.</summary>
public sealed class AccountFunctions(OwnProfile profile, ChooseUserName userName, OwnSessions sessions, OwnActivity activity, AccountOptions options)
{
    /// <summary>Who the caller is, and what is still asked of it.</summary>
    [Function("Me"), AllowSignedIn]
    public Task<IResult> Me([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/me")] HttpRequest request, FunctionContext context) =>
        request.AnswerAsync(async () => View(await profile.FindAsync(context.Caller(), context.CancellationToken)), Answers.Ok);

    /// <summary>Changes country and date of birth, as long as the customer is not identified.</summary>
    [Function("ChangeMe"), AllowSignedIn]
    public Task<IResult> Change([HttpTrigger(AuthorizationLevel.Anonymous, "patch", Route = "api/v1/me")] HttpRequest request, FunctionContext context) =>
        request.AnswerAsync<ProfileRequest, MeView>(
            async body => View(await profile.ChangeAsync(context.Caller(), body.Country, body.BirthDate, context.CancellationToken)), Answers.Ok);

    /// <summary>Sets the code that the caller's mails show from now on, so that forged ones are told apart; null removes it.</summary>
    [Function("SetAntiPhishingCode"), AllowSignedIn(Fresh = true)]
    public Task<IResult> SetAntiPhishingCode([HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "api/v1/me/anti-phishing-code")] HttpRequest request, FunctionContext context) =>
        request.AnswerAsync<AntiPhishingCodeRequest, MeView>(
            async body => View(await profile.SetAntiPhishingCodeAsync(context.Caller(), body.Code, context.CancellationToken)), Answers.Ok);

    /// <summary>Chooses the name that others pay the caller by; the one before is good no more.</summary>
    [Function("ChooseUserName"), Allow(Role.Customer, Fresh = true), Weight(5)]
    public Task<IResult> ChooseName([HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "api/v1/me/user-name")] HttpRequest request, FunctionContext context) =>
        request.AnswerAsync<UserNameRequest, MeView>(
            async body => View(await userName.ExecuteAsync(context.Caller(), body.UserName, context.CancellationToken)), Answers.Ok);

    /// <summary>Gives the user name up. It stays reserved for the caller.</summary>
    [Function("GiveUpUserName"), Allow(Role.Customer, Fresh = true)]
    public Task<IResult> GiveUpName([HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "api/v1/me/user-name")] HttpRequest request, FunctionContext context) =>
        request.AnswerAsync(() => userName.GiveUpAsync(context.Caller(), context.CancellationToken), Answers.NoContent);

    /// <summary>Records consents to the versions in force.</summary>
    [Function("Consent"), Allow(Role.Customer)]
    public Task<IResult> Consent([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/me/consents")] HttpRequest request, FunctionContext context) =>
        request.AnswerAsync<ConsentsRequest, MeView>(
            async body => View(await profile.ConsentAsync(
                context.Caller(), [.. body.Consents.Select(consent => (consent.Document, consent.Version))], context.CancellationToken)),
            Answers.Ok);

    /// <summary>The devices that the account knows, the one used last first.</summary>
    [Function("Devices"), AllowSignedIn]
    public Task<IResult> Devices([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/me/devices")] HttpRequest request, FunctionContext context) =>
        request.AnswerListAsync<NoQuery, DeviceView>(
            _ => NoQuery.Instance,
            async _ => (await sessions.DevicesAsync(context.Caller(), context.CancellationToken))
                .Map(devices => new ItemPage<DeviceView>([.. devices.Select(DeviceView.Of)], null)));

    /// <summary>What happened to the account's security of late, newest first.</summary>
    [Function("Activity"), AllowSignedIn]
    public Task<IResult> Activity([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/me/activity")] HttpRequest request, FunctionContext context) =>
        request.AnswerListAsync<NoQuery, ActivityView>(
            _ => NoQuery.Instance,
            async _ => new ItemPage<ActivityView>([.. (await activity.ListAsync(context.Caller(), context.CancellationToken)).Select(ActivityView.Of)], null));

    private Result<MeView> View(Result<ProfileDocument> found) => found.Map(one => MeView.Of(one, options));
}
