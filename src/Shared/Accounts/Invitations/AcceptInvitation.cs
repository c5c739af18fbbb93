using CryptoVault.Accounts.Access;
using CryptoVault.Accounts.Activity;
using CryptoVault.Accounts.Passwords;
using CryptoVault.Accounts.Registration;
using CryptoVault.Audit;
using CryptoVault.Mail;
using CryptoVault.Results;
using CryptoVault.Storage;
using Microsoft.Extensions.Logging;

namespace CryptoVault.Accounts.Invitations;

/// <summary>Sets the first password of an account that was made by an invitation, by the token of its mail, which works once.</summary>
public sealed class AcceptInvitation(
    Partitions partitions, PasswordRules rules, PasswordHashing hashing, IAccessSignals signals, TimeProvider clock, ILogger<AcceptInvitation> logger)
{
    /// <summary>Sets it.</summary>
    public async Task<Result<Unit>> ExecuteAsync(string token, string password, CancellationToken cancellation = default)
    {
        if (MailTokens.SubjectOf(token) is not { } userId)
        {
            return new MailTokenInvalid();
        }

        var place = AccountPartitions.OfUser(userId);
        var owner = await partitions.DecideAsync(place, view => Find(view, token, clock.GetUtcNow()), cancellation);
        if (!owner.IsSuccess)
        {
            return owner.Error;
        }

        if (rules.Refuse(password, EmailAddress.OfKnown(owner.Value.Email.Value)) is { } weak)
        {
            return new ValidationFailed(weak);
        }

        var hash = await hashing.HashAsync(password, cancellation);
        if (!hash.IsSuccess)
        {
            return hash.Error;
        }

        var now = clock.GetUtcNow();
        var accepted = await partitions.DecideAsync(place, view => Accept(view, token, hash.Value, now), CancellationToken.None);
        signals.Changed(userId);
        if (accepted.IsSuccess)
        {
            logger.LogInformation("Security: user {UserId} accepted the invitation.", userId);
        }

        return accepted;
    }

    private static Result<ProfileDocument> Find(PartitionView view, string token, DateTimeOffset now)
    {
        var profile = view.Find<ProfileDocument>(ProfileDocument.DocumentId);
        var invitation = view.Find<StaffInvitationDocument>(StaffInvitationDocument.DocumentId);
        return profile is { Status: AccountStatus.Active } && invitation is { TokenHash.Length: > 0 } && now < invitation.ExpiresAt
            && MailTokens.Matches(token, invitation.TokenHash)
                ? profile
                : new MailTokenInvalid();
    }

    private static Result<Unit> Accept(PartitionView view, string token, string hash, DateTimeOffset now)
    {
        var found = Find(view, token, now);
        if (!found.IsSuccess)
        {
            return found.Error;
        }

        view.Find<CredentialsDocument>(CredentialsDocument.DocumentId);
        view.Put(new CredentialsDocument(hash, now));
        view.Set(found.Value.WithSessionsEnded(now, keptSessionId: null));
        view.Remove<StaffInvitationDocument>(StaffInvitationDocument.DocumentId);
        view.Note(new ActivityEvent(now, ActivityKind.PasswordReset));
        view.Audit(AuditEntry.OfUser(AuditStreams.Administration, AuditActions.InvitationAccepted, found.Value.UserId));
        return Unit.Value;
    }
}
