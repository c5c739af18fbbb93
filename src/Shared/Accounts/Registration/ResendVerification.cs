using CryptoVault.Ids;
using CryptoVault.Mail;
using CryptoVault.Results;
using CryptoVault.Storage;

namespace CryptoVault.Accounts.Registration;

/// <summary>
/// Sends the verification mail again, with a new token in place of the old one. Answers alike, and after a commit
/// at the address alike, whether there is an account, or one that needs it, or none.
/// </summary>
public sealed class ResendVerification(
    Partitions partitions, EmailDirectory emails, MailTokens mailTokens, IIds ids, TimeProvider clock, AccountOptions options)
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

        if (claim.Value is not { UserId: { } userId, MayMail: true })
        {
            return Unit.Value;
        }

        var token = mailTokens.Create(EmailVerificationDocument.Purpose, userId, ids.New());
        var mailId = ids.New();
        return await partitions.DecideAsync(AccountPartitions.OfUser(userId), view => Resend(view, userId, token, mailId, now), CancellationToken.None);
    }

    private Result<Unit> Resend(PartitionView view, string userId, MailToken token, string mailId, DateTimeOffset now)
    {
        if (view.Find<ProfileDocument>(ProfileDocument.DocumentId) is { IsVerified: false })
        {
            view.Find<EmailVerificationDocument>(EmailVerificationDocument.DocumentId);
            view.Put(new EmailVerificationDocument(token.Hash, now + options.VerificationLifetime));
            view.SendMail(new MailOrder(mailId, userId, AccountMails.VerifyEmail, now) { Token = token.Seed });
        }

        return Unit.Value;
    }
}
