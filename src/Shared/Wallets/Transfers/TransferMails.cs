using CryptoVault.Ids;
using CryptoVault.Mail;
using CryptoVault.Money;
using CryptoVault.Storage;

namespace CryptoVault.Wallets.Transfers;

/// <summary>Tells both sides of a payment. Neither mail names the other side or the memo: mails travel in the open.</summary>
internal static class TransferMails
{
    public static void Order(PartitionView view, TransferDocument transfer, Amount amount, DateTimeOffset now)
    {
        Send(TransferSentMail.TemplateName, transfer.UserId);
        Send(TransferReceivedMail.TemplateName, transfer.PayeeId);

        void Send(string template, string userId) => view.SendMail(new MailOrder(DerivedId.Of(template, transfer.TransferId), userId, template, now)
        {
            Values = new Dictionary<string, string> { ["amount"] = $"{amount} {amount.Asset}", ["transfer"] = transfer.TransferId },
        });
    }
}

/// <summary>Tells the payer.</summary>
internal sealed class TransferSentMail : IMailTemplate
{
    public const string TemplateName = "transfer-sent";

    public string Name => TemplateName;

    public MailText Compose(MailContent content) => new(
        $"You paid {content.Values["amount"]}",
        $"""
        You paid {content.Values["amount"]} to another customer. The payment is final.

        Payment: {content.Values["transfer"]}

        If this was not you, change your password and freeze your account at once.

        """);
}

/// <summary>Tells the payee.</summary>
internal sealed class TransferReceivedMail : IMailTemplate
{
    public const string TemplateName = "transfer-received";

    public string Name => TemplateName;

    public MailText Compose(MailContent content) => new(
        $"You received {content.Values["amount"]}",
        $"""
        Another customer paid you {content.Values["amount"]}. It is available at once.

        Payment: {content.Values["transfer"]}

        """);
}
