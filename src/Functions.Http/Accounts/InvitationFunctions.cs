using CryptoVault.Accounts;
using CryptoVault.Accounts.Invitations;
using CryptoVault.Functions.Http.Api;
using CryptoVault.Functions.Http.Api.Access;
using CryptoVault.RateLimits;
using CryptoVault.Results;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CryptoVault.Functions.Http.Accounts;

/// <summary>How people come to the staff: an administrator invites them by mail.</summary>
public sealed class InvitationFunctions(InviteStaff invite, AcceptInvitation accept)
{
    /// <summary>Invites somebody to the staff by mail; 202 where another administrator has to approve the role.</summary>
    [Function("InviteStaff"), Allow(Role.Admin, StepUp = true), Weight(10)]
    public Task<IResult> Invite(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/admin/invitations")] HttpRequest request, FunctionContext context) =>
        request.AnswerAsync<InvitationRequest, InvitationView>(
            async body => (await invite.ExecuteAsync(context.Caller(), body.Email, RoleNames.Find(body.Role)!.Value, context.CancellationToken)).Map(InvitationView.Of),
            static view => view.PendingRequestId is null ? Answers.Ok : Answers.Accepted);

    /// <summary>Sets the first password of an invited member of the staff, by the token of the mail.</summary>
    [Function("AcceptInvitation"), AllowAnonymous, Limited(RateLimitKind.SignIn)]
    public Task<IResult> Accept(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/auth/accept-invitation")] HttpRequest request, FunctionContext context) =>
        request.AnswerAsync<ResetPasswordRequest, Unit>(body => accept.ExecuteAsync(body.Token, body.Password, context.CancellationToken), Answers.Ok);
}

internal sealed record InvitationRequest(string Email, string Role) : IChecked
{
    public void Check(FieldChecks check) => check.OneOf("/role", Role, RoleNames.All);
}

internal sealed record InvitationView(string UserId, IReadOnlyList<string> Roles, string? PendingRequestId, DateTimeOffset? ExpiresAt)
{
    public static InvitationView Of(StaffInvitation made) =>
        new(made.Grant.Account.UserId, made.Grant.Account.Roles, made.Grant.Pending?.RequestId, made.ExpiresAt);
}
