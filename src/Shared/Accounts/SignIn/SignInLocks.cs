using CryptoVault.Accounts.Registration;
using CryptoVault.Audit;
using CryptoVault.Results;
using CryptoVault.Storage;

namespace CryptoVault.Accounts.SignIn;

/// <summary>What is known of an address and a source before a sign-in.</summary>
/// <param name="UserId">The address's account; null when it has none.</param>
/// <param name="HasFailures">True when failures of the account are counted.</param>
/// <param name="IsAccountLocked">True when too many sign-ins to the account failed, from anywhere.</param>
/// <param name="IsSourceLocked">True when too many from this source failed, to this account or to all.</param>
internal sealed record SignInState(string? UserId, bool HasFailures, bool IsAccountLocked, bool IsSourceLocked);

/// <summary>
/// Counts failed sign-ins: per account, per account and source, and per source over all accounts. Too many lock. The
/// first two lie at the address (also one without account), the last in a partition of the source.
/// </summary>
public sealed class SignInLocks(Partitions partitions, TimeProvider clock, AccountOptions options)
{
    /// <summary>What is known before a sign-in.</summary>
    internal async Task<Result<SignInState>> FindAsync(PartitionKey place, PartitionKey source, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var everywhere = await partitions.DecideAsync(
            source, view => Result<bool>.Success(view.Find<SignInFailuresDocument>(SignInFailuresDocument.DocumentId)?.IsLocked(now) ?? false), cancellation);
        return everywhere.IsSuccess
            ? await partitions.DecideAsync(place, view => Result<SignInState>.Success(Look(view, source, everywhere.Value, now)), cancellation)
            : everywhere.Error;
    }

    /// <summary>Counts a failure.</summary>
    /// <returns>Until when the account is locked, if this failure locked it; else null.</returns>
    internal async Task<Result<DateTimeOffset?>> FailAsync(PartitionKey place, PartitionKey source)
    {
        // A failure counts even when the client does not wait for its answer.
        var now = clock.GetUtcNow();
        var counted = await partitions.DecideAsync(place, view => Result<DateTimeOffset?>.Success(Fail(view, source, now)), CancellationToken.None);
        if (!counted.IsSuccess)
        {
            return counted;
        }

        var everywhere = await partitions.DecideAsync<Unit>(
            source,
            view =>
            {
                var known = view.Find<SignInFailuresDocument>(SignInFailuresDocument.DocumentId) ?? SignInFailuresDocument.None;
                view.Put(known.Fail(now, options.SourceLockOutFailures, options));
                return Unit.Value;
            },
            CancellationToken.None);
        return everywhere.IsSuccess ? counted : everywhere.Error;
    }

    /// <summary>Forgets the failures of an account, after its owner signed in from a source.</summary>
    internal Task<Result<Unit>> ForgetAsync(PartitionKey place, PartitionKey source) => partitions.DecideAsync<Unit>(place, view =>
    {
        view.Remove<SignInFailuresDocument>(SignInFailuresDocument.DocumentId);
        view.Remove<SignInFailuresDocument>(SignInFailuresDocument.IdOf(source.Value));
        return Unit.Value;
    });

    /// <summary>Lifts an account's locks, whatever their source. Locks of a source over all accounts stay.</summary>
    public Task<Result<Unit>> LiftAsync(PartitionKey place, CancellationToken cancellation = default)
    {
        var now = clock.GetUtcNow();
        return partitions.DecideAsync<Unit>(
            place,
            view =>
            {
                view.Find<SignInFailuresDocument>(SignInFailuresDocument.DocumentId);
                view.Put(SignInFailuresDocument.None with { LiftedAt = now });
                return Unit.Value;
            },
            cancellation);
    }

    private static SignInState Look(PartitionView view, PartitionKey source, bool isSourceLocked, DateTimeOffset now)
    {
        var account = view.Find<SignInFailuresDocument>(SignInFailuresDocument.DocumentId);
        var here = view.Find<SignInFailuresDocument>(SignInFailuresDocument.IdOf(source.Value));
        var isLockedHere = here?.IsLocked(now) == true && !(here.LockedAt <= account?.LiftedAt);
        return new SignInState(
            view.Find<EmailDocument>(EmailDocument.DocumentId)?.UserId, account is not null || here is not null, account?.IsLocked(now) ?? false, isSourceLocked || isLockedHere);
    }

    private DateTimeOffset? Fail(PartitionView view, PartitionKey source, DateTimeOffset now)
    {
        var account = view.Find<SignInFailuresDocument>(SignInFailuresDocument.DocumentId) ?? SignInFailuresDocument.None;
        var here = view.Find<SignInFailuresDocument>(SignInFailuresDocument.IdOf(source.Value)) ?? SignInFailuresDocument.None with { Source = source.Value };
        var counted = account.Fail(now, options);
        view.Put(counted);
        view.Put((here.LockedAt <= account.LiftedAt ? here with { LockedUntil = null } : here).Fail(now, options));
        var isNowLocked = counted.IsLocked(now) && !account.IsLocked(now);
        view.Audit(new AuditEntry(
            AuditStreams.Access, isNowLocked ? AuditActions.SignInLocked : AuditActions.SignInFailed,
            view.Find<EmailDocument>(EmailDocument.DocumentId)?.UserId is { } userId ? $"user:{userId}" : view.Partition.Value));
        return isNowLocked ? counted.LockedUntil : null;
    }
}
