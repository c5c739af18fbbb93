using CryptoVault.Accounts.Access;
using CryptoVault.Accounts.Activity;
using CryptoVault.Accounts.Invitations;
using CryptoVault.Audit;
using CryptoVault.Ids;
using CryptoVault.Mail;
using CryptoVault.Results;
using CryptoVault.Storage;

namespace CryptoVault.Accounts.Administration;

/// <summary>Changes a profile on behalf of staff, in one commit; what is remembered of the user is forgotten before the answer.</summary>
public sealed class ChangeAccount(Partitions partitions, IAccessSignals signals, IIds ids)
{
    /// <summary>Changes the profile.</summary>
    /// <param name="userId">Whose.</param>
    /// <param name="change">The change; the same profile when there is nothing to do.</param>
    /// <param name="describe">What is recorded of a change, from the profile before and after.</param>
    /// <param name="cancellation">Ends the wait before the change is decided.</param>
    public async Task<Result<AccountView>> ExecuteAsync(
        string userId, Func<ProfileDocument, Result<ProfileDocument>> change, Func<ProfileDocument, ProfileDocument, AuditEntry> describe, CancellationToken cancellation = default) =>
        (await ExecuteAsync(userId, (view, profile) => Change(view, profile, change, describe), cancellation)).Map(AccountView.Of);

    /// <summary>Gives a role, which the owner sees among the account's activity and is told by mail; giving it again changes nothing.</summary>
    public Task<Result<AccountView>> GiveRoleAsync(string userId, Role role, DateTimeOffset now, CancellationToken cancellation = default) =>
        SetRoleAsync(userId, role, isGiven: true, now, cancellation);

    /// <summary>Takes a role, of which the owner is told by mail; taking it again changes nothing.</summary>
    public Task<Result<AccountView>> TakeRoleAsync(string userId, Role role, DateTimeOffset now, CancellationToken cancellation = default) =>
        SetRoleAsync(userId, role, isGiven: false, now, cancellation);

    /// <summary>Changes the profile and what else is in the user's partition.</summary>
    public async Task<Result<T>> ExecuteAsync<T>(string userId, Func<PartitionView, ProfileDocument, Result<T>> change, CancellationToken cancellation)
    {
        var changed = await partitions.DecideAsync(
            AccountPartitions.OfUser(userId),
            view => view.Find<ProfileDocument>(ProfileDocument.DocumentId) is { } profile ? change(view, profile) : new UserNotFound(),
            cancellation);
        signals.Changed(userId);
        return changed;
    }

    private async Task<Result<AccountView>> SetRoleAsync(string userId, Role role, bool isGiven, DateTimeOffset now, CancellationToken cancellation)
    {
        var mailId = ids.New();
        return (await ExecuteAsync(userId, (view, profile) => SetRole(view, profile, role, isGiven, mailId, now), cancellation)).Map(AccountView.Of);
    }

    private static Result<ProfileDocument> SetRole(PartitionView view, ProfileDocument profile, Role role, bool isGiven, string mailId, DateTimeOffset now)
    {
        if (profile.RoleSet.Has(role) == isGiven)
        {
            return profile;
        }

        var changed = profile with { Roles = (isGiven ? profile.RoleSet.With(role) : profile.RoleSet.Without(role)).ToNames() };
        view.Set(changed);
        view.Audit(AuditEntry.OfUser(AuditStreams.Administration, isGiven ? AuditActions.RoleGranted : AuditActions.RoleRevoked, profile.UserId)
            .Changed("roles", string.Join(' ', profile.Roles), string.Join(' ', changed.Roles)));
        if (isGiven)
        {
            view.Note(new ActivityEvent(now, ActivityKind.RoleGiven));
        }

        if (view.Find<StaffInvitationDocument>(StaffInvitationDocument.DocumentId) is null) // the invitation's mail names the role
        {
            view.SendMail(RolesChangedMail.Of(mailId, profile.UserId, role, isGiven, changed.Roles, now));
        }

        return changed;
    }

    private static Result<ProfileDocument> Change(
        PartitionView view, ProfileDocument profile, Func<ProfileDocument, Result<ProfileDocument>> change, Func<ProfileDocument, ProfileDocument, AuditEntry> describe)
    {
        var changed = change(profile);
        if (changed.IsSuccess && changed.Value != profile)
        {
            view.Set(changed.Value);
            view.Audit(describe(profile, changed.Value));
        }

        return changed;
    }
}
