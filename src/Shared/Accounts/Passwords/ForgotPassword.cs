using CryptoVault.Accounts.Registration;
using CryptoVault.Ids;
using CryptoVault.Mail;
using CryptoVault.RateLimits;
using CryptoVault.Results;
using CryptoVault.Storage;

namespace CryptoVault.Accounts.Passwords;

/// <summary>
/// Mails a token by which a forgotten password is replaced. Answers alike, after one commit at the address and one
/// at a user, whether the address has an account or not.
/// </summary>
public sealed class ForgotPassword(
    Partitions partitions, AccountPartitions places, EmailDirectory emails, MailTokens mailTokens, RateLimiter limiter, IIds ids, TimeProvider clock, AccountOptions options)
{
    /// <summary>Mails it.</summary>
    public async Task<Result<Unit>> ExecuteAsync(string emailText, CancellationToken cancellation = default)
    {
        if (!EmailAddress.TryParse(emailText, out var email))
        {
            return AccountFields.InvalidEmail();
        }

        var place = places.OfEmail(email);
        var verdict = limiter.Take(RateLimitKind.Reset, RateKeys.OfText(place.Value));
        if (!verdict.IsAdmitted)
        {
            return new RateLimitExceeded(verdict);
        }

        var now = clock.GetUtcNow();
        var claim = await emails.AskMailAsync(email, now, cancellation);
        if (!claim.IsSuccess)
        {
            return claim.Error;
        }

        var userId = claim.Value.UserId ?? Nobody(place);
        var token = mailTokens.Create(PasswordResetDocument.Purpose, userId, ids.New());
        var mail = new MailOrder(ids.New(), userId, PasswordMails.Reset, now) { Token = token.Seed };
        return await partitions.DecideAsync(
            AccountPartitions.OfUser(userId), view => Ask(view, token, claim.Value.MayMail ? mail : null, now), CancellationToken.None);
    }

    /// <summary>A user that there is not, always the same for an address.</summary>
    internal static string Nobody(PartitionKey place) => DerivedId.Of("nobody", place.Value);

    private Result<Unit> Ask(PartitionView view, MailToken token, MailOrder? mail, DateTimeOffset now)
    {
        var profile = view.Find<ProfileDocument>(ProfileDocument.DocumentId);
        view.Find<PasswordResetDocument>(PasswordResetDocument.DocumentId);
        view.Put(new PasswordResetDocument(token.Hash, now + options.PasswordResetLifetime));
        if (profile is { IsVerified: true } && profile.Status != AccountStatus.Disabled && mail is not null)
        {
            view.SendMail(mail);
        }

        return Unit.Value;
    }
}
