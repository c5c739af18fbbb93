using CryptoVault.Mail;

namespace CryptoVault.Accounts.Devices;

/// <summary>Tells the owner of a sign-in from a device that the account does not know.</summary>
internal sealed class NewDeviceMail : IMailTemplate
{
    public const string TemplateName = "new-device";

    public string Name => TemplateName;

    public MailText Compose(MailContent content) => new(
        "A sign-in from a new device",
        $"""
        Your account was signed in to from a device that it does not know:

        Device: {content.Values.GetValueOrDefault("device", "unknown")}
        Country: {content.Values.GetValueOrDefault("country", "unknown")}
        Time: {content.Values.GetValueOrDefault("time", "unknown")} (UTC)

        If it was you, do nothing: this device can withdraw after 24 hours.
        If it was not you, freeze the account at once; nobody can use it then until you
        have set a new password:

        {content.TokenLines("freeze")}
        """);
}
