using CryptoVault.Ids;
using CryptoVault.Mail;
using CryptoVault.Money;
using CryptoVault.Storage;

namespace CryptoVault.Wallets.Deposits;

/// <summary>
/// Tells the customer where a deposit is, at each state that says something new. Why people look at one is told to nobody
/// outside: the mail says that it takes longer.
/// </summary>
internal sealed class DepositMail : IMailTemplate
{
    public const string TemplateName = "deposit-moved";

    private const string ReturnSubject = "Your withdrawal came back";

    public string Name => TemplateName;

    /// <summary>Orders the mail about the state that a deposit came into, if there is one.</summary>
    public static void Tell(PartitionView view, DepositDocument deposit, AssetCatalog assets, DateTimeOffset now)
    {
        var status = deposit.Status.ToString();
        if (SubjectOf(status) is null)
        {
            return;
        }

        var asset = assets.Get(deposit.Asset);
        view.SendMail(new MailOrder(
            DerivedId.Of("mail", "deposit", deposit.DepositId, status, $"{deposit.Reversals}:{deposit.Cases}"), deposit.UserId, TemplateName, now)
        {
            Values = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["status"] = status,
                ["deposit"] = deposit.DepositId,
                ["amount"] = $"{asset.Format(deposit.Units)} {deposit.Asset}",
                ["network"] = deposit.Network,
                ["transaction"] = deposit.TransactionId,
                ["returnOf"] = deposit.ReturnOf ?? "",
            },
        });
    }

    public MailText Compose(MailContent content) => new(
        $"{(IsReturned(content) ? ReturnSubject : SubjectOf(content.Values["status"]))}: {content.Values["amount"]}",
        $"""
        {(IsReturned(content) ? $"The beneficiary's bank sent your withdrawal {content.Values["returnOf"]} back. The money is in your account again." : TextOf(content.Values["status"]))}

        Amount: {content.Values["amount"]}
        Network: {content.Values["network"]}
        Transaction: {content.Values["transaction"]}
        Deposit: {content.Values["deposit"]}

        """);

    /// <summary>True for a withdrawal that came back and is credited. Mails that were ordered before this existed do not say.</summary>
    private static bool IsReturned(MailContent content) =>
        content.Values["status"] == nameof(DepositStatus.Credited) && content.Values.TryGetValue("returnOf", out var withdrawal) && withdrawal.Length > 0;

    private static string? SubjectOf(string status) => status switch
    {
        nameof(DepositStatus.Credited) => "Your deposit is credited",
        nameof(DepositStatus.Quarantined) => "Your deposit takes longer than usual",
        nameof(DepositStatus.Dust) => "Your deposit is below the minimum",
        nameof(DepositStatus.Reversed) => "The network took a deposit back",
        nameof(DepositStatus.Lost) => "A deposit is lost",
        nameof(DepositStatus.Returned) => "Your deposit was sent back",
        _ => null,
    };

    private static string TextOf(string status) => status switch
    {
        nameof(DepositStatus.Credited) => "The deposit is in your account.",
        nameof(DepositStatus.Quarantined) => "The deposit has arrived. We have to look at it before it is in your account.",
        nameof(DepositStatus.Dust) => "The deposit has arrived and is less than the minimum. It is credited as soon as deposits over this network add up to the minimum.",
        nameof(DepositStatus.Reversed) => "The network reorganised itself, and the deposit is in none of its blocks any more. What is left of it in your account is reserved until it is known whether it comes back.",
        nameof(DepositStatus.Lost) => "The deposit is not in the network any more and will not come back. What was reserved of it was taken from your account.",
        _ => "The deposit was sent back to where it came from, less the network's fee.",
    };
}
