using CryptoVault.Accounts.Access;
using CryptoVault.Accounts.Activity;
using CryptoVault.Accounts.Registration;
using CryptoVault.Accounts.SignIn;
using CryptoVault.Ids;
using CryptoVault.Mail;
using CryptoVault.Results;
using CryptoVault.Storage;
using Microsoft.Extensions.Logging;

namespace CryptoVault.Accounts.Passwords;

/// <summary>
/// Sets a new password by the token of a mail, which works once. All sessions end, withdrawals are blocked for a day,
/// locks of the account are lifted, and an account that its owner froze is open again. The second factor stays.
/// </summary>
public sealed class ResetPassword(
    Partitions partitions, AccountPartitions places, PasswordRules rules, PasswordHashing hashing, SignInLocks locks, MailTokens mailTokens, IAccessSignals signals,
    IIds ids, TimeProvider clock, AccountOptions options, ILogger<ResetPassword> logger)
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

        var email = EmailAddress.OfKnown(owner.Value.Email.Value);
        if (rules.Refuse(password, email) is { } weak)
        {
            return new ValidationFailed(weak);
        }

        var hash = await hashing.HashAsync(password, cancellation);
        if (!hash.IsSuccess)
        {
            return hash.Error;
        }

        var made = NewPassword.Create(userId, hash.Value, "reset by mail", clock.GetUtcNow(), mailTokens, ids, options);
        var reset = await partitions.DecideAsync(place, view => Reset(view, token, made), CancellationToken.None);
        signals.Changed(userId);
        if (reset.IsSuccess)
        {
            await locks.LiftAsync(places.OfEmail(email), CancellationToken.None);
            logger.LogInformation("Security: user {UserId} reset the password by mail.", userId);
        }

        return reset;
    }

    private static Result<ProfileDocument> Find(PartitionView view, string token, DateTimeOffset now)
    {
        var profile = view.Find<ProfileDocument>(ProfileDocument.DocumentId);
        var reset = view.Find<PasswordResetDocument>(PasswordResetDocument.DocumentId);
        return profile is { IsVerified: true } && profile.Status != AccountStatus.Disabled && reset is not null && now < reset.ExpiresAt && MailTokens.Matches(token, reset.TokenHash)
            ? profile
            : new MailTokenInvalid();
    }

    private Result<Unit> Reset(PartitionView view, string token, NewPassword made)
    {
        var found = Find(view, token, made.At);
        if (!found.IsSuccess)
        {
            return found.Error;
        }

        made.Set(view, found.Value with { Status = AccountStatus.Active }, keptSessionId: null, ActivityKind.PasswordReset, options);
        return Unit.Value;
    }
}
