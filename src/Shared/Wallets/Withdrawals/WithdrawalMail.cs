using System.Globalization;
using CryptoVault.Ids;
using CryptoVault.Mail;
using CryptoVault.Money;
using CryptoVault.Storage;

namespace CryptoVault.Wallets.Withdrawals;

/// <summary>
/// Tells the customer where a withdrawal is: at each state that says something new. States that it only passes
/// (requested, policy, auto_approved, submitting, confirming) are told by private events alone; asking for the
/// confirmation has a mail of its own.
/// </summary>
internal sealed class WithdrawalMail : IMailTemplate
{
    public const string TemplateName = "withdrawal-moved";

    public string Name => TemplateName;

    /// <summary>Orders the mail about the state that a withdrawal came into, if there is one.</summary>
    public static void Tell(PartitionView view, WithdrawalDocument withdrawal, AssetCatalog assets, DateTimeOffset now)
    {
        if (SubjectOf(withdrawal.StatusName) is null)
        {
            return;
        }

        var asset = assets.Get(withdrawal.Asset);
        view.SendMail(new MailOrder(
            DerivedId.Of("mail", "withdrawal", withdrawal.WithdrawalId, $"{withdrawal.Steps.Count}"), withdrawal.UserId, TemplateName, now)
        {
            Values = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["status"] = withdrawal.StatusName,
                ["withdrawal"] = withdrawal.WithdrawalId,
                ["amount"] = $"{asset.Format(withdrawal.Units)} {withdrawal.Asset}",
                ["fee"] = $"{asset.Format(withdrawal.FeeUnits)} {withdrawal.Asset}",
                ["network"] = withdrawal.Network,
                ["address"] = withdrawal.Address,
                ["transaction"] = withdrawal.TransactionId ?? "",
                ["reason"] = withdrawal.Reason ?? "",
                ["apiKey"] = withdrawal.Checks?.ApiKeyId ?? "",
                ["unasked"] = withdrawal.Checks?.MailExemptedBy is null ? "" : "1",
                ["deadline"] = withdrawal.Deadline is { } deadline ? StoredTime.Parse(deadline).ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture) : "",
            },
        });
    }

    public MailText Compose(MailContent content)
    {
        var values = content.Values;
        var transaction = values["transaction"].Length > 0 ? $"\nTransaction: {values["transaction"]}" : "";
        return new MailText(
            $"{(IsFirst(values) ? "A withdrawal was asked for" : SubjectOf(values["status"]))}: {values["amount"]}",
            $"""
            {TextOf(values)}

            Amount: {values["amount"]}
            Fee: {values["fee"]}
            Network: {values["network"]}
            Address: {values["address"]}
            Withdrawal: {values["withdrawal"]}{transaction}

            If you did not ask for this withdrawal, freeze your account and contact support at once.

            """);
    }

    private static string? SubjectOf(string status) => status switch
    {
        nameof(WithdrawalStatus.Screening) => "Your withdrawal is confirmed",
        nameof(WithdrawalStatus.PendingApproval) => "Your withdrawal is being reviewed",
        nameof(WithdrawalStatus.Approved) => "Your withdrawal is approved",
        nameof(WithdrawalStatus.Broadcast) => "Your withdrawal is on its way",
        nameof(WithdrawalStatus.Completed) => "Your withdrawal is completed",
        nameof(WithdrawalStatus.Rejected) => "Your withdrawal was not approved",
        nameof(WithdrawalStatus.Canceled) => "Your withdrawal is canceled",
        nameof(WithdrawalStatus.Expired) => "Your withdrawal has expired",
        nameof(WithdrawalStatus.Failed) => "Your withdrawal failed",
        nameof(WithdrawalStatus.ManualReview) => "Your withdrawal takes longer than usual",
        _ => null,
    };

    /// <summary>True for the mail about a withdrawal that no mail asked to confirm: it is the first that the customer reads of it.</summary>
    private static bool IsFirst(IReadOnlyDictionary<string, string> values) =>
        values["status"] == nameof(WithdrawalStatus.Screening) && (Has(values, "apiKey") || Has(values, "unasked"));

    private static bool Has(IReadOnlyDictionary<string, string> values, string name) => values.TryGetValue(name, out var value) && value.Length > 0;

    private static string TextOf(IReadOnlyDictionary<string, string> values) => values["status"] switch
    {
        nameof(WithdrawalStatus.Screening) when Has(values, "apiKey") =>
            $"A program asked for the withdrawal with your API key {values["apiKey"]}. If it was not yours, delete the key.",
        nameof(WithdrawalStatus.Screening) when IsFirst(values) =>
            "The withdrawal goes to an address that you know for long, and needs no confirmation. We check it now.",
        nameof(WithdrawalStatus.Screening) => "You confirmed the withdrawal. We check it now; mostly that takes seconds.",
        nameof(WithdrawalStatus.PendingApproval) => $"People look at the withdrawal before it goes, until {values["deadline"]} at the latest. You can cancel it meanwhile.",
        nameof(WithdrawalStatus.Approved) => "The withdrawal was approved and is handed to the network.",
        nameof(WithdrawalStatus.Broadcast) => "The withdrawal was sent to the network. It cannot be canceled any more.",
        nameof(WithdrawalStatus.Completed) => "The network confirmed the withdrawal. The money has left your account.",
        nameof(WithdrawalStatus.ManualReview) => "We cannot tell yet whether the network paid the withdrawal. People look into it; the money stays reserved until they know.",
        _ => $"{values["reason"]} The money is available in your account again.",
    };
}
