using CryptoVault.Accounts.Access;
using CryptoVault.Accounts.Activity;
using CryptoVault.Accounts.Freezing;
using CryptoVault.Accounts.Registration;
using CryptoVault.Ids;
using CryptoVault.Mail;
using CryptoVault.Results;
using CryptoVault.Storage;
using Microsoft.Extensions.Logging;

namespace CryptoVault.Accounts.EmailChanges;

/// <summary>How far a change of the address is.</summary>
public enum EmailChangeState
{
    /// <summary>The other side has not said yes.</summary>
    WaitsForOtherSide,
    /// <summary>The account has the new address.</summary>
    Done,
}

/// <summary>
/// One side's yes to a change of the address. With the second one the new address is given to the account (one commit at
/// the address), the account changed (one at the user), and the old address set free (one there). What a crash leaves
/// is taken up when the last token is sent again: it is good until the account has changed.
/// </summary>
public sealed class ConfirmEmailChange(
    Partitions partitions, EmailDirectory emails, MailTokens mailTokens, IAccessSignals signals, IIds ids, TimeProvider clock, AccountOptions options,
    ILogger<ConfirmEmailChange> logger)
{
    /// <summary>Says yes.</summary>
    public async Task<Result<EmailChangeState>> ExecuteAsync(string token, CancellationToken cancellation = default)
    {
        if (MailTokens.SubjectOf(token) is not { } userId)
        {
            return new MailTokenInvalid();
        }

        var now = clock.GetUtcNow();
        var place = AccountPartitions.OfUser(userId);
        var agreed = await partitions.DecideAsync(place, view => Agree(view, token, now), cancellation);
        if (!agreed.IsSuccess)
        {
            return agreed.Error;
        }

        if (agreed.Value is not { } change)
        {
            return EmailChangeState.WaitsForOtherSide;
        }

        var claim = await emails.ClaimAsync(EmailAddress.OfKnown(change.NewEmail.Value), userId, now, CancellationToken.None);
        if (!claim.IsSuccess)
        {
            return claim.Error;
        }

        if (claim.Value.UserId != userId)
        {
            return new EmailTaken(); // somebody registered it meanwhile
        }

        var freeze = mailTokens.Create(FreezeLinksDocument.Purpose, userId, ids.New());
        var mailId = ids.New();
        var changed = await partitions.DecideAsync(place, view => Change(view, change, freeze, mailId, now), CancellationToken.None);
        signals.Changed(userId);
        if (!changed.IsSuccess)
        {
            return changed.Error;
        }

        await emails.ReleaseAsync(EmailAddress.OfKnown(changed.Value), userId, CancellationToken.None);
        logger.LogInformation("Security: the address of user {UserId} was changed.", userId);
        return EmailChangeState.Done;
    }

    /// <summary>The change, when with this token both sides have said yes; null when one is missing.</summary>
    private static Result<EmailChange?> Agree(PartitionView view, string token, DateTimeOffset now)
    {
        var profile = view.Find<ProfileDocument>(ProfileDocument.DocumentId);
        if (profile?.EmailChange is not { } change || now >= change.ExpiresAt || profile.Status != AccountStatus.Active)
        {
            return new MailTokenInvalid();
        }

        var isOldSide = change.OldSideHash.Length > 0 && MailTokens.Matches(token, change.OldSideHash);
        var isNewSide = change.NewSideHash.Length > 0 && MailTokens.Matches(token, change.NewSideHash);
        if (!isOldSide && !isNewSide)
        {
            return new MailTokenInvalid();
        }

        var agreed = isOldSide ? change with { OldSideHash = "" } : change with { NewSideHash = "" };
        if (agreed.IsConfirmed)
        {
            return change; // its last token stays good until the account has changed
        }

        view.Set(profile with { EmailChange = agreed });
        return Result<EmailChange?>.Success(null);
    }

    /// <summary>The address that the account had.</summary>
    private Result<string> Change(PartitionView view, EmailChange change, MailToken freeze, string mailId, DateTimeOffset now)
    {
        var profile = view.Find<ProfileDocument>(ProfileDocument.DocumentId);
        if (profile is null || profile.EmailChange != change)
        {
            return new MailTokenInvalid();
        }

        var blockedUntil = now + options.ResetBlocksWithdrawals;
        view.Set((profile with { Email = change.NewEmail, PreviousEmail = profile.Email, EmailChange = null, EmailVerifiedAt = now })
            .WithSessionsEnded(now, change.SessionId).WithWithdrawalsBlocked(blockedUntil));
        FreezeLinksDocument.Add(view, new FreezeLink(freeze.Hash, now, now + options.FreezeLinkLifetime));
        view.Note(new ActivityEvent(now, ActivityKind.EmailChanged));
        view.SendMail(new MailOrder(mailId, profile.UserId, EmailChangeMails.Changed, now)
        {
            Token = freeze.Seed,
            Recipient = MailRecipient.PreviousAddress,
            Values = new Dictionary<string, string> { ["until"] = $"{blockedUntil:yyyy-MM-dd HH:mm}" },
        });
        return profile.Email.Value;
    }
}
