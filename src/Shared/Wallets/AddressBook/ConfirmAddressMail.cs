using System.Globalization;
using CryptoVault.Mail;

namespace CryptoVault.Wallets.AddressBook;

/// <summary>Asks the customer to confirm a new address of the address book.</summary>
internal sealed class ConfirmAddressMail : IMailTemplate
{
    public const string TemplateName = "confirm-address";

    public string Name => TemplateName;

    /// <summary>What the template fills in, besides the label.</summary>
    public static Dictionary<string, string> ValuesOf(string userId, AddressEntry entry, TimeSpan coolOff) => new(StringComparer.Ordinal)
    {
        ["user"] = userId,
        ["addressId"] = entry.AddressId,
        ["network"] = entry.Network,
        ["address"] = entry.Address,
        ["hours"] = ((int)coolOff.TotalHours).ToString(CultureInfo.InvariantCulture),
        ["deadline"] = entry.ConfirmBy.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture),
    };

    public MailText Compose(MailContent content) => new(
        "Confirm a new withdrawal address",
        $"""
        An address was added to your address book:

        Name: {content.Values["label"]}
        Network: {content.Values["network"]}
        Address: {content.Values["address"]}

        Compare the address. If all is right, confirm before {content.Values["deadline"]}; you can
        withdraw to it as a known address {content.Values["hours"]} hours later:

        {content.TokenLines(TemplateName, $"&userId={content.Values["user"]}&addressId={content.Values["addressId"]}")}
        If you did not add it, do not confirm, remove it, and change your password.

        """);
}
