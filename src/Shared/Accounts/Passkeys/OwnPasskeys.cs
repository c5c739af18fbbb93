using CryptoVault.Accounts.Access;
using CryptoVault.Accounts.Activity;
using CryptoVault.Accounts.Registration;
using CryptoVault.Accounts.SecondFactors;
using CryptoVault.Ids;
using CryptoVault.Mail;
using CryptoVault.Results;
using CryptoVault.Storage;
using Microsoft.Extensions.Logging;

namespace CryptoVault.Accounts.Passkeys;

/// <summary>There is no such passkey, or it is somebody else's.</summary>
public sealed record PasskeyNotFound() : NotFoundError("PASSKEY_NOT_FOUND", "There is no such passkey.");

/// <summary>Lists the caller's passkeys, and removes them. Without the last factor, withdrawals are blocked for a day; staff cannot do without.</summary>
public sealed class OwnPasskeys(Partitions partitions, IAccessSignals signals, IIds ids, TimeProvider clock, AccountOptions options, ILogger<OwnPasskeys> logger)
{
    /// <summary>The passkeys, oldest first.</summary>
    public Task<Result<IReadOnlyList<Passkey>>> ListAsync(Caller caller, CancellationToken cancellation = default) => partitions.DecideAsync(
        AccountPartitions.OfUser(caller.UserId),
        view => Result<IReadOnlyList<Passkey>>.Success((view.Find<PasskeysDocument>(PasskeysDocument.DocumentId) ?? PasskeysDocument.None).Passkeys),
        cancellation);

    /// <summary>Removes a passkey.</summary>
    public async Task<Result<Unit>> RemoveAsync(Caller caller, string passkeyId, CancellationToken cancellation = default)
    {
        var now = clock.GetUtcNow();
        var mail = new MailOrder(ids.New(), caller.UserId, AccountMails.SecondFactorChanged, now) { Values = new Dictionary<string, string> { ["change"] = "removed: a passkey" } };
        var removed = await partitions.DecideAsync(AccountPartitions.OfUser(caller.UserId), view => Remove(view, passkeyId, mail, now), cancellation);
        signals.Changed(caller.UserId);
        if (removed.IsSuccess)
        {
            logger.LogInformation("Security: user {UserId} removed the passkey {PasskeyId}.", caller.UserId, passkeyId);
        }

        return removed;
    }

    private Result<Unit> Remove(PartitionView view, string passkeyId, MailOrder mail, DateTimeOffset now)
    {
        var profile = view.Find<ProfileDocument>(ProfileDocument.DocumentId);
        var factor = view.Find<SecondFactorDocument>(SecondFactorDocument.DocumentId);
        var known = view.Find<PasskeysDocument>(PasskeysDocument.DocumentId);
        if (profile is null || known is null || known.Passkeys.All(passkey => passkey.PasskeyId != passkeyId))
        {
            return new PasskeyNotFound();
        }

        var left = known with { Passkeys = [.. known.Passkeys.Where(passkey => passkey.PasskeyId != passkeyId)] };
        var isLastFactor = left.Passkeys.Count == 0 && factor?.Secret is null;
        if (isLastFactor && profile.RoleSet.IsStaff)
        {
            return new SecondFactorMandatory();
        }

        if (isLastFactor)
        {
            view.Remove<SecondFactorDocument>(SecondFactorDocument.DocumentId); // its recovery codes
        }

        view.Set(left);
        view.Set((profile with { SecondFactorSince = isLastFactor ? null : profile.SecondFactorSince }).WithWithdrawalsBlocked(now + options.ResetBlocksWithdrawals));
        view.Note(new ActivityEvent(now, ActivityKind.PasskeyRemoved));
        view.SendMail(mail);
        return Unit.Value;
    }
}
