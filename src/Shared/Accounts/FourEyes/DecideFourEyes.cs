using CryptoVault.Accounts.Access;
using CryptoVault.Accounts.Activity;
using CryptoVault.Accounts.Administration;
using CryptoVault.Accounts.Passkeys;
using CryptoVault.Accounts.Registration;
using CryptoVault.Accounts.SecondFactors;
using CryptoVault.Audit;
using CryptoVault.Ids;
using CryptoVault.Mail;
using CryptoVault.Results;
using CryptoVault.Storage;
using Microsoft.Extensions.Logging;

namespace CryptoVault.Accounts.FourEyes;

/// <summary>
/// Decides what waits for a second person. An approval is one commit among the staff; when it was the last one needed, the
/// thing is done in the user's partition, and only then the request is taken away: after a crash any of its approvers can
/// send the approval again.
/// </summary>
public sealed class DecideFourEyes(
    Partitions partitions, ChangeAccount changeAccount, IIds ids, TimeProvider clock, AccountOptions options, ILogger<DecideFourEyes> logger)
{
    private static readonly RoleSet GrantApprovers = RoleSet.Of(Role.Admin);
    private static readonly RoleSet ResetApprovers = RoleSet.Of(Role.Support, Role.ComplianceReviewer, Role.ComplianceOfficer, Role.Admin);

    /// <summary>What waits, oldest first.</summary>
    public Task<Result<IReadOnlyList<FourEyesRequest>>> ListAsync(CancellationToken cancellation = default)
    {
        var now = clock.GetUtcNow();
        return partitions.DecideAsync(
            StaffDocument.Partition,
            view => Result<IReadOnlyList<FourEyesRequest>>.Success([.. StaffDocument.In(view).Requests.Where(request => now < request.ExpiresAt)]),
            cancellation);
    }

    /// <summary>Approves.</summary>
    /// <returns>The request; done when enough have approved it.</returns>
    public async Task<Result<FourEyesRequest>> ApproveAsync(Caller approver, string requestId, string reason, CancellationToken cancellation = default)
    {
        var now = clock.GetUtcNow();
        var approved = await partitions.DecideAsync(StaffDocument.Partition, view => Approve(view, approver, requestId, reason, now), cancellation);
        if (!approved.IsSuccess || !approved.Value.IsApproved)
        {
            return approved;
        }

        var request = approved.Value;
        var done = request.Kind == FourEyesKind.RoleGrant ? await GrantAsync(request, now) : await ResetAsync(request, now);
        if (!done.IsSuccess)
        {
            return done.Error;
        }

        await partitions.DecideAsync<Unit>(
            StaffDocument.Partition,
            view =>
            {
                view.Put(StaffDocument.In(view).With(request.UserId, done.Value).Without(requestId));
                return Unit.Value;
            },
            CancellationToken.None);
        logger.LogInformation(
            "Security: {Kind} {Role} for user {UserId}, asked for by {RequestedBy}, was approved by {Approvers}.",
            request.Kind, request.Role, request.UserId, request.RequestedBy, string.Join(", ", request.ApprovedBy.Select(approval => approval.By)));
        return request;
    }

    /// <summary>Refuses a request, or takes the own one back.</summary>
    public Task<Result<Unit>> RejectAsync(Caller caller, string requestId, CancellationToken cancellation = default) => partitions.DecideAsync<Unit>(
        StaffDocument.Partition,
        view =>
        {
            var staff = StaffDocument.In(view);
            if (staff.Requests.FirstOrDefault(one => one.RequestId == requestId) is not { } request || request.IsApproved)
            {
                return new RequestNotFound();
            }

            if (!ApproversOf(request).Overlaps(caller.Roles))
            {
                return new RoleMissing(ApproversOf(request));
            }

            view.Set(staff.Without(requestId));
            view.Audit(Entry(AuditActions.FourEyesRejected, request));
            return Unit.Value;
        },
        cancellation);

    private static AuditEntry Entry(string action, FourEyesRequest request) => AuditEntry.OfUser(AuditStreams.Administration, action, request.UserId)
        .With("request", request.RequestId).With("kind", $"{request.Kind}").With("role", request.Role ?? "none");

    private static RoleSet ApproversOf(FourEyesRequest request) => request.Kind == FourEyesKind.RoleGrant ? GrantApprovers : ResetApprovers;

    private static Result<FourEyesRequest> Approve(PartitionView view, Caller approver, string requestId, string reason, DateTimeOffset now)
    {
        var staff = StaffDocument.In(view);
        if (staff.Requests.FirstOrDefault(one => one.RequestId == requestId) is not { } request || now >= request.ExpiresAt)
        {
            return new RequestNotFound();
        }

        if (!ApproversOf(request).Overlaps(approver.Roles))
        {
            return new RoleMissing(ApproversOf(request));
        }

        var hasApproved = request.ApprovedBy.Any(approval => approval.By == approver.UserId);
        if (request.IsApproved && hasApproved)
        {
            return request; // what it is for did not get done then
        }

        if (request.RequestedBy == approver.UserId || request.UserId == approver.UserId || hasApproved)
        {
            return new AnotherPersonNeeded();
        }

        var approved = request with { ApprovedBy = [.. request.ApprovedBy, new FourEyesApproval(approver.UserId, now, reason)] };
        view.Set(staff.With(approved));
        view.Audit(Entry(AuditActions.FourEyesApproved, approved) with { Reason = reason });
        return approved;
    }

    private async Task<Result<RoleSet>> GrantAsync(FourEyesRequest request, DateTimeOffset now)
    {
        var role = RoleNames.Find(request.Role) ?? throw new InvalidOperationException($"The request {request.RequestId} is for no role.");
        var changed = await changeAccount.GiveRoleAsync(request.UserId, role, now, CancellationToken.None);
        return changed.Map(account => RoleSet.OfNames(account.Roles));
    }

    private async Task<Result<RoleSet>> ResetAsync(FourEyesRequest request, DateTimeOffset now)
    {
        var mail = new MailOrder(ids.New(), request.UserId, AccountMails.SecondFactorChanged, now)
        {
            Values = new Dictionary<string, string> { ["change"] = "removed by support, as you asked" },
        };
        return await changeAccount.ExecuteAsync(request.UserId, (view, profile) => Reset(view, profile, mail, now), CancellationToken.None);
    }

    private Result<RoleSet> Reset(PartitionView view, ProfileDocument profile, MailOrder mail, DateTimeOffset now)
    {
        if (profile.SecondFactorSince is null)
        {
            return profile.RoleSet;
        }

        view.Remove<SecondFactorDocument>(SecondFactorDocument.DocumentId);
        view.Remove<PasskeysDocument>(PasskeysDocument.DocumentId);
        view.Set((profile with { SecondFactorSince = null }).WithSessionsEnded(now, keptSessionId: null).WithWithdrawalsBlocked(now + options.ResetBlocksWithdrawals));
        view.Note(new ActivityEvent(now, ActivityKind.SecondFactorRemoved));
        view.SendMail(mail);
        return profile.RoleSet;
    }
}
