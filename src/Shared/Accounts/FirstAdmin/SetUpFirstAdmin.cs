using CryptoVault.Accounts.Passwords;
using CryptoVault.Accounts.Registration;
using CryptoVault.Audit;
using CryptoVault.Ids;
using CryptoVault.Results;
using CryptoVault.Storage;
using Microsoft.Extensions.Logging;

namespace CryptoVault.Accounts.FirstAdmin;

/// <summary>A wish to become the first administrator.</summary>
/// <param name="Code">The set-up code.</param>
/// <param name="Email">The address as typed.</param>
/// <param name="Password">The password as typed.</param>
public sealed record SetUpCommand(string Code, string Email, string Password)
{
    /// <summary>Says nothing of code and password.</summary>
    public override string ToString() => "Set up the first administrator";
}

/// <summary>The code is wrong or too old.</summary>
public sealed record InvalidSetupCode()
    : ForbiddenError("INVALID_SETUP_CODE", "The set-up code is wrong or has expired. The operator finds the present one on the console or in its file.");

/// <summary>A claim of the administrator's role.</summary>
/// <param name="UserId">The user id that it is for.</param>
/// <param name="EffectiveAt">When it takes effect; null for at once.</param>
internal sealed record AdminClaim(string UserId, DateTimeOffset? EffectiveAt);

/// <summary>There is an administrator, or somebody is just becoming it.</summary>
public sealed record SetupClosed()
    : ConflictError("SETUP_CLOSED", "The first administrator exists. Administrators invite further ones.");

/// <summary>
/// Makes the first administrator, once. The claim is one commit, so of two who call at once one is refused; a claim
/// that broke off (a crash) is taken up by the same code and address; when the account stands, it closes for ever. A
/// break-glass code makes an account without roles, which becomes administrator later (<see cref="BreakGlassAdmin"/>).
/// </summary>
public sealed class SetUpFirstAdmin(
    Partitions partitions, AccountPartitions places, ProvisionAccount provision, PasswordRules rules, PasswordHashing hashing,
    ISetupCodePlace codePlace, BreakGlassAdmin breakGlass, IIds ids, TimeProvider clock, ILogger<SetUpFirstAdmin> logger)
{
    /// <summary>Makes the administrator.</summary>
    public async Task<Result<AccountView>> ExecuteAsync(SetUpCommand command, CancellationToken cancellation = default)
    {
        if (!EmailAddress.TryParse(command.Email, out var email))
        {
            return AccountFields.InvalidEmail();
        }

        if (rules.Refuse(command.Password, email) is { } weak)
        {
            return new ValidationFailed(weak);
        }

        var hash = await hashing.HashAsync(command.Password, cancellation);
        if (!hash.IsSuccess)
        {
            return hash.Error;
        }

        var now = clock.GetUtcNow();
        var newUserId = ids.New();
        var claimed = await partitions.DecideAsync(
            AdminSetupDocument.Partition, view => Claim(view, command.Code, places.OfEmail(email).Value, newUserId, now), cancellation);
        if (!claimed.IsSuccess)
        {
            logger.LogWarning("Security: a set-up of the first administrator was refused: {Code}.", claimed.Error.Code);
            await partitions.DecideAsync(AuditLog.Place, view => Refuse(view, claimed.Error), CancellationToken.None);
            return claimed.Error;
        }

        if (claimed.Value.EffectiveAt is { } effectiveAt)
        {
            return await breakGlass.ProvisionAsync(new NewAccount(email, hash.Value, "", RoleSet.None, now), claimed.Value.UserId, effectiveAt);
        }

        var account = await provision.ExecuteAsync(new NewAccount(email, hash.Value, "", RoleSet.Of(Role.Admin), now), claimed.Value.UserId, CancellationToken.None);
        await partitions.DecideAsync(
            AdminSetupDocument.Partition, view => Settle(view, claimed.Value.UserId, account.IsSuccess, account.Error is EmailTaken, now), CancellationToken.None);
        if (account.IsSuccess)
        {
            codePlace.Remove();
            logger.LogWarning("Security: the first administrator is user {UserId}; the set-up is closed for ever.", account.Value.UserId);
        }

        return account;
    }

    private static Result<Unit> Refuse(PartitionView view, Error why)
    {
        view.Audit(new AuditEntry(AuditStreams.Administration, AuditActions.AdminSetupRefused, "admin-setup").With("problem", why.Code));
        return Unit.Value;
    }

    private Result<AdminClaim> Claim(PartitionView view, string code, string claimant, string newUserId, DateTimeOffset now)
    {
        var setup = view.Find<AdminSetupDocument>(AdminSetupDocument.DocumentId);
        if (setup is null)
        {
            return new InvalidSetupCode();
        }

        if (setup.State == AdminSetupState.Closed)
        {
            return breakGlass.Claim(view, setup, code, claimant, newUserId, now);
        }

        if (now >= setup.ExpiresAt || !SetupCode.Matches(code, setup.CodeHash))
        {
            return new InvalidSetupCode();
        }

        if (setup.State == AdminSetupState.Claimed)
        {
            return setup.ClaimedBy == claimant ? new AdminClaim(setup.UserId!, null) : new SetupClosed();
        }

        view.Set(setup with { State = AdminSetupState.Claimed, ClaimedBy = claimant, UserId = newUserId });
        view.Audit(AuditEntry.OfUser(AuditStreams.Administration, AuditActions.AdminSetupClaimed, newUserId));
        return new AdminClaim(newUserId, null);
    }

    /// <summary>Closes when the account stands; opens again when the address belongs to somebody else; else leaves the claim to be taken up.</summary>
    private static Result<Unit> Settle(PartitionView view, string userId, bool done, bool taken, DateTimeOffset now)
    {
        var setup = view.Find<AdminSetupDocument>(AdminSetupDocument.DocumentId);
        if (setup is not { State: AdminSetupState.Claimed } || setup.UserId != userId)
        {
            return Unit.Value;
        }

        if (done)
        {
            view.Set(setup with { State = AdminSetupState.Closed, CodeHash = "", ClosedAt = now });
            view.Audit(AuditEntry.OfUser(AuditStreams.Administration, AuditActions.AdminSetupClosed, userId));
        }
        else if (taken)
        {
            view.Set(setup with { State = AdminSetupState.Open, ClaimedBy = null, UserId = null });
        }

        return Unit.Value;
    }
}
