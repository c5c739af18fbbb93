using CryptoVault.Accounts.Access;
using CryptoVault.Accounts.Activity;
using CryptoVault.Accounts.Registration;
using CryptoVault.Accounts.Sessions;
using CryptoVault.Accounts.SignIn;
using CryptoVault.Audit;
using CryptoVault.Ids;
using CryptoVault.Mail;
using CryptoVault.RateLimits;
using CryptoVault.Results;
using CryptoVault.Storage;
using Microsoft.Extensions.Logging;

namespace CryptoVault.Accounts.SecondFactors;

/// <summary>
/// Puts the secret that was set up in force, by its first code, which also proves it for the caller's session. Replacing
/// one blocks withdrawals for a day. The owner gets a mail, and ten recovery codes that are shown once.
/// </summary>
public sealed class EnableSecondFactor(
    Partitions partitions, SecondFactorCodes codes, RateLimiter limiter, IAccessSignals signals, IIds ids, TimeProvider clock, AccountOptions options,
    ILogger<EnableSecondFactor> logger)
{
    /// <summary>Enables it.</summary>
    /// <returns>The recovery codes.</returns>
    public async Task<Result<IReadOnlyList<string>>> ExecuteAsync(Caller caller, string code, CancellationToken cancellation = default)
    {
        var verdict = limiter.Take(RateLimitKind.SecondFactor, RateKeys.OfUser(caller.UserId));
        if (!verdict.IsAdmitted)
        {
            return new RateLimitExceeded(verdict);
        }

        var now = clock.GetUtcNow();
        var recoveryCodes = codes.NewRecoveryCodes();
        var mail = new MailOrder(ids.New(), caller.UserId, AccountMails.SecondFactorChanged, now) { Values = new Dictionary<string, string> { ["change"] = "enabled" } };
        var enabled = await partitions.DecideAsync(
            AccountPartitions.OfUser(caller.UserId), view => Enable(view, caller, code, codes.HashesOf(caller.UserId, recoveryCodes), mail, now), cancellation);
        signals.Changed(caller.UserId);
        if (!enabled.IsSuccess)
        {
            return enabled.Error;
        }

        if (!enabled.Value)
        {
            return new InvalidSecondFactor();
        }

        logger.LogInformation("Security: user {UserId} enabled a second factor.", caller.UserId);
        return Result<IReadOnlyList<string>>.Success(recoveryCodes);
    }

    private Result<bool> Enable(PartitionView view, Caller caller, string code, IReadOnlyList<string> recoveryCodes, MailOrder mail, DateTimeOffset now)
    {
        var profile = view.Find<ProfileDocument>(ProfileDocument.DocumentId);
        var factor = view.Find<SecondFactorDocument>(SecondFactorDocument.DocumentId);
        var session = view.Find<SessionDocument>(SessionDocument.IdOf(caller.SessionId));
        var failures = view.Find<SignInFailuresDocument>(SignInFailuresDocument.DocumentId) ?? SignInFailuresDocument.None;
        if (profile is null || session is null || factor?.PendingSecret is null || !(now < factor.PendingUntil))
        {
            return new SecondFactorNotSetUp();
        }

        if (failures.IsLocked(now))
        {
            return false;
        }

        if (codes.MatchPending(factor, caller.UserId, code, now) is not { } step)
        {
            view.Put(failures.Fail(now, options));
            view.Audit(AuditEntry.OfUser(AuditStreams.Access, AuditActions.SecondFactorFailed, caller.UserId));
            return false;
        }

        var isReplacement = factor.Secret is not null;
        view.Set(new SecondFactorDocument { Secret = factor.PendingSecret, LastStep = step, RecoveryCodes = recoveryCodes });
        view.Set(profile with
        {
            SecondFactorSince = now,
            WithdrawalsBlockedUntil = isReplacement ? now + options.ResetBlocksWithdrawals : profile.WithdrawalsBlockedUntil,
        });
        view.Set(session with { SecondFactorAt = now });
        view.Remove<SignInFailuresDocument>(SignInFailuresDocument.DocumentId);
        view.SendMail(mail);
        view.Note(new ActivityEvent(now, ActivityKind.SecondFactorEnabled));
        return true;
    }
}
