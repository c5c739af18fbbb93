using CryptoVault.Accounts.Access;
using CryptoVault.Accounts.Sessions;
using CryptoVault.Audit;
using CryptoVault.RateLimits;
using CryptoVault.Results;
using CryptoVault.Storage;

namespace CryptoVault.Accounts.SecondFactors;

/// <summary>Proves the second factor again for the caller's session, for what needs a fresh proof.</summary>
public sealed class StepUp(Partitions partitions, SecondFactorCodes codes, RateLimiter limiter, IAccessSignals signals, TimeProvider clock, AccountOptions options)
{
    /// <summary>Proves it.</summary>
    /// <returns>Until when the proof counts as fresh.</returns>
    public async Task<Result<DateTimeOffset>> ExecuteAsync(Caller caller, string code, CancellationToken cancellation = default)
    {
        var verdict = limiter.Take(RateLimitKind.SecondFactor, RateKeys.OfUser(caller.UserId));
        if (!verdict.IsAdmitted)
        {
            return new RateLimitExceeded(verdict);
        }

        var now = clock.GetUtcNow();
        var proved = await partitions.DecideAsync(AccountPartitions.OfUser(caller.UserId), view => Prove(view, caller, code, now), cancellation);
        signals.Changed(caller.UserId);
        if (!proved.IsSuccess)
        {
            return proved.Error;
        }

        return proved.Value ? now + options.StepUpLifetime : new InvalidSecondFactor();
    }

    private Result<bool> Prove(PartitionView view, Caller caller, string code, DateTimeOffset now)
    {
        var session = view.Find<SessionDocument>(SessionDocument.IdOf(caller.SessionId));
        if (session is null)
        {
            return new SessionEnded();
        }

        if (view.Find<ProfileDocument>(ProfileDocument.DocumentId)?.SecondFactorSince is null)
        {
            return new SecondFactorRequired();
        }

        if (!codes.TrySpend(view, caller.UserId, code, now))
        {
            view.Audit(AuditEntry.OfUser(AuditStreams.Access, AuditActions.SecondFactorFailed, caller.UserId));
            return false;
        }

        view.Set(session with { SecondFactorAt = now });
        view.Audit(AuditEntry.OfUser(AuditStreams.Access, AuditActions.SecondFactorProved, caller.UserId));
        return true;
    }
}
