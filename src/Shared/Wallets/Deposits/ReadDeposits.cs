using CryptoVault.Ledger;
using CryptoVault.Storage;

namespace CryptoVault.Wallets.Deposits;

/// <summary>Lists a user's deposits.</summary>
public sealed class ReadDeposits(IDocumentStore store)
{
    /// <summary>A page, newest first.</summary>
    public ValueTask<DocumentList<DepositDocument>> ListAsync(string userId, int limit, string? continuation, CancellationToken cancellation = default) =>
        store.ListAsync<DepositDocument>(
            new DocumentQuery(LedgerPartitions.Users, DepositDocument.ByTime.Name)
            {
                Partition = userId,
                Descending = true,
                Limit = limit,
                Continuation = continuation,
            },
            cancellation);
}
