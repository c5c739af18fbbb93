using CryptoVault.Accounts.Access;
using CryptoVault.Audit;
using CryptoVault.RateLimits;
using CryptoVault.Results;
using CryptoVault.Storage;

namespace CryptoVault.Accounts.SecondFactors;

/// <summary>Gives ten new recovery codes, by a code of the second factor; the old ones are void.</summary>
public sealed class RenewRecoveryCodes(Partitions partitions, SecondFactorCodes codes, RateLimiter limiter, TimeProvider clock)
{
    /// <summary>Renews them.</summary>
    public async Task<Result<IReadOnlyList<string>>> ExecuteAsync(Caller caller, string code, CancellationToken cancellation = default)
    {
        var verdict = limiter.Take(RateLimitKind.SecondFactor, RateKeys.OfUser(caller.UserId));
        if (!verdict.IsAdmitted)
        {
            return new RateLimitExceeded(verdict);
        }

        var now = clock.GetUtcNow();
        var recoveryCodes = codes.NewRecoveryCodes();
        var renewed = await partitions.DecideAsync(
            AccountPartitions.OfUser(caller.UserId), view => Renew(view, caller.UserId, code, codes.HashesOf(caller.UserId, recoveryCodes), now), cancellation);
        if (!renewed.IsSuccess)
        {
            return renewed.Error;
        }

        return renewed.Value ? Result<IReadOnlyList<string>>.Success(recoveryCodes) : new InvalidSecondFactor();
    }

    private Result<bool> Renew(PartitionView view, string userId, string code, IReadOnlyList<string> recoveryCodes, DateTimeOffset now)
    {
        if (view.Find<SecondFactorDocument>(SecondFactorDocument.DocumentId) is not { } known || (known.Secret is null && known.RecoveryCodes.Count == 0))
        {
            return new SecondFactorNotEnabled();
        }

        if (!codes.TrySpend(view, userId, code, now))
        {
            view.Audit(AuditEntry.OfUser(AuditStreams.Access, AuditActions.SecondFactorFailed, userId));
            return false;
        }

        view.Audit(AuditEntry.OfUser(AuditStreams.Access, AuditActions.RecoveryCodesRenewed, userId));
        view.Set(view.Find<SecondFactorDocument>(SecondFactorDocument.DocumentId)! with { RecoveryCodes = recoveryCodes });
        return true;
    }
}
