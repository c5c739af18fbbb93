using CryptoVault.Ledger;
using CryptoVault.Money;
using CryptoVault.Storage;

namespace CryptoVault.Wallets.Balances;

/// <summary>What a user has of an asset.</summary>
/// <param name="Available">What may be used.</param>
/// <param name="Held">What orders and withdrawals reserve.</param>
public sealed record Balance(Amount Available, Amount Held)
{
    /// <summary>Both together.</summary>
    public Amount Total => Available + Held;
}

/// <summary>Reads a user's balances.</summary>
public sealed class ReadBalances(IDocumentStore store, AssetCatalog assets)
{
    /// <summary>The balances of all assets, by code.</summary>
    public async ValueTask<IReadOnlyList<Balance>> ListAsync(string userId, CancellationToken cancellation = default)
    {
        var all = assets.All.ToArray();
        var documents = await store.ReadManyAsync(
            LedgerPartitions.Users, userId, [.. all.Select(asset => AccountsDocument.IdOf(asset.Code))], cancellation);
        return [.. all.Zip(documents, ToBalance)];
    }

    private static Balance ToBalance(Asset asset, StoredDocument? stored)
    {
        if (stored is null)
        {
            return new Balance(asset.Zero, asset.Zero);
        }

        var accounts = DocumentCodec.Decode<AccountsDocument>(stored);
        return new Balance(new Amount(accounts.Available.Balance, asset), new Amount(accounts.Held.Balance, asset));
    }
}
