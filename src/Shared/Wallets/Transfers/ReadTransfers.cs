using CryptoVault.Ledger;
using CryptoVault.Results;
using CryptoVault.Storage;

namespace CryptoVault.Wallets.Transfers;

/// <summary>Lists a customer's payments to others.</summary>
public sealed class ReadTransfers(IDocumentStore store)
{
    /// <summary>A page, newest first.</summary>
    public ValueTask<DocumentList<TransferDocument>> ListAsync(string userId, int limit, string? continuation, CancellationToken cancellation = default) =>
        store.ListAsync<TransferDocument>(
            new DocumentQuery(LedgerPartitions.Users, TransferDocument.ByTime.Name)
            {
                Partition = userId,
                Descending = true,
                Limit = limit,
                Continuation = continuation,
            },
            cancellation);

    /// <summary>One payment, or <see cref="TransferNotFound"/>.</summary>
    public async Task<Result<TransferDocument>> FindAsync(string userId, string transferId, CancellationToken cancellation = default) =>
        await store.FindAsync<TransferDocument>(LedgerPartitions.OfUser(userId), TransferDocument.IdOf(transferId), cancellation) is { } document
            ? document
            : new TransferNotFound();
}
