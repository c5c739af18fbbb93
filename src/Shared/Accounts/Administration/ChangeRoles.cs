using CryptoVault.Accounts.Access;
using CryptoVault.Accounts.FourEyes;
using CryptoVault.Audit;
using CryptoVault.Ids;
using CryptoVault.Results;
using CryptoVault.Storage;
using Microsoft.Extensions.Logging;

namespace CryptoVault.Accounts.Administration;

/// <summary>An administrator cannot give up the own administration; another one has to take it.</summary>
public sealed record OwnAdminRole()
    : ConflictError("OWN_ADMIN_ROLE", "You cannot take the admin role from yourself. Another administrator has to.");

/// <summary>What came of a wish to give a role.</summary>
/// <param name="Account">The account as it is now.</param>
/// <param name="Pending">The request that another administrator has to approve; null when the role is given.</param>
public sealed record RoleGrant(AccountView Account, FourEyesRequest? Pending);

/// <summary>
/// Gives roles and takes them, effective on the user's very next request. A privileged role (compliance, treasury, admin) takes
/// two administrators: this one asks, another approves. While there is one administrator only, it may make one other user the
/// second, alone, once.
/// </summary>
public sealed class ChangeRoles(
    Partitions partitions, FindAccounts find, ChangeAccount changeAccount, IIds ids, TimeProvider clock, AccountOptions options, ILogger<ChangeRoles> logger)
{
    private static readonly RoleSet Privileged = RoleSet.Of(Role.ComplianceReviewer, Role.ComplianceOfficer, Role.Treasury, Role.Admin);

    /// <summary>Gives a role, or asks for it; giving it again changes nothing.</summary>
    public async Task<Result<RoleGrant>> GrantAsync(Caller admin, string userId, Role role, CancellationToken cancellation = default)
    {
        var account = await find.ByIdAsync(userId, cancellation);
        if (!account.IsSuccess)
        {
            return account.Error;
        }

        if (account.Value.Roles.Contains(RoleNames.Of(role)))
        {
            return new RoleGrant(account.Value, null);
        }

        var now = clock.GetUtcNow();
        if (Privileged.Has(role))
        {
            var request = new FourEyesRequest(ids.New(), FourEyesKind.RoleGrant, userId, RoleNames.Of(role), admin.UserId, now, now + options.FourEyesLifetime, []);
            var asked = await partitions.DecideAsync(StaffDocument.Partition, view => Ask(view, admin, request, role, now), cancellation);
            if (!asked.IsSuccess)
            {
                return asked.Error;
            }

            if (asked.Value is { } pending)
            {
                logger.LogInformation("Security: the role {Role} for user {UserId} was asked for by {Admin}.", request.Role, userId, admin.UserId);
                return new RoleGrant(account.Value, pending);
            }
        }

        var given = await changeAccount.GiveRoleAsync(userId, role, now, CancellationToken.None);
        if (!given.IsSuccess)
        {
            return given.Error;
        }

        await RegisterAsync(userId, given.Value);
        logger.LogInformation("Security: the role {Role} of user {UserId} was given by {Admin}.", RoleNames.Of(role), userId, admin.UserId);
        return new RoleGrant(given.Value, null);
    }

    /// <summary>Says whether the role can be given, or asked for, before there is an account.</summary>
    /// <param name="admin">Who would give it.</param>
    /// <param name="userId">Whose it would be; null for somebody without an account.</param>
    /// <param name="role">The role.</param>
    /// <param name="cancellation">Ends the look.</param>
    /// <returns>Nothing, or <see cref="SecondPersonMissing"/>.</returns>
    internal Task<Result<Unit>> CheckAsync(Caller admin, string? userId, Role role, CancellationToken cancellation) => partitions.DecideAsync<Unit>(
        StaffDocument.Partition,
        view => LacksSecondPerson(StaffDocument.In(view).With(admin.UserId, admin.Roles), admin, userId, role) ? new SecondPersonMissing() : Unit.Value,
        cancellation);

    /// <summary>Takes a role; taking it again changes nothing.</summary>
    public async Task<Result<AccountView>> RevokeAsync(Caller admin, string userId, Role role, CancellationToken cancellation = default)
    {
        if (admin.UserId == userId && role == Role.Admin)
        {
            return new OwnAdminRole();
        }

        var taken = await changeAccount.TakeRoleAsync(userId, role, clock.GetUtcNow(), cancellation);
        if (taken.IsSuccess)
        {
            await RegisterAsync(userId, taken.Value);
            logger.LogInformation("Security: the role {Role} of user {UserId} was taken by {Admin}.", RoleNames.Of(role), userId, admin.UserId);
        }

        return taken;
    }

    /// <summary>The request; null when the role may be given by this administrator alone.</summary>
    private static Result<FourEyesRequest?> Ask(PartitionView view, Caller admin, FourEyesRequest request, Role role, DateTimeOffset now)
    {
        var staff = StaffDocument.In(view).With(admin.UserId, admin.Roles);
        if (LacksSecondPerson(staff, admin, request.UserId, role))
        {
            return new SecondPersonMissing();
        }

        if (IsAlone(staff, admin))
        {
            view.Put(staff with { InvitedAlone = request.UserId });
            return Result<FourEyesRequest?>.Success(null);
        }

        var waiting = staff.Requests.Where(one => now < one.ExpiresAt).ToArray();
        if (waiting.FirstOrDefault(one => (one.UserId, one.Role) == (request.UserId, request.Role)) is { } known)
        {
            return known;
        }

        view.Put((staff with { Requests = waiting }).With(request));
        view.Audit(AuditEntry.OfUser(AuditStreams.Administration, AuditActions.RoleAsked, request.UserId).With("role", RoleNames.Of(role)).With("request", request.RequestId));
        return request;
    }

    /// <summary>True when the role takes a second administrator, and there is none but the one whom this administrator may make.</summary>
    private static bool LacksSecondPerson(StaffDocument staff, Caller admin, string? userId, Role role) =>
        Privileged.Has(role) && IsAlone(staff, admin) && (role != Role.Admin || (staff.InvitedAlone is { } invited && invited != userId));

    private static bool IsAlone(StaffDocument staff, Caller admin) => !staff.Admins.Any(other => other != admin.UserId);

    private Task<Result<Unit>> RegisterAsync(string userId, AccountView account) => partitions.DecideAsync<Unit>(
        StaffDocument.Partition,
        view =>
        {
            view.Put(StaffDocument.In(view).With(userId, RoleSet.OfNames(account.Roles)));
            return Unit.Value;
        },
        CancellationToken.None);
}
