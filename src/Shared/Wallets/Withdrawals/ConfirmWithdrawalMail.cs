using CryptoVault.Mail;

namespace CryptoVault.Wallets.Withdrawals;

/// <summary>Asks the customer to confirm a withdrawal, and says all that a thief would have changed.</summary>
internal sealed class ConfirmWithdrawalMail : IMailTemplate
{
    public const string TemplateName = "confirm-withdrawal";

    public string Name => TemplateName;

    /// <summary>What the template fills in.</summary>
    public static Dictionary<string, string> ValuesOf(WithdrawalDocument withdrawal, string amount, string fee, string deadline) => new(StringComparer.Ordinal)
    {
        ["user"] = withdrawal.UserId,
        ["withdrawal"] = withdrawal.WithdrawalId,
        ["amount"] = $"{amount} {withdrawal.Asset}",
        ["fee"] = $"{fee} {withdrawal.Asset}",
        ["network"] = withdrawal.Network,
        ["address"] = withdrawal.Address,
        ["deadline"] = deadline,
    };

    public MailText Compose(MailContent content) => new(
        $"Confirm your withdrawal of {content.Values["amount"]}",
        $"""
        You asked for a withdrawal:

        Amount: {content.Values["amount"]}
        Fee: {content.Values["fee"]}
        Network: {content.Values["network"]}
        Address: {content.Values["address"]}
        Withdrawal: {content.Values["withdrawal"]}

        Compare the address. If all is right, confirm before {content.Values["deadline"]}:

        {content.TokenLines(TemplateName, $"&userId={content.Values["user"]}&withdrawalId={content.Values["withdrawal"]}")}
        If you did not ask for it, do not confirm, and change your password.

        """);
}
