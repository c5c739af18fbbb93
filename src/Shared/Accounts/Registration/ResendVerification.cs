using CryptoVault.Accounts.Passwords;
using CryptoVault.Ids;
using CryptoVault.Mail;
using CryptoVault.Results;
using CryptoVault.Storage;

namespace CryptoVault.Accounts.Registration;

/// <summary>
/// Sends the verification mail again, with a new token in place of the old one. Answers alike, after one commit at the
/// address and one at a user, whether there is an account, or one that needs it, or none.
/// </summary>
public sealed class ResendVerification(
    Partitions partitions, AccountPartitions places, EmailDirectory emails, MailTokens mailTokens, IIds ids, TimeProvider clock, AccountOptions options)
{
    /// <summary>Sends it.</summary>
    public async Task<Result<Unit>> ExecuteAsync(string emailText, CancellationToken cancellation = default)
    {
        if (!EmailAddress.TryParse(emailText, out var email))
        {
            return AccountFields.InvalidEmail();
        }

        var now = clock.GetUtcNow();
        var claim = await emails.AskMailAsync(email, now, cancellation);
        if (!claim.IsSuccess)
        {
            return claim.Error;
        }

        var userId = claim.Value.UserId ?? ForgotPassword.Nobody(places.OfEmail(email));
        var token = mailTokens.Create(EmailVerificationDocument.Purpose, userId, ids.New());
        var mailId = ids.New();
        return await partitions.DecideAsync(AccountPartitions.OfUser(userId), view => Resend(view, userId, token, claim.Value.MayMail ? mailId : null, now), CancellationToken.None);
    }

    private Result<Unit> Resend(PartitionView view, string userId, MailToken token, string? mailId, DateTimeOffset now)
    {
        var profile = view.Find<ProfileDocument>(ProfileDocument.DocumentId);
        var known = view.Find<EmailVerificationDocument>(EmailVerificationDocument.DocumentId);
        var isWanted = profile is { IsVerified: false } && mailId is not null;

        // Where no mail goes out, the token in the newest one stays good, and what is written is the same again.
        view.Put(!isWanted && known is not null ? known : new EmailVerificationDocument(token.Hash, now + options.VerificationLifetime));
        if (isWanted)
        {
            view.SendMail(new MailOrder(mailId!, userId, AccountMails.VerifyEmail, now) { Token = token.Seed });
        }

        return Unit.Value;
    }
}
