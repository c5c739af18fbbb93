using CryptoVault.Ledger;
using CryptoVault.Money;
using CryptoVault.Results;
using CryptoVault.Storage;
using CryptoVault.Wallets.Custody;
using CryptoVault.Wallets.Networks;

namespace CryptoVault.Wallets.Deposits;

/// <summary>An address and how wallets pay to it.</summary>
/// <param name="Document">The address.</param>
/// <param name="PaymentUri">The link by which a wallet pays to it.</param>
public sealed record DepositAddress(DepositAddressDocument Document, string PaymentUri)
{
    /// <summary>How much is asked for; null leaves it to the payer.</summary>
    public Amount? Asked { get; init; }
}

/// <summary>Gives a user the address for an asset and network: made at the first call, the same one ever after.</summary>
public sealed class GetDepositAddress(Partitions partitions, IDocumentStore store, ICustody custody, NetworkCatalog networks)
{
    /// <summary>The address, with the link by which a wallet pays a certain amount to it, or any.</summary>
    /// <param name="userId">The user.</param>
    /// <param name="asset">The asset's code, as sent.</param>
    /// <param name="network">The network, as sent.</param>
    /// <param name="amount">How much the link asks for, as sent; null leaves it to the payer.</param>
    /// <param name="uris">Writes links.</param>
    /// <param name="cancellation">Ends the asking.</param>
    public async Task<Result<DepositAddress>> WithPaymentUriAsync(
        string userId, string asset, string network, string? amount, PaymentUris uris, CancellationToken cancellation = default)
    {
        Amount? asked = null;
        if (amount is not null && networks.Find(asset, network) is { } entry)
        {
            var coin = entry.Asset;
            var step = new Amount(MoneyMath.PowerOfTen(coin.Scale - coin.WithdrawalScale), coin);
            var read = AmountField.Read("/amount", amount, coin, coin.WithdrawalScale, step, new Amount(MostWholeUnits * MoneyMath.PowerOfTen(coin.Scale), coin));
            if (!read.IsSuccess)
            {
                return read.Error;
            }

            asked = read.Value;
        }

        var address = await ExecuteAsync(userId, asset, network, cancellation);
        return address.Map(found => new DepositAddress(
            found, uris.Of(networks.Find(found.Asset, found.Network)!.Asset, found.Network, found.Address, asked)) { Asked = asked });
    }

    /// <summary>Most whole units that a link asks for: a bound against slips of the hand.</summary>
    private const long MostWholeUnits = 100_000_000;

    /// <summary>The address.</summary>
    public async Task<Result<DepositAddressDocument>> ExecuteAsync(string userId, string asset, string network, CancellationToken cancellation = default)
    {
        var entry = WalletChecks.Find(networks, asset, network);
        if (!entry.IsSuccess)
        {
            return entry.Error;
        }

        var id = DepositAddressDocument.IdOf(asset, network);
        var known = await store.FindAsync<DepositAddressDocument>(LedgerPartitions.OfUser(userId), id, cancellation);
        if (known is null && !entry.Value.DepositsOpen)
        {
            return new DepositsClosed(asset, network);
        }

        return known ?? await MakeAsync(userId, asset, network, cancellation);
    }

    /// <summary>
    /// Where a bank sends back what it could not pay out. It is the customer's own reference, made though deposits are closed:
    /// money that comes back has to find its owner.
    /// </summary>
    internal async Task<Result<DepositAddressDocument>> ForReturnsAsync(string userId, string asset, string network, CancellationToken cancellation) =>
        await store.FindAsync<DepositAddressDocument>(LedgerPartitions.OfUser(userId), DepositAddressDocument.IdOf(asset, network), cancellation) is { } known
            ? known
            : await MakeAsync(userId, asset, network, cancellation);

    private async Task<Result<DepositAddressDocument>> MakeAsync(string userId, string asset, string network, CancellationToken cancellation)
    {
        var address = await custody.CreateDepositAddressAsync(asset, network, userId, cancellation);
        var id = DepositAddressDocument.IdOf(asset, network);
        return await partitions.DecideAsync<DepositAddressDocument>(LedgerPartitions.OfUser(userId), view =>
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
