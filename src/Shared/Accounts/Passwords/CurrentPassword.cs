using CryptoVault.Accounts.Access;
using CryptoVault.Accounts.SecondFactors;
using CryptoVault.Accounts.SignIn;
using CryptoVault.Audit;
using CryptoVault.RateLimits;
using CryptoVault.Results;
using CryptoVault.Storage;

namespace CryptoVault.Accounts.Passwords;

/// <summary>How the password that a caller repeats compares with the account's.</summary>
/// <param name="IsRight">Whether it is the account's.</param>
/// <param name="Hash">The hash that it was compared with.</param>
internal sealed record PasswordProof(bool IsRight, string? Hash)
{
    /// <summary>Whether the proof counts, within a decision: failures count, too many lock, and the password must not have changed meanwhile.</summary>
    public bool Accept(PartitionView view, DateTimeOffset now, AccountOptions options)
    {
        var failures = view.Find<SignInFailuresDocument>(SignInFailuresDocument.DocumentId) ?? SignInFailuresDocument.None;
        var hash = view.Find<CredentialsDocument>(CredentialsDocument.DocumentId)?.PasswordHash;
        if (failures.IsLocked(now))
        {
            return false;
        }

        if (!IsRight || hash != Hash)
        {
            view.Put(failures.Fail(now, options));
            view.Audit(AuditEntry.OfUser(AuditStreams.Access, AuditActions.SecondFactorFailed, view.Partition.Value).With("by", "password"));
            return false;
        }

        return true;
    }
}

/// <summary>
/// Checks the password of a caller who is about to change how the account is signed in to: a session left open is not
/// enough. Who has a second factor must have proved it a short while ago, too.
/// </summary>
public sealed class CurrentPassword(Partitions partitions, PasswordHashing hashing, RateLimiter limiter, TimeProvider clock)
{
    /// <summary>Checks it; to be accepted in the decision that it is for.</summary>
    internal async Task<Result<PasswordProof>> CheckAsync(Caller caller, string password, CancellationToken cancellation)
    {
        var verdict = limiter.Take(RateLimitKind.SecondFactor, RateKeys.OfUser(caller.UserId));
        if (!verdict.IsAdmitted)
        {
            return new RateLimitExceeded(verdict);
        }

        if (caller.HasSecondFactor && !caller.HasStepUp(clock.GetUtcNow()))
        {
            return new StepUpRequired();
        }

        var hash = await partitions.DecideAsync(
            AccountPartitions.OfUser(caller.UserId),
            view => Result<string?>.Success(view.Find<CredentialsDocument>(CredentialsDocument.DocumentId)?.PasswordHash),
            cancellation);
        if (!hash.IsSuccess)
        {
            return hash.Error;
        }

        var check = await hashing.CheckAsync(password, hash.Value, comesFirst: true, cancellation);
        return check.Map(one => new PasswordProof(one != PasswordCheck.Wrong, hash.Value));
    }
}
