using CryptoVault.Accounts.Access;
using CryptoVault.Accounts.Activity;
using CryptoVault.Accounts.Passwords;
using CryptoVault.Accounts.Registration;
using CryptoVault.Accounts.SecondFactors;
using CryptoVault.Ids;
using CryptoVault.Mail;
using CryptoVault.Results;
using CryptoVault.Storage;
using Microsoft.Extensions.Logging;

namespace CryptoVault.Accounts.EmailChanges;

/// <summary>
/// Begins a change of the caller's address: both the present and the new one get a mail, and the change is made when
/// both said yes. An address that has an account is answered alike; its owner gets a mail, and the change never comes.
/// </summary>
public sealed class BeginEmailChange(
    Partitions partitions, EmailDirectory emails, CurrentPassword current, MailTokens mailTokens, IIds ids, TimeProvider clock, AccountOptions options,
    ILogger<BeginEmailChange> logger)
{
    /// <summary>The purpose of the tokens.</summary>
    public const string Purpose = "change-email";

    /// <summary>Begins.</summary>
    public async Task<Result<Unit>> ExecuteAsync(Caller caller, string newEmail, string password, CancellationToken cancellation = default)
    {
        if (!EmailAddress.TryParse(newEmail, out var email))
        {
            return AccountFields.InvalidEmail("/newEmail");
        }

        var proof = await current.CheckAsync(caller, password, cancellation);
        if (!proof.IsSuccess)
        {
            return proof.Error;
        }

        var now = clock.GetUtcNow();
        var claim = await emails.AskMailAsync(email, now, cancellation);
        if (!claim.IsSuccess)
        {
            return claim.Error;
        }

        var wish = new Wish(
            email, claim.Value, mailTokens.Create(Purpose, caller.UserId, ids.New()), mailTokens.Create(Purpose, caller.UserId, ids.New()), ids.New(), ids.New(), now);
        var begun = await partitions.DecideAsync(AccountPartitions.OfUser(caller.UserId), view => Begin(view, caller, proof.Value, wish), CancellationToken.None);
        if (!begun.IsSuccess)
        {
            return begun.Error;
        }

        if (!begun.Value)
        {
            return new WrongPassword();
        }

        logger.LogInformation("Security: user {UserId} asked for a change of the address.", caller.UserId);
        return claim.Value is { UserId: { } other, MayMail: true } && other != caller.UserId ? await TellAsync(other, now) : Unit.Value;
    }

    private async Task<Result<Unit>> TellAsync(string owner, DateTimeOffset now)
    {
        var mail = new MailOrder(ids.New(), owner, AccountMails.AccountExists, now);
        return await partitions.DecideAsync<Unit>(
            AccountPartitions.OfUser(owner),
            view =>
            {
                if (view.Find<ProfileDocument>(ProfileDocument.DocumentId) is { IsVerified: true })
                {
                    view.SendMail(mail);
                }

                return Unit.Value;
            },
            CancellationToken.None);
    }

    /// <summary>False when the password was wrong (which is counted, so it is no failure here).</summary>
    private Result<bool> Begin(PartitionView view, Caller caller, PasswordProof proof, Wish wish)
    {
        if (view.Find<ProfileDocument>(ProfileDocument.DocumentId) is not { } profile)
        {
            return new UserNotFound();
        }

        if (!proof.Accept(view, wish.At, options))
        {
            return false;
        }

        view.Set(profile with
        {
            EmailChange = new EmailChange(wish.Email.Value, wish.OldSide.Hash, wish.NewSide.Hash, wish.At + options.EmailChangeLifetime, caller.SessionId),
        });
        view.Note(new ActivityEvent(wish.At, ActivityKind.EmailChangeAsked));
        view.SendMail(new MailOrder(wish.OldMailId, caller.UserId, EmailChangeMails.OldSide, wish.At) { Token = wish.OldSide.Seed });
        if (wish.Claim is { UserId: null, MayMail: true })
        {
            view.SendMail(new MailOrder(wish.NewMailId, caller.UserId, EmailChangeMails.NewSide, wish.At) { Token = wish.NewSide.Seed, Recipient = MailRecipient.NewAddress });
        }

        return true;
    }

    private sealed record Wish(EmailAddress Email, EmailClaim Claim, MailToken OldSide, MailToken NewSide, string OldMailId, string NewMailId, DateTimeOffset At);
}
