using CryptoVault.Accounts.Access;
using CryptoVault.Audit;
using CryptoVault.Ids;
using CryptoVault.Mail;
using CryptoVault.Results;
using CryptoVault.Storage;
using Microsoft.Extensions.Logging;

namespace CryptoVault.Accounts.Administration;

/// <summary>Nobody closes or opens the own account.</summary>
public sealed record OwnStatus() : ForbiddenError("OWN_STATUS", "Somebody else of the staff has to close or open your account.");

/// <summary>Staff cannot open what its owner froze.</summary>
public sealed record FrozenByOwner()
    : ConflictError("FROZEN_BY_OWNER", "The owner froze this account. It opens with a new password, by the link in the mail about it.");

/// <summary>
/// Closes an account, and opens it again. Closed, nobody signs in to it, its sessions are over and its API keys are refused with the
/// next request, and no money leaves it: withdrawals that are not with custody fail. Orders go on. Its owner is told by mail, without the reason.
/// </summary>
public sealed class SetAccountStatus(ChangeAccount changeAccount, IIds ids, TimeProvider clock, ILogger<SetAccountStatus> logger)
{
    /// <summary>Closes (<see cref="AccountStatus.Disabled"/>) or opens (<see cref="AccountStatus.Active"/>). Members of the staff are closed by administrators alone.</summary>
    public async Task<Result<AccountView>> ExecuteAsync(Caller staff, string userId, AccountStatus status, string reason, CancellationToken cancellation = default)
    {
        if (status == AccountStatus.Frozen)
        {
            return new ValidationFailed(new FieldError("/status", "OUT_OF_RANGE", "Owners freeze accounts; staff closes and opens them.", "frozen", "active, disabled", "disabled"));
        }

        if (staff.UserId == userId)
        {
            return new OwnStatus();
        }

        var now = clock.GetUtcNow();
        var mailId = ids.New();
        var changed = await changeAccount.ExecuteAsync(
            userId, (view, profile) => Set(view, profile, staff, status, reason, closed => AccountStatusMail.Of(mailId, userId, closed, now), now), cancellation);
        if (changed.IsSuccess)
        {
            logger.LogWarning("Security: the account {UserId} was set to {Status} by {Staff}.", userId, changed.Value.Status, staff.UserId);
        }

        return changed.Map(AccountView.Of);
    }

    private static Result<ProfileDocument> Set(
        PartitionView view, ProfileDocument profile, Caller staff, AccountStatus status, string reason, Func<AccountStatus, MailOrder> mail, DateTimeOffset now)
    {
        if (profile.RoleSet.IsStaff && !staff.Roles.Has(Role.Admin))
        {
            return new RoleMissing(RoleSet.Of(Role.Admin));
        }

        if (profile.Status == status)
        {
            return profile;
        }

        if (status == AccountStatus.Active && profile.Status == AccountStatus.Frozen)
        {
            return new FrozenByOwner();
        }

        var changed = status == AccountStatus.Disabled
            ? (profile with { Status = status, WasFrozen = profile.Status == AccountStatus.Frozen ? true : null }).WithSessionsEnded(now, keptSessionId: null)
            : profile with { Status = profile.WasFrozen == true ? AccountStatus.Frozen : status, WasFrozen = null };
        view.Set(changed);
        view.Audit(AuditEntry.OfUser(AuditStreams.Administration, AuditActions.AccountStatusSet, profile.UserId)
            .Changed("status", $"{profile.Status}", $"{changed.Status}") with { Reason = reason });
        view.SendMail(mail(changed.Status));
        return changed;
    }
}

/// <summary>Tells the owner that the account was closed, or is open again.</summary>
internal sealed class AccountStatusMail : IMailTemplate
{
    private const string TemplateName = "account-status";

    public string Name => TemplateName;

    public static MailOrder Of(string mailId, string userId, AccountStatus status, DateTimeOffset now) =>
        new(mailId, userId, TemplateName, now)
        {
            Values = new Dictionary<string, string>(StringComparer.Ordinal) { ["closed"] = status == AccountStatus.Disabled ? "1" : "" },
        };

    public MailText Compose(MailContent content) => content.Values.GetValueOrDefault("closed", "").Length > 0
        ? new MailText(
            "Your account is closed",
            """
            Your account was closed. Nobody can sign in to it, its API keys do not work any more, and
            nothing can be withdrawn from it. What is in it stays yours.

            Contact support to learn what to do.

            """)
        : new MailText(
            "Your account is open again",
            """
            Your account was opened again. Sign in as before; sessions of earlier are over.

            If you had frozen it, set a new password first.

            """);
}
