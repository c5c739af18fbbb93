using CryptoVault.Storage;

namespace CryptoVault.Wallets.Withdrawals.Switches;

/// <summary>Tells what the kill switch has paused, as it stands in the store at this moment.</summary>
public sealed class WithdrawalSwitches(IDocumentStore store)
{
    /// <summary>All of it.</summary>
    public async ValueTask<WithdrawalSwitchesDocument> ReadAsync(CancellationToken cancellation = default) =>
        await store.FindAsync<WithdrawalSwitchesDocument>(WithdrawalSwitchesDocument.Partition, WithdrawalSwitchesDocument.DocumentId, cancellation) ?? WithdrawalSwitchesDocument.None;
}
