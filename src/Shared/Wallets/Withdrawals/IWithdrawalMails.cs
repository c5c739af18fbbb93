using CryptoVault.Storage;

namespace CryptoVault.Wallets.Withdrawals;

/// <summary>The mails about withdrawals, promised within the decision that causes them.</summary>
public interface IWithdrawalMails
{
    /// <summary>Asks the customer to confirm. The token is in no document but the mail.</summary>
    void AskForConfirmation(PartitionView view, WithdrawalDocument withdrawal, string token);
}
