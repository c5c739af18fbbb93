using CryptoVault.Ledger;
using CryptoVault.Storage;

namespace CryptoVault.Wallets.Deposits;

/// <summary>Lists a user's deposits.</summary>
public sealed class ReadDeposits(IDocumentStore store, TimeProvider clock)
{
    /// <summary>A page, newest first.</summary>
    public ValueTask<ListPage<DepositDocument>> ListAsync(string userId, MovementFilter<DepositStatus> filter, int limit, string? position, CancellationToken cancellation = default) =>
        store.PickPageAsync(
            new DocumentQuery(LedgerPartitions.Users, DepositDocument.ByTime.Name) { Partition = userId, From = filter.Time.FromText, To = filter.Time.ToText },
            clock.GetUtcNow(),
            document => new[] { DocumentCodec.Decode<DepositDocument>(document) }.Where(one => filter.Takes(one.Asset, one.Network, one.Status)),
            limit, position, cancellation);
}
