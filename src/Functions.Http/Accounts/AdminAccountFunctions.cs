using CryptoVault.Accounts;
using CryptoVault.Accounts.Access;
using CryptoVault.Accounts.Administration;
using CryptoVault.Accounts.FirstAdmin;
using CryptoVault.Audit;
using CryptoVault.Functions.Http.Api;
using CryptoVault.Functions.Http.Api.Access;
using CryptoVault.Functions.Http.Api.Queries;
using CryptoVault.RateLimits;
using CryptoVault.Results;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CryptoVault.Functions.Http.Accounts;

/// <summary>What administrators do with accounts, and how the first of them comes to be.</summary>
public sealed class AdminAccountFunctions(SetUpFirstAdmin setUp, BreakGlassAdmin breakGlass, FindAccounts find, ChangeRoles changeRoles, SetKycLevel setKycLevel, SetAccountStatus setStatus,
    UnlockSignIn unlock, AuditLog log)
{
    /// <summary>Makes the first administrator, with the one-time code.</summary>
    [Function("SetUpFirstAdmin"), AllowAnonymous, Limited(RateLimitKind.SignIn)]
    public Task<IResult> SetUp(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/admin/setup")] HttpRequest request, FunctionContext context) =>
        request.AnswerAsync<SetUpRequest, UserIdView>(
            async body => (await setUp.ExecuteAsync(body.ToCommand(), context.CancellationToken)).Map(account => new UserIdView(account.UserId)), Answers.Created);

    /// <summary>Stops somebody from becoming administrator by a break-glass code.</summary>
    [Function("StopBreakGlass"), Allow(Role.Admin, StepUp = true)]
    public Task<IResult> StopBreakGlass(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "api/v1/admin/setup/break-glass")] HttpRequest request, FunctionContext context) =>
        request.AnswerAsync(() => breakGlass.CancelAsync(context.Caller().UserId, context.CancellationToken), Answers.NoContent);

    /// <summary>Finds a user by address; support sees the address masked.</summary>
    [Function("FindUsers"), Allow(Role.Support, Role.Admin)]
    public Task<IResult> Find(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/admin/users")] HttpRequest request, FunctionContext context) =>
        request.AnswerListAsync(ReadEmail, email => FindAsync(email, context.Caller(), context.CancellationToken));

    /// <summary>Gives a role; 202 where another administrator has to approve it.</summary>
    [Function("GrantRole"), Allow(Role.Admin)]
    public Task<IResult> Grant(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/admin/users/{userId}/roles")] HttpRequest request, string userId, FunctionContext context) =>
        request.AnswerAsync<RoleRequest, RolesView>(
            async body => !ResourceIds.IsId(userId)
                ? new UserNotFound()
                : (await changeRoles.GrantAsync(context.Caller(), userId, RoleNames.Find(body.Role)!.Value, context.CancellationToken)).Map(RolesOf),
            static roles => roles.PendingRequestId is null ? Answers.Ok : Answers.Accepted);

    /// <summary>Takes a role.</summary>
    [Function("RevokeRole"), Allow(Role.Admin)]
    public Task<IResult> Revoke(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "api/v1/admin/users/{userId}/roles/{role}")] HttpRequest request,
        string userId, string role, FunctionContext context) =>
        request.AnswerAsync<RolesView>(
            async () => !ResourceIds.IsId(userId) ? new UserNotFound()
                : RoleNames.Find(role) is not { } known ? new RoleNotFound(role)
                : (await changeRoles.RevokeAsync(context.Caller(), userId, known, context.CancellationToken)).Map(RolesOf),
            Answers.Ok);

    /// <summary>Sets how far a customer is identified, and says why.</summary>
    [Function("SetKycLevel"), Allow(Role.ComplianceOfficer, Role.Admin, Fresh = true)]
    public Task<IResult> SetKyc(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "api/v1/admin/users/{userId}/kyc-level")] HttpRequest request, string userId, FunctionContext context) =>
        request.AnswerAsync<KycLevelRequest, AccountView>(
            async body => !ResourceIds.IsId(userId)
                ? new UserNotFound()
                : await setKycLevel.ExecuteAsync(context.Caller(), userId, body.Level, body.Reason, context.CancellationToken),
            Answers.Ok);

    /// <summary>Closes an account, or opens it again, and says why.</summary>
    [Function("SetAccountStatus"), Allow(Role.ComplianceOfficer, Role.Admin, Fresh = true)]
    public Task<IResult> SetStatus(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "api/v1/admin/users/{userId}/status")] HttpRequest request, string userId, FunctionContext context) =>
        request.AnswerAsync<AccountStatusRequest, AccountView>(
            async body => !ResourceIds.IsId(userId)
                ? new UserNotFound()
                : await setStatus.ExecuteAsync(context.Caller(), userId, body.Status, body.Reason, context.CancellationToken),
            Answers.Ok);

    /// <summary>Lifts the locks that failed sign-ins and codes put on an account.</summary>
    [Function("UnlockSignIn"), Allow(Role.Support, Role.Admin, Fresh = true)]
    public Task<IResult> Unlock(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/admin/users/{userId}/unlock")] HttpRequest request, string userId, FunctionContext context) =>
        request.AnswerAsync<Unit>(
            async () => ResourceIds.IsId(userId) ? await unlock.ExecuteAsync(context.Caller(), userId, context.CancellationToken) : new UserNotFound(), Answers.NoContent);

    private static EmailAddress? ReadEmail(QueryReader query)
    {
        var text = query.Text("email", 254);
        if (EmailAddress.TryParse(text, out var email))
        {
            return email;
        }

        query.Refuse("email", text is null ? "REQUIRED" : "INVALID_EMAIL", "Expected an e-mail address such as ana@example.com.", text);
        return null;
    }

    private Task<Result<ItemPage<AccountView>>> FindAsync(EmailAddress? email, Caller caller, CancellationToken cancellation) =>
        log.ReadAsync("users:by-address", async () =>
        {
            var found = await find.ByEmailAsync(email!.Value, cancellation);
            return found.IsSuccess && found.Value is { } account
                ? await log.ReadAsync<ItemPage<AccountView>>(
                    $"user:{account.UserId}",
                    () => Task.FromResult<Result<ItemPage<AccountView>>>(new ItemPage<AccountView>([caller.Roles.Has(Role.Admin) ? account : account.Masked()], null)), cancellation)
                : found.Map(_ => new ItemPage<AccountView>([], null));
        }, cancellation);


    private static RolesView RolesOf(AccountView account) => new(account.UserId, account.Roles);

    private static RolesView RolesOf(RoleGrant grant) => RolesOf(grant.Account) with { PendingRequestId = grant.Pending?.RequestId };
}
