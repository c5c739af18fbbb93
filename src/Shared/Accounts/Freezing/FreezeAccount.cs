using CryptoVault.Accounts.Access;
using CryptoVault.Accounts.Activity;
using CryptoVault.Accounts.ApiKeys;
using CryptoVault.Accounts.Devices;
using CryptoVault.Accounts.Passkeys;
using CryptoVault.Accounts.Passwords;
using CryptoVault.Accounts.Registration;
using CryptoVault.Accounts.SecondFactors;
using CryptoVault.Ids;
using CryptoVault.Mail;
using CryptoVault.Results;
using CryptoVault.Storage;
using Microsoft.Extensions.Logging;

namespace CryptoVault.Accounts.Freezing;

/// <summary>
/// "This was not me": nobody can use the account until its owner has set a new password by mail. All sessions end; the
/// device that it is about is forgotten, and keys that were made since are gone. Sending it again changes nothing.
/// </summary>
public sealed class FreezeAccount(
    Partitions partitions, MailTokens mailTokens, IAccessSignals signals, IIds ids, TimeProvider clock, AccountOptions options, ILogger<FreezeAccount> logger)
{
    /// <summary>Freezes the account that the token's mail is about.</summary>
    public async Task<Result<Unit>> ExecuteAsync(string token, CancellationToken cancellation = default)
    {
        if (MailTokens.SubjectOf(token) is not { } userId)
        {
            return new MailTokenInvalid();
        }

        var now = clock.GetUtcNow();
        var reset = mailTokens.Create(PasswordResetDocument.Purpose, userId, ids.New());
        var mail = new MailOrder(ids.New(), userId, FrozenMail.TemplateName, now) { Token = reset.Seed };
        var frozen = await partitions.DecideAsync(AccountPartitions.OfUser(userId), view => Freeze(view, token, reset, mail, now), cancellation);
        signals.Changed(userId);
        if (frozen.IsSuccess)
        {
            logger.LogWarning("Security: user {UserId} froze the account.", userId);
        }

        return frozen;
    }

    private Result<Unit> Freeze(PartitionView view, string token, MailToken reset, MailOrder mail, DateTimeOffset now)
    {
        var profile = view.Find<ProfileDocument>(ProfileDocument.DocumentId);
        var link = view.Find<FreezeLinksDocument>(FreezeLinksDocument.DocumentId)?.Find(token, now);
        if (profile is null || link is null)
        {
            return new MailTokenInvalid();
        }

        if (profile.Status != AccountStatus.Active)
        {
            return Unit.Value;
        }

        var factorSince = TakeBack(view, link, profile);
        view.Set((profile with { Status = AccountStatus.Frozen, EmailChange = null, SecondFactorSince = factorSince })
            .WithSessionsEnded(now, keptSessionId: null).WithWithdrawalsBlocked(now + options.ResetBlocksWithdrawals));
        view.Find<PasswordResetDocument>(PasswordResetDocument.DocumentId);
        view.Put(new PasswordResetDocument(reset.Hash, now + FrozenMail.Lifetime));
        view.Note(new ActivityEvent(now, ActivityKind.Frozen));
        view.SendMail(mail);
        return Unit.Value;
    }

    /// <summary>Takes back what a stranger may have made since.</summary>
    /// <returns>Since when the account has a second factor, after that.</returns>
    private static DateTimeOffset? TakeBack(PartitionView view, FreezeLink link, ProfileDocument profile)
    {
        if (link.DeviceId is not null && view.Find<DevicesDocument>(DevicesDocument.DocumentId) is { } devices)
        {
            view.Set(devices.Without(link.DeviceId));
        }

        if (view.Find<ApiKeysDocument>(ApiKeysDocument.DocumentId) is { } keys && keys.Keys.Any(key => key.CreatedAt >= link.Since))
        {
            view.Set(new ApiKeysDocument([.. keys.Keys.Where(key => key.CreatedAt < link.Since)]));
        }

        var left = (view.Find<PasskeysDocument>(PasskeysDocument.DocumentId)?.Passkeys ?? []).Where(passkey => passkey.CreatedAt < link.Since).ToArray();
        if (view.Find<PasskeysDocument>(PasskeysDocument.DocumentId) is { } passkeys && passkeys.Passkeys.Count > left.Length)
        {
            view.Set(new PasskeysDocument(left));
        }

        if (!(profile.SecondFactorSince >= link.Since))
        {
            return profile.SecondFactorSince;
        }

        // It was set up, or replaced, since: the owner has no code for it.
        view.Remove<SecondFactorDocument>(SecondFactorDocument.DocumentId);
        return left.Length > 0 ? link.Since : null;
    }
}

/// <summary>Tells the owner of a frozen account how it is opened again.</summary>
internal sealed class FrozenMail : IMailTemplate
{
    public const string TemplateName = "account-frozen";

    /// <summary>How long its token works.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(1);

    public string Name => TemplateName;

    public MailText Compose(MailContent content) => new(
        "Your account is frozen",
        $"""
        Nobody can sign in to your account now, and all sessions are ended. To open it again,
        set a new password; the token works once, for a day (later ask for a new mail where
        you sign in, by "forgot password"):

        {content.TokenLines("reset-password")}
        For 24 hours nothing can be withdrawn. If somebody else can read your mails, change
        that password first.

        """);
}
