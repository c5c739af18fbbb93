using CryptoVault.Accounts.Activity;
using CryptoVault.Accounts.Freezing;
using CryptoVault.Accounts.Invitations;
using CryptoVault.Ids;
using CryptoVault.Mail;
using CryptoVault.Storage;

namespace CryptoVault.Accounts.Passwords;

/// <summary>A new password about to be set: its hash, and the mail about it.</summary>
/// <param name="Hash">The password's hash.</param>
/// <param name="At">When.</param>
/// <param name="Mail">The mail.</param>
/// <param name="FreezeHash">The hash of the token "this was not me" in the mail.</param>
internal sealed record NewPassword(string Hash, DateTimeOffset At, MailOrder Mail, string FreezeHash)
{
    public static NewPassword Create(string userId, string hash, string change, DateTimeOffset now, MailTokens mailTokens, IIds ids, AccountOptions options)
    {
        var freeze = mailTokens.Create(FreezeLinksDocument.Purpose, userId, ids.New());
        var mail = new MailOrder(ids.New(), userId, PasswordMails.Changed, now)
        {
            Token = freeze.Seed,
            Values = new Dictionary<string, string> { ["change"] = change, ["until"] = $"{now + options.ResetBlocksWithdrawals:yyyy-MM-dd HH:mm}" },
        };
        return new NewPassword(hash, now, mail, freeze.Hash);
    }

    /// <summary>
    /// Sets the password, within a decision: sessions but one end, withdrawals are blocked for a day, the owner gets a mail.
    /// </summary>
    public void Set(PartitionView view, ProfileDocument profile, string? keptSessionId, ActivityKind kind, AccountOptions options)
    {
        view.Find<CredentialsDocument>(CredentialsDocument.DocumentId);
        view.Put(new CredentialsDocument(Hash, At));
        view.Set(profile.WithSessionsEnded(At, keptSessionId).WithWithdrawalsBlocked(At + options.ResetBlocksWithdrawals));
        view.Remove<PasswordResetDocument>(PasswordResetDocument.DocumentId);
        view.Remove<StaffInvitationDocument>(StaffInvitationDocument.DocumentId); // who invited needs to invite no more
        FreezeLinksDocument.Add(view, new FreezeLink(FreezeHash, At, At + options.FreezeLinkLifetime));
        view.Note(new ActivityEvent(At, kind));
        view.SendMail(Mail);
    }
}
