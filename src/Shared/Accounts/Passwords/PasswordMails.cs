using CryptoVault.Mail;

namespace CryptoVault.Accounts.Passwords;

/// <summary>The names of mails about passwords.</summary>
internal static class PasswordMails
{
    public const string Reset = "reset-password";
    public const string Changed = "password-changed";
}

/// <summary>Carries the token by which a forgotten password is replaced.</summary>
internal sealed class ResetPasswordMail : IMailTemplate
{
    public string Name => PasswordMails.Reset;

    public MailText Compose(MailContent content) => new(
        "Set a new password",
        $"""
        Somebody, probably you, asked for a new password for your account. The token works
        once, for an hour:

        {content.TokenLines("reset-password")}
        With the new password all sessions end, and nothing can be withdrawn for 24 hours.
        If you did not ask for it, do nothing: the password stays as it is.

        """);
}

/// <summary>Tells the owner that the password was changed.</summary>
internal sealed class PasswordChangedMail : IMailTemplate
{
    public string Name => PasswordMails.Changed;

    public MailText Compose(MailContent content) => new(
        "Your password was changed",
        $"""
        The password of your account was {content.Values.GetValueOrDefault("change", "changed")}. All other sessions are ended, and
        nothing can be withdrawn until {content.Values.GetValueOrDefault("until", "tomorrow")} (UTC).

        If it was not you, freeze the account at once; nobody can use it then until you
        have set a new password:

        {content.TokenLines("freeze")}
        """);
}
