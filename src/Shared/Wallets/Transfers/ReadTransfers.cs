using CryptoVault.Ledger;
using CryptoVault.Protection;
using CryptoVault.Results;
using CryptoVault.Storage;

namespace CryptoVault.Wallets.Transfers;

/// <summary>Lists a customer's payments to others.</summary>
public sealed class ReadTransfers(IDocumentStore store, PersonalKeys? personal = null)
{
    /// <summary>A page, newest first.</summary>
    public async ValueTask<DocumentList<TransferDocument>> ListAsync(string userId, int limit, string? continuation, CancellationToken cancellation = default)
    {
        var query = new DocumentQuery(LedgerPartitions.Users, TransferDocument.ByTime.Name)
        {
            Partition = userId,
            Descending = true,
            Limit = limit,
            Continuation = continuation,
        };
        var found = await store.ListAsync<TransferDocument>(query, cancellation);
        if (personal is null)
        {
            return found;
        }

        var readable = new List<TransferDocument>(found.Items.Count);
        foreach (var transfer in found.Items)
        {
            readable.Add(await personal.RevealAsync(userId, transfer, cancellation)); // the key is read once
        }

        return found with { Items = readable };
    }

    /// <summary>One payment, or <see cref="TransferNotFound"/>.</summary>
    public async Task<Result<TransferDocument>> FindAsync(string userId, string transferId, CancellationToken cancellation = default) =>
        await store.FindPersonalAsync<TransferDocument>(personal, userId, TransferDocument.IdOf(transferId), cancellation) is { } document
            ? document
            : new TransferNotFound();
}
