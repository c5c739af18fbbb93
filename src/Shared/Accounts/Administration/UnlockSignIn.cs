using CryptoVault.Accounts.Access;
using CryptoVault.Accounts.Activity;
using CryptoVault.Accounts.SignIn;
using CryptoVault.Results;
using Microsoft.Extensions.Logging;

namespace CryptoVault.Accounts.Administration;

/// <summary>Support lifts the locks that failed sign-ins and codes put on an account. Locks of a source over all accounts stay.</summary>
public sealed class UnlockSignIn(ChangeAccount changeAccount, AccountPartitions places, SignInLocks locks, TimeProvider clock, ILogger<UnlockSignIn> logger)
{
    /// <summary>Lifts them.</summary>
    public async Task<Result<Unit>> ExecuteAsync(Caller staff, string userId, CancellationToken cancellation = default)
    {
        var now = clock.GetUtcNow();
        var email = await changeAccount.ExecuteAsync<string>(
            userId,
            (view, profile) =>
            {
                view.Remove<SignInFailuresDocument>(SignInFailuresDocument.DocumentId);
                view.Note(new ActivityEvent(now, ActivityKind.SignInUnlocked));
                return profile.Email.Value;
            },
            cancellation);
        if (!email.IsSuccess)
        {
            return email.Error;
        }

        logger.LogInformation("Security: the locks of user {UserId} were lifted by {Staff}.", userId, staff.UserId);
        return await locks.LiftAsync(places.OfEmail(EmailAddress.OfKnown(email.Value)), CancellationToken.None);
    }
}
