using System.Globalization;
using CryptoVault.Money;

namespace CryptoVault.Wallets.Bank;

/// <summary>
/// What the QR code of a SEPA credit transfer says, for banking apps to scan: EPC069-12 ("Quick Response Code: Guidelines to
/// Enable Data Capture for the Initiation of a SEPA Credit Transfer"), version 002, in UTF-8.
/// </summary>
public static class SepaPaymentCode
{
    private const int LongestHolder = 70;

    /// <summary>The code's text, with lines that end in LF as the guideline wants them.</summary>
    /// <param name="account">Who is paid, by IBAN.</param>
    /// <param name="reference">What the payer must write, by which the payment is known.</param>
    /// <param name="amount">How much, in euro; null leaves it to the payer.</param>
    public static string Of(BankAccount account, string reference, Amount? amount)
    {
        ArgumentNullException.ThrowIfNull(account);
        var holder = account.Holder.Length <= LongestHolder ? account.Holder : account.Holder[..LongestHolder];
        var asked = amount is { } some ? string.Create(CultureInfo.InvariantCulture, $"{some.Asset.Code}{some.Asset.FormatShort(some.Units)}") : "";
        return string.Join('\n', "BCD", "002", "1", "SCT", "", holder, account.Number.Replace(" ", "", StringComparison.Ordinal), asked, "", "", reference);
    }
}
