using CryptoVault.Ids;
using CryptoVault.Money;
using CryptoVault.Results;
using CryptoVault.Wallets.Custody;
using CryptoVault.Wallets.Networks;

namespace CryptoVault.Wallets.Deposits;

/// <summary>Whether the faucet is open, and how much it gives.</summary>
public sealed record FaucetOptions
{
    /// <summary>True in development only.</summary>
    public bool Enabled { get; init; }

    /// <summary>The most that one call gives, in whole units of the asset.</summary>
    public long MaxWholeUnits { get; init; } = 10_000_000;
}

/// <summary>There is no faucet here: it exists in development only.</summary>
public sealed record FaucetClosed() : NotFoundError("NOT_FOUND", "There is no faucet here.");

/// <summary>
/// The faucet: has a stranger on the simulated chain pay the caller's own deposit address, mines the blocks that
/// are needed, and has the deposit detected at once. Test money takes the way that real money takes.
/// </summary>
public sealed class SendTestFunds(
    GetDepositAddress addresses, DetectDeposits detect, NetworkCatalog networks, IIds ids, FaucetOptions options, IDevelopmentChain? chain = null)
{
    /// <summary>Sends the amount over the asset's first network.</summary>
    /// <param name="userId">Whom it is for.</param>
    /// <param name="asset">The asset's code.</param>
    /// <param name="amount">How much, as sent.</param>
    /// <param name="key">The same key again is the same transaction; null for a new one.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>The deposit's id.</returns>
    public async Task<Result<string>> ExecuteAsync(string userId, string asset, string amount, string? key, CancellationToken cancellation = default)
    {
        if (!options.Enabled || chain is null)
        {
            return new FaucetClosed();
        }

        var entry = networks.Of(asset).FirstOrDefault();
        if (entry is null)
        {
            return WalletChecks.Find(networks, asset, "").Error!;
        }

        var parsed = AmountField.Read("/amount", amount, entry.Asset, entry.Asset.WithdrawalScale, new Amount(1, entry.Asset), Whole(entry.Asset));
        if (!parsed.IsSuccess)
        {
            return parsed.Error;
        }

        var address = await addresses.ExecuteAsync(userId, asset, entry.Network, cancellation);
        if (!address.IsSuccess)
        {
            return address.Error;
        }

        var transfer = await chain.SendAsync(ReferenceOf(userId, asset, amount, key), entry.Network, parsed.Value, address.Value.Address, cancellation);
        await chain.MineAsync(entry.Network, entry.Confirmations, cancellation);
        var detected = await detect.ExecuteAsync(entry.Network, cancellation);
        return detected.IsSuccess ? transfer.DepositId : detected.Error;
    }

    private string ReferenceOf(string userId, string asset, string amount, string? key) =>
        key is null ? ids.New() : DerivedId.Of("faucet", userId, asset, amount, key);

    private Amount Whole(Asset asset) => new(options.MaxWholeUnits * MoneyMath.PowerOfTen(asset.Scale), asset);
}
