using CryptoVault.Audit;
using CryptoVault.Mail;
using CryptoVault.Results;
using CryptoVault.Storage;

namespace CryptoVault.Accounts.Registration;

/// <summary>The token of a mail is unknown, spent, replaced by a newer one or too old.</summary>
public sealed record MailTokenInvalid()
    : UnprocessableError("TOKEN_INVALID", "This token is not valid (any more). Ask for a new mail.");

/// <summary>Proves an address by the token that was mailed to it. The token works once.</summary>
public sealed class VerifyEmail(Partitions partitions, TimeProvider clock)
{
    /// <summary>Verifies.</summary>
    public Task<Result<Unit>> ExecuteAsync(string token, CancellationToken cancellation = default) =>
        MailTokens.SubjectOf(token) is { } userId
            ? partitions.DecideAsync(AccountPartitions.OfUser(userId), view => Verify(view, token, clock.GetUtcNow()), cancellation)
            : Task.FromResult<Result<Unit>>(new MailTokenInvalid());

    private static Result<Unit> Verify(PartitionView view, string token, DateTimeOffset now)
    {
        var profile = view.Find<ProfileDocument>(ProfileDocument.DocumentId);
        var verification = view.Find<EmailVerificationDocument>(EmailVerificationDocument.DocumentId);
        if (profile is null || verification is null || now >= verification.ExpiresAt || !MailTokens.Matches(token, verification.TokenHash))
        {
            return new MailTokenInvalid();
        }

        view.Remove<EmailVerificationDocument>(EmailVerificationDocument.DocumentId);
        view.Set(profile with { EmailVerifiedAt = profile.EmailVerifiedAt ?? now });
        view.Audit(AuditEntry.OfUser(AuditStreams.Access, AuditActions.EmailVerified, profile.UserId));
        return Unit.Value;
    }
}
