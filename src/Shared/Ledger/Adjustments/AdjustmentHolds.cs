using CryptoVault.Ledger.Verification;
using CryptoVault.Storage;

namespace CryptoVault.Ledger.Adjustments;

/// <summary>An open hold for an adjustment belongs to one that waits for its decision.</summary>
internal sealed class AdjustmentHolds : IHoldPurpose
{
    public const string Type = "adjustment";

    public string ReferenceType => Type;

    public async ValueTask<string?> WhyNotOpenAsync(IStoreSnapshot snapshot, PartitionKey partition, LedgerReference reference, CancellationToken cancellation) =>
        await snapshot.FindAsync<AdjustmentDocument>(partition.Container, partition.Value, AdjustmentDocument.IdOf(reference.Id), cancellation) switch
        {
            null => "its adjustment does not exist",
            { Status: not AdjustmentStatus.Pending } adjustment => $"its adjustment is {adjustment.Status}",
            _ => null,
        };
}
