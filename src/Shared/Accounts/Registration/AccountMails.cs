using CryptoVault.Mail;
using CryptoVault.Protection;
using CryptoVault.Storage;

namespace CryptoVault.Accounts.Registration;

/// <summary>The mails about accounts.</summary>
public static class AccountMails
{
    /// <summary>Proves an address.</summary>
    public const string VerifyEmail = "verify-email";

    /// <summary>Somebody registered an address that has an account.</summary>
    public const string AccountExists = "account-exists";

    /// <summary>Too many sign-ins failed.</summary>
    public const string SignInLocked = "sign-in-locked";

    /// <summary>The second factor was enabled, replaced or removed.</summary>
    public const string SecondFactorChanged = "second-factor-changed";

    /// <summary>A spent refresh token was used again.</summary>
    public const string SessionStolen = "session-stolen";

    /// <summary>A key for programs was made.</summary>
    public const string ApiKeyCreated = "api-key-created";
}

/// <summary>The words of <see cref="AccountMails.VerifyEmail"/>.</summary>
public sealed class VerifyEmailMail : IMailTemplate
{
    /// <inheritdoc />
    public string Name => AccountMails.VerifyEmail;

    /// <inheritdoc />
    public MailText Compose(MailContent content) => new(
        "Confirm your e-mail address",
        $"""
        Welcome to CryptoVault.

        Confirm this address to use your account. The token works once, for 24 hours:

        {content.TokenLines("verify-email")}
        If you did not register, do nothing: without the token the account stays closed.

        """);
}

/// <summary>The words of <see cref="AccountMails.AccountExists"/>.</summary>
public sealed class AccountExistsMail : IMailTemplate
{
    /// <inheritdoc />
    public string Name => AccountMails.AccountExists;

    /// <inheritdoc />
    public MailText Compose(MailContent content) => new(
        "You have an account already",
        $"""
        Somebody, probably you, tried to register this address. It has an account already:
        sign in at {content.PublicUrl}/sign-in, or reset the password there if you forgot it.

        If it was not you, do nothing. Nobody was told that you have an account.

        """);
}

/// <summary>The words of <see cref="AccountMails.SignInLocked"/>.</summary>
public sealed class SignInLockedMail : IMailTemplate
{
    /// <inheritdoc />
    public string Name => AccountMails.SignInLocked;

    /// <inheritdoc />
    public MailText Compose(MailContent content) => new(
        "Sign-in is locked for a while",
        $"""
        Several sign-ins to your account failed. For your safety it accepts no sign-in
        until {content.Values.GetValueOrDefault("until", "later")} (UTC).

        If it was not you, choose a new password when the time is over.

        """);
}

/// <summary>The words of <see cref="AccountMails.SecondFactorChanged"/>.</summary>
public sealed class SecondFactorChangedMail : IMailTemplate
{
    /// <inheritdoc />
    public string Name => AccountMails.SecondFactorChanged;

    /// <inheritdoc />
    public MailText Compose(MailContent content) => new(
        "Your second factor was changed",
        $"""
        A second factor of your account was {content.Values.GetValueOrDefault("change", "changed")}.

        If it was not you, change your password and contact support at once. After a second
        factor was replaced or removed nothing can be withdrawn for 24 hours.

        """);
}

/// <summary>The words of <see cref="AccountMails.ApiKeyCreated"/>.</summary>
public sealed class ApiKeyCreatedMail : IMailTemplate
{
    /// <inheritdoc />
    public string Name => AccountMails.ApiKeyCreated;

    /// <inheritdoc />
    public MailText Compose(MailContent content) => new(
        "A new API key of your account",
        $"""
        An API key was made for your account: {content.Values.GetValueOrDefault("key", "")}.{Withdrawing(content.Values.GetValueOrDefault("withdraws", ""))}

        If it was not you, delete it, change your password and contact support at once.

        """);

    private static string Withdrawing(string limit) => limit.Length == 0
        ? ""
        : $"""

        It can withdraw to the addresses of your address book without asking you again,
        worth up to {limit} US dollars in 24 hours.
        """;
}

/// <summary>The words of <see cref="AccountMails.SessionStolen"/>.</summary>
public sealed class SessionStolenMail : IMailTemplate
{
    /// <inheritdoc />
    public string Name => AccountMails.SessionStolen;

    /// <inheritdoc />
    public MailText Compose(MailContent content) => new(
        "A session of your account was ended",
        """
        The key of a session was used twice, as happens when somebody copies it. The session
        was ended for your safety; sign in again.

        If you see this more than once, look for malware on your devices, change your
        password, and end all sessions (POST /api/v1/auth/logout-all).

        """);
}

/// <summary>Knows the addresses of customers from their profiles.</summary>
public sealed class ProfileRecipients(IDocumentStore store, PersonalKeys? personal = null) : IMailRecipients
{
    /// <inheritdoc />
    public async ValueTask<MailAddressee?> FindAsync(string userId, MailRecipient recipient, CancellationToken cancellation)
    {
        var profile = await store.FindPersonalAsync<ProfileDocument>(personal, userId, ProfileDocument.DocumentId, cancellation);
        var address = recipient switch
        {
            MailRecipient.NewAddress => profile?.EmailChange?.NewEmail.ValueOrNull,
            MailRecipient.PreviousAddress => profile?.PreviousEmail.ValueOrNull,
            _ => profile?.Email.ValueOrNull,
        };

        // The code goes to the account's own address alone: nobody else learns what makes our mails believable.
        return address is null ? null : new MailAddressee(address, recipient == MailRecipient.Account ? profile?.AntiPhishingCode.ValueOrNull : null);
    }
}
