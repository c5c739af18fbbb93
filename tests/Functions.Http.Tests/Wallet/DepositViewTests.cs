using CryptoVault.Functions.Http.Wallet;
using CryptoVault.Money;
using CryptoVault.Wallets.Deposits;

namespace CryptoVault.Functions.Http.Tests.Wallet;

public sealed class DepositViewTests
{
    [Theory]
    [InlineData("0198c0de-0000-7000-8000-0000000000d1")]
    [InlineData(null)]
    public void Of_ADepositThatABankSentBack_NamesTheWithdrawal(string? withdrawal)
    {
        var deposit = new DepositDocument("deposit:1", "1", "ana", "EUR", "sepa", "RF18", 100, "t", 1, 1, 1, DepositStatus.Credited, "2026-01-01T00:00:00.0000000Z") { ReturnOf = withdrawal };

        Assert.Equal(withdrawal, DepositView.Of(deposit, AssetCatalog.Default).ReturnOf);
    }
}
