using CryptoVault.Accounts.Access;
using CryptoVault.Accounts.Administration;
using CryptoVault.Accounts.Passwords;
using CryptoVault.Accounts.Registration;
using CryptoVault.Audit;
using CryptoVault.Ids;
using CryptoVault.Mail;
using CryptoVault.Results;
using CryptoVault.Security;
using CryptoVault.Storage;
using Microsoft.Extensions.Logging;

namespace CryptoVault.Accounts.Invitations;

/// <summary>The address was written to too often within the hour.</summary>
public sealed record InvitationTooSoon : Error
{
    /// <summary>Creates the error.</summary>
    public InvitationTooSoon()
        : base(ErrorKind.TooManyRequests, "INVITATION_TOO_SOON", "This address was written to too often of late. Invite again in an hour.") => RetryAfter = TimeSpan.FromHours(1);
}

/// <summary>What came of an invitation.</summary>
/// <param name="Grant">The account, and the request that another administrator has to approve, if any.</param>
/// <param name="ExpiresAt">Until when the link in the mail works; null when there is none: the address has an account whose owner set its password.</param>
public sealed record StaffInvitation(RoleGrant Grant, DateTimeOffset? ExpiresAt);

/// <summary>
/// Invites somebody to the staff by mail. The account is made with a password that nobody knows; a link that works once lets its
/// owner set one. The role comes the way of every role: a privileged one takes a second administrator. Inviting again sends
/// another mail, whose link replaces the one before.
/// </summary>
public sealed class InviteStaff(
    Partitions partitions, EmailDirectory emails, ChangeRoles changeRoles, PasswordHashing hashing, IRandomness randomness, MailTokens mailTokens, IAccessSignals signals,
    IIds ids, TimeProvider clock, AccountOptions options, ILogger<InviteStaff> logger)
{
    private const int UnknownPasswordBytes = 32;

    /// <summary>Invites.</summary>
    public async Task<Result<StaffInvitation>> ExecuteAsync(Caller admin, string emailText, Role role, CancellationToken cancellation = default)
    {
        if (!EmailAddress.TryParse(emailText, out var email))
        {
            return AccountFields.InvalidEmail();
        }

        if (!RoleSet.Of(role).IsStaff)
        {
            return new ValidationFailed(new FieldError("/role", "NOT_A_STAFF_ROLE", "Customers register themselves; invitations are for staff.", RoleNames.Of(role)));
        }

        var known = await emails.FindAsync(email, cancellation);
        var possible = known.IsSuccess ? await changeRoles.CheckAsync(admin, known.Value, role, cancellation) : known.Error;
        if (!possible.IsSuccess)
        {
            return possible.Error; // before an account is made that would have no role
        }

        var now = clock.GetUtcNow();
        var hash = await hashing.HashAsync(UnknownPassword(), cancellation);
        if (!hash.IsSuccess)
        {
            return hash.Error;
        }

        var claim = await emails.ClaimAsync(email, ids.New(), now, cancellation);
        if (!claim.IsSuccess)
        {
            return claim.Error;
        }

        if (!claim.Value.MayMail)
        {
            return new InvitationTooSoon();
        }

        var userId = claim.Value.UserId!;
        var waiting = new StaffInvitationDocument(RoleNames.Of(role), admin.UserId, "", now);
        var place = AccountPartitions.OfUser(userId);
        var isInvited = await partitions.DecideAsync(place, view => Open(view, userId, email, hash.Value, waiting, now), CancellationToken.None);
        signals.Changed(userId);
        if (!isInvited.IsSuccess)
        {
            return isInvited.Error;
        }

        var grant = await changeRoles.GrantAsync(admin, userId, role, CancellationToken.None);
        if (!grant.IsSuccess || !isInvited.Value)
        {
            return grant.Map(given => new StaffInvitation(given, null));
        }

        var invited = await MailAsync(place, userId, waiting, grant.Value.Pending is not null, now);
        return invited.Map(until => new StaffInvitation(grant.Value, until));
    }

    private string UnknownPassword()
    {
        Span<byte> bytes = stackalloc byte[UnknownPasswordBytes];
        randomness.Fill(bytes);
        return Convert.ToHexString(bytes);
    }

    /// <summary>
    /// Makes the account. One that was registered and never verified is taken over: who registered it did not prove the address,
    /// so password and sessions are void.
    /// </summary>
    /// <returns>False when the address has an account whose owner needs no invitation.</returns>
    private static Result<bool> Open(
        PartitionView view, string userId, EmailAddress email, string hash, StaffInvitationDocument waiting, DateTimeOffset now)
    {
        var profile = view.Find<ProfileDocument>(ProfileDocument.DocumentId);
        var before = view.Find<StaffInvitationDocument>(StaffInvitationDocument.DocumentId);
        view.Find<CredentialsDocument>(CredentialsDocument.DocumentId);
        view.Find<EmailVerificationDocument>(EmailVerificationDocument.DocumentId);
        if (before is not null || profile is { IsVerified: true })
        {
            return before is not null;
        }

        view.Put(profile is null
            ? new ProfileDocument(userId, email.Value, "", [], now) { EmailVerifiedAt = now }
            : (profile with { EmailVerifiedAt = now }).WithSessionsEnded(now, keptSessionId: null));
        view.Put(new CredentialsDocument(hash, now));
        view.Remove<EmailVerificationDocument>(EmailVerificationDocument.DocumentId);
        view.Put(waiting);
        return true;
    }

    /// <summary>Sends a link that replaces the one before.</summary>
    /// <returns>Until when it works; null, and no link, when the invitation was accepted meanwhile.</returns>
    private async Task<Result<DateTimeOffset?>> MailAsync(PartitionKey place, string userId, StaffInvitationDocument waiting, bool isPending, DateTimeOffset now)
    {
        var token = mailTokens.Create(StaffInvitationDocument.Purpose, userId, ids.New());
        var until = now + options.InvitationLifetime;
        var mail = new MailOrder(ids.New(), userId, StaffInvitationMail.TemplateName, now)
        {
            Token = token.Seed,
            Values = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["role"] = waiting.Role, ["until"] = $"{until:yyyy-MM-dd HH:mm}", ["pending"] = isPending ? "1" : "",
            },
        };
        var sent = await partitions.DecideAsync<DateTimeOffset?>(
            place,
            view =>
            {
                if (view.Find<StaffInvitationDocument>(StaffInvitationDocument.DocumentId) is null)
                {
                    return Result<DateTimeOffset?>.Success(null);
                }

                view.Set(waiting with { TokenHash = token.Hash, ExpiresAt = until });
                view.SendMail(mail);
                view.Audit(AuditEntry.OfUser(AuditStreams.Administration, AuditActions.StaffInvited, userId).With("role", waiting.Role));
                return until;
            },
            CancellationToken.None);
        if (sent is { IsSuccess: true, Value: not null })
        {
            logger.LogInformation("Security: user {UserId} was invited as {Role} by {Admin}.", userId, waiting.Role, waiting.InvitedBy);
        }

        return sent;
    }
}
