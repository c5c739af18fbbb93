using CryptoVault.Mail;

namespace CryptoVault.Accounts.EmailChanges;

/// <summary>The names of mails about changes of the address.</summary>
internal static class EmailChangeMails
{
    public const string OldSide = "change-email-old";
    public const string NewSide = "change-email-new";
    public const string Changed = "email-changed";

    /// <summary>The page where both sides say yes.</summary>
    public const string Page = "change-email";
}

/// <summary>Asks the present address.</summary>
internal sealed class OldSideMail : IMailTemplate
{
    public string Name => EmailChangeMails.OldSide;

    public MailText Compose(MailContent content) => new(
        "Your account shall get another e-mail address",
        $"""
        Somebody signed in to your account asked to give it another e-mail address. If it
        was you, say yes here within 24 hours, and in the mail to the new address:

        {content.TokenLines(EmailChangeMails.Page)}
        If it was not you, do nothing here, change your password, and contact support.

        """);
}

/// <summary>Asks the new address.</summary>
internal sealed class NewSideMail : IMailTemplate
{
    public string Name => EmailChangeMails.NewSide;

    public MailText Compose(MailContent content) => new(
        "Confirm your new e-mail address",
        $"""
        This address shall become that of a CryptoVault account. Confirm it within 24 hours,
        and say yes in the mail to the address that the account has now:

        {content.TokenLines(EmailChangeMails.Page)}
        If you do not have an account, do nothing.

        """);
}

/// <summary>Tells the address that the account had before.</summary>
internal sealed class EmailChangedMail : IMailTemplate
{
    public string Name => EmailChangeMails.Changed;

    public MailText Compose(MailContent content) => new(
        "Your account has another e-mail address now",
        $"""
        The e-mail address of your account was changed; mails no longer come here. Nothing
        can be withdrawn until {content.Values.GetValueOrDefault("until", "tomorrow")} (UTC).

        If it was not you, freeze the account at once, and contact support:

        {content.TokenLines("freeze")}
        """);
}
