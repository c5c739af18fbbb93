using CryptoVault.Ledger;
using CryptoVault.Ledger.Verification;
using CryptoVault.Storage;

namespace CryptoVault.Wallets.Deposits;

/// <summary>An open hold for a deposit: of one that the chain took back, or of one that is blocked.</summary>
internal sealed class DepositHolds : IHoldPurpose
{
    public const string Reference = "deposit";

    public string ReferenceType => Reference;

    public async ValueTask<string?> WhyNotOpenAsync(IStoreSnapshot snapshot, PartitionKey partition, LedgerReference reference, CancellationToken cancellation) =>
        await snapshot.FindAsync<DepositDocument>(partition.Container, partition.Value, DepositDocument.IdOf(reference.Id), cancellation) switch
        {
            null => "its deposit does not exist",
            { Status: DepositStatus.Reversed or DepositStatus.Seized } => null,
            { } deposit => $"its deposit is {deposit.Status}",
        };
}
