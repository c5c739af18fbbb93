using CryptoVault.Ledger;
using CryptoVault.Results;
using CryptoVault.Storage;
using CryptoVault.Wallets.Custody;
using CryptoVault.Wallets.Networks;

namespace CryptoVault.Wallets.Deposits;

/// <summary>Gives a user the address for an asset and network: made at the first call, the same one ever after.</summary>
public sealed class GetDepositAddress(Partitions partitions, IDocumentStore store, ICustody custody, NetworkCatalog networks)
{
    /// <summary>The address.</summary>
    public async Task<Result<DepositAddressDocument>> ExecuteAsync(string userId, string asset, string network, CancellationToken cancellation = default)
    {
        var entry = WalletChecks.Find(networks, asset, network);
        if (!entry.IsSuccess)
        {
            return entry.Error;
        }

        var partition = LedgerPartitions.OfUser(userId);
        var id = DepositAddressDocument.IdOf(asset, network);
        if (await store.FindAsync<DepositAddressDocument>(partition, id, cancellation) is { } known)
        {
            return known;
        }

        if (!entry.Value.DepositsOpen)
        {
            return new DepositsClosed(asset, network);
        }

        var address = await custody.CreateDepositAddressAsync(asset, network, userId, cancellation);
        return await partitions.DecideAsync<DepositAddressDocument>(partition, view =>
        {
            if (view.Find<DepositAddressDocument>(id) is { } existing)
            {
                return existing;
            }

            var document = new DepositAddressDocument(id, userId, asset, network, address, DepositAddressDocument.KeyOf(network, address));
            view.Add(document);
            return document;
        }, cancellation);
    }
}
