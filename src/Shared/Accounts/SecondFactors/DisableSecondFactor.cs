using CryptoVault.Accounts.Access;
using CryptoVault.Accounts.Activity;
using CryptoVault.Accounts.Passkeys;
using CryptoVault.Accounts.Registration;
using CryptoVault.Audit;
using CryptoVault.Ids;
using CryptoVault.Mail;
using CryptoVault.RateLimits;
using CryptoVault.Results;
using CryptoVault.Storage;
using Microsoft.Extensions.Logging;

namespace CryptoVault.Accounts.SecondFactors;

/// <summary>Gives the second factor up, by a code of it. Staff cannot. Withdrawals are blocked for a day, and the owner gets a mail.</summary>
public sealed class DisableSecondFactor(
    Partitions partitions, SecondFactorCodes codes, RateLimiter limiter, IAccessSignals signals, IIds ids, TimeProvider clock, AccountOptions options,
    ILogger<DisableSecondFactor> logger)
{
    /// <summary>Disables it.</summary>
    public async Task<Result<Unit>> ExecuteAsync(Caller caller, string code, CancellationToken cancellation = default)
    {
        var verdict = limiter.Take(RateLimitKind.SecondFactor, RateKeys.OfUser(caller.UserId));
        if (!verdict.IsAdmitted)
        {
            return new RateLimitExceeded(verdict);
        }

        var now = clock.GetUtcNow();
        var mail = new MailOrder(ids.New(), caller.UserId, AccountMails.SecondFactorChanged, now) { Values = new Dictionary<string, string> { ["change"] = "removed" } };
        var disabled = await partitions.DecideAsync(AccountPartitions.OfUser(caller.UserId), view => Disable(view, caller.UserId, code, mail, now), cancellation);
        signals.Changed(caller.UserId);
        if (!disabled.IsSuccess)
        {
            return disabled.Error;
        }

        if (!disabled.Value)
        {
            return new InvalidSecondFactor();
        }

        logger.LogInformation("Security: user {UserId} gave the second factor up.", caller.UserId);
        return Unit.Value;
    }

    private Result<bool> Disable(PartitionView view, string userId, string code, MailOrder mail, DateTimeOffset now)
    {
        var profile = view.Find<ProfileDocument>(ProfileDocument.DocumentId);
        if (profile?.SecondFactorSince is null)
        {
            return new SecondFactorNotEnabled();
        }

        if (profile.RoleSet.IsStaff)
        {
            return new SecondFactorMandatory();
        }

        if (!codes.TrySpend(view, userId, code, now))
        {
            view.Audit(AuditEntry.OfUser(AuditStreams.Access, AuditActions.SecondFactorFailed, userId));
            return false;
        }

        // Passkeys, and the codes for their loss, stay; they are removed one by one.
        var hasPasskeys = view.Find<PasskeysDocument>(PasskeysDocument.DocumentId) is { Passkeys.Count: > 0 };
        if (hasPasskeys)
        {
            view.Set(view.Find<SecondFactorDocument>(SecondFactorDocument.DocumentId)! with { Secret = null });
        }
        else
        {
            view.Remove<SecondFactorDocument>(SecondFactorDocument.DocumentId);
        }

        view.Set((profile with { SecondFactorSince = hasPasskeys ? profile.SecondFactorSince : null }).WithWithdrawalsBlocked(now + options.ResetBlocksWithdrawals));
        view.SendMail(mail);
        view.Note(new ActivityEvent(now, ActivityKind.SecondFactorRemoved));
        return true;
    }
}
