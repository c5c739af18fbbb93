using CryptoVault.Money;
using CryptoVault.Wallets.Bank;

namespace CryptoVault.Shared.Tests.Wallets.Bank;

public sealed class SepaPaymentCodeTests
{
    [Theory]
    [InlineData("12.30", "EUR12.3")]
    [InlineData(null, "")]
    public void Of_AnAccountAndAReference_HasTheLinesOfTheGuideline(string? amount, string line)
    {
        var euro = AssetCatalog.Default.Get("EUR");
        var asked = amount is null ? (Amount?)null : new Amount(1230 * MoneyMath.PowerOfTen(euro.Scale - 2), euro);

        var code = SepaPaymentCode.Of(new BankAccount("CryptoVault Ltd", "DE89 3704 0044 0532 0130 00", "A Bank"), "CV-7KQ2", asked);

        Assert.Equal(["BCD", "002", "1", "SCT", "", "CryptoVault Ltd", "DE89370400440532013000", line, "", "", "CV-7KQ2"], code.Split('\n'));
    }
}
