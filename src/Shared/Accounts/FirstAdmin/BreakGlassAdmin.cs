using CryptoVault.Accounts.Administration;
using CryptoVault.Accounts.FourEyes;
using CryptoVault.Accounts.Registration;
using CryptoVault.Audit;
using CryptoVault.Ids;
using CryptoVault.Mail;
using CryptoVault.Results;
using CryptoVault.Storage;
using Microsoft.Extensions.Logging;

namespace CryptoVault.Accounts.FirstAdmin;

/// <summary>Nobody is becoming administrator by break-glass.</summary>
public sealed record NoBreakGlass() : NotFoundError("NO_BREAK_GLASS", "Nobody is becoming administrator by a break-glass code.");

/// <summary>
/// The way back when all administrators are lost: with a code that the operator had issued by configuration, a new account
/// becomes administrator after a delay. Everybody with a role hears of it at once, and any administrator left can stop it.
/// </summary>
public sealed class BreakGlassAdmin(
    Partitions partitions, ProvisionAccount provision, ChangeAccount changeAccount, ISetupCodePlace codePlace, IIds ids, TimeProvider clock, AccountOptions options,
    ILogger<BreakGlassAdmin> logger)
{
    /// <summary>Gives the role to whose time has come. Called when the app starts, and from time to time.</summary>
    public async Task<Result<Unit>> ApplyAsync(CancellationToken cancellation = default)
    {
        var now = clock.GetUtcNow();
        var due = await partitions.DecideAsync(
            AdminSetupDocument.Partition,
            view => Result<PendingAdmin?>.Success(view.Find<AdminSetupDocument>(AdminSetupDocument.DocumentId)?.Pending is { } pending && now >= pending.EffectiveAt ? pending : null),
            cancellation);
        if (!due.IsSuccess || due.Value is not { } admin)
        {
            return due.Map(_ => Unit.Value);
        }

        var given = await changeAccount.GiveRoleAsync(admin.UserId, Role.Admin, now, CancellationToken.None);
        if (!given.IsSuccess)
        {
            return given.Error;
        }

        await partitions.DecideAsync<Unit>(
            StaffDocument.Partition,
            view =>
            {
                view.Put(StaffDocument.In(view).With(admin.UserId, RoleSet.OfNames(given.Value.Roles)));
                return Unit.Value;
            },
            CancellationToken.None);
        logger.LogWarning("Security: user {UserId} is administrator now, by break-glass.", admin.UserId);
        return await ForgetAsync(admin.UserId);
    }

    /// <summary>Stops it.</summary>
    public async Task<Result<Unit>> CancelAsync(string by, CancellationToken cancellation = default)
    {
        var stopped = await partitions.DecideAsync<Unit>(
            AdminSetupDocument.Partition,
            view =>
            {
                if (view.Find<AdminSetupDocument>(AdminSetupDocument.DocumentId) is not { Pending: not null } setup)
                {
                    return new NoBreakGlass();
                }

                view.Set(setup with { Pending = null });
                view.Audit(AuditEntry.OfUser(AuditStreams.Administration, AuditActions.BreakGlassStopped, setup.Pending.UserId));
                return Unit.Value;
            },
            cancellation);
        if (stopped.IsSuccess)
        {
            logger.LogWarning("Security: the break-glass administrator was stopped by {By}.", by);
        }

        return stopped;
    }

    /// <summary>Claims the role, within a decision on the set-up.</summary>
    internal Result<AdminClaim> Claim(PartitionView view, AdminSetupDocument setup, string code, string claimant, string newUserId, DateTimeOffset now)
    {
        if (setup.Pending is { } pending)
        {
            return pending.ClaimedBy == claimant && now < pending.EffectiveAt ? new AdminClaim(pending.UserId, pending.EffectiveAt) : new SetupClosed();
        }

        if (setup.BreakGlass is not { } issued)
        {
            return new SetupClosed();
        }

        if (now >= issued.ExpiresAt || !SetupCode.Matches(code, issued.CodeHash))
        {
            return new InvalidSetupCode();
        }

        var effectiveAt = now + options.BreakGlassDelay;
        view.Set(setup with { BreakGlass = null, Pending = new PendingAdmin(newUserId, claimant, effectiveAt) });
        view.Audit(AuditEntry.OfUser(AuditStreams.Administration, AuditActions.BreakGlassUsed, newUserId).With("effectiveAt", StoredTime.Format(effectiveAt)));
        return new AdminClaim(newUserId, effectiveAt);
    }

    /// <summary>Makes the account, without roles, and tells the staff.</summary>
    internal async Task<Result<AccountView>> ProvisionAsync(NewAccount account, string userId, DateTimeOffset effectiveAt)
    {
        var made = await provision.ExecuteAsync(account, userId, CancellationToken.None);
        if (!made.IsSuccess)
        {
            await ForgetAsync(userId); // the address belongs to somebody; the operator has to have a new code issued
            return made;
        }

        codePlace.Remove();
        logger.LogWarning("Security: user {UserId} becomes administrator by break-glass at {EffectiveAt:O}.", userId, effectiveAt);
        var staff = await partitions.DecideAsync(StaffDocument.Partition, view => Result<StaffDocument>.Success(StaffDocument.In(view)));
        foreach (var member in staff.IsSuccess ? staff.Value.Members : [])
        {
            await TellAsync(member.UserId, effectiveAt);
        }

        return made;
    }

    private Task<Result<Unit>> TellAsync(string userId, DateTimeOffset effectiveAt)
    {
        var mail = new MailOrder(ids.New(), userId, BreakGlassMail.TemplateName, clock.GetUtcNow())
        {
            Values = new Dictionary<string, string> { ["at"] = $"{effectiveAt:yyyy-MM-dd HH:mm}" },
        };
        return partitions.DecideAsync<Unit>(
            AccountPartitions.OfUser(userId),
            view =>
            {
                view.SendMail(mail);
                return Unit.Value;
            });
    }

    private Task<Result<Unit>> ForgetAsync(string userId) => partitions.DecideAsync<Unit>(
        AdminSetupDocument.Partition,
        view =>
        {
            if (view.Find<AdminSetupDocument>(AdminSetupDocument.DocumentId) is { } setup && setup.Pending?.UserId == userId)
            {
                view.Set(setup with { Pending = null });
            }

            return Unit.Value;
        },
        CancellationToken.None);
}

/// <summary>Tells everybody with a role that somebody becomes administrator by break-glass.</summary>
internal sealed class BreakGlassMail : IMailTemplate
{
    public const string TemplateName = "break-glass";

    public string Name => TemplateName;

    public MailText Compose(MailContent content) => new(
        "Break-glass: a new administrator",
        $"""
        The operator had a break-glass code issued, and somebody used it: a new account becomes
        administrator at {content.Values.GetValueOrDefault("at", "a later time")} (UTC).

        If nobody of you wanted this, have an administrator stop it before
        (DELETE /api/v1/admin/setup/break-glass), and look at who can change the configuration.

        """);
}
