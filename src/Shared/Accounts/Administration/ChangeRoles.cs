using CryptoVault.Accounts.Access;
using CryptoVault.Audit;
using CryptoVault.Results;
using Microsoft.Extensions.Logging;

namespace CryptoVault.Accounts.Administration;

/// <summary>An administrator cannot give up the own administration; another one has to take it.</summary>
public sealed record OwnAdminRole()
    : ConflictError("OWN_ADMIN_ROLE", "You cannot take the admin role from yourself. Another administrator has to.");

/// <summary>Gives roles and takes them. Effective on the user's very next request.</summary>
public sealed class ChangeRoles(ChangeAccount changeAccount, ILogger<ChangeRoles> logger)
{
    /// <summary>Gives a role; giving it again changes nothing.</summary>
    public Task<Result<AccountView>> GrantAsync(Caller admin, string userId, Role role, CancellationToken cancellation = default) =>
        ChangeAsync(admin, userId, role, "given", profile => WithRoles(profile, profile.RoleSet.With(role)), cancellation);

    /// <summary>Takes a role; taking it again changes nothing.</summary>
    public Task<Result<AccountView>> RevokeAsync(Caller admin, string userId, Role role, CancellationToken cancellation = default) =>
        admin.UserId == userId && role == Role.Admin
            ? Task.FromResult<Result<AccountView>>(new OwnAdminRole())
            : ChangeAsync(admin, userId, role, "taken", profile => WithRoles(profile, profile.RoleSet.Without(role)), cancellation);

    private async Task<Result<AccountView>> ChangeAsync(
        Caller admin, string userId, Role role, string what, Func<ProfileDocument, Result<ProfileDocument>> change, CancellationToken cancellation)
    {
        var changed = await changeAccount.ExecuteAsync(userId, change, (before, after) => Describe(userId, role, before, after), cancellation);
        if (changed.IsSuccess)
        {
            logger.LogInformation("Security: the role {Role} of user {UserId} was {What} by {Admin}.", RoleNames.Of(role), userId, what, admin.UserId);
        }

        return changed;
    }

    private static AuditEntry Describe(string userId, Role role, ProfileDocument before, ProfileDocument after) =>
        AuditEntry.OfUser(AuditStreams.Administration, after.RoleSet.Has(role) ? AuditActions.RoleGranted : AuditActions.RoleRevoked, userId)
            .Changed("roles", string.Join(' ', before.Roles), string.Join(' ', after.Roles));

    private static Result<ProfileDocument> WithRoles(ProfileDocument profile, RoleSet roles) =>
        roles == profile.RoleSet ? profile : profile with { Roles = roles.ToNames() };
}
