using CryptoVault.Ledger;
using CryptoVault.Ledger.Verification;
using CryptoVault.Storage;

namespace CryptoVault.Wallets.Withdrawals;

/// <summary>An open withdrawal hold belongs to a withdrawal that has not ended.</summary>
internal sealed class WithdrawalHolds : IHoldPurpose
{
    public string ReferenceType => "withdrawal";

    public async ValueTask<string?> WhyNotOpenAsync(IStoreSnapshot snapshot, PartitionKey partition, LedgerReference reference, CancellationToken cancellation) =>
        await snapshot.FindAsync<WithdrawalDocument>(partition.Container, partition.Value, WithdrawalDocument.IdOf(reference.Id), cancellation) switch
        {
            null => "its withdrawal does not exist",
            { } withdrawal when WithdrawalFlow.IsFinal(withdrawal.Status) => $"its withdrawal is {withdrawal.Status}",
            _ => null,
        };
}
