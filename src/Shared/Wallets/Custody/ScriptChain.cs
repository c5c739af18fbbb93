using CryptoVault.Ids;
using CryptoVault.Money;
using CryptoVault.Results;
using CryptoVault.Wallets.Addresses;
using CryptoVault.Wallets.Deposits;
using CryptoVault.Wallets.Networks;

namespace CryptoVault.Wallets.Custody;

/// <summary>What a simulated network is told to do.</summary>
public enum ChainAction
{
    /// <summary>Mine blocks.</summary>
    Mine,
    /// <summary>Replace the newest blocks by another branch.</summary>
    Reorganize,
    /// <summary>Decide what becomes of a transaction.</summary>
    Decide,
    /// <summary>Decide what becomes of the next transaction that pays an address.</summary>
    Plan,
    /// <summary>Have a stranger pay an address.</summary>
    Send,
}

/// <summary>A line of a simulated network's story.</summary>
/// <param name="Network">The network.</param>
/// <param name="Action">What it is told to do.</param>
/// <param name="Blocks">How many blocks, where blocks are mined or replaced.</param>
/// <param name="Fate">What becomes of transactions.</param>
public sealed record ChainScript(string Network, ChainAction Action, int Blocks, ChainFate Fate)
{
    /// <summary>Most blocks at once.</summary>
    public const int MostBlocks = 1000;

    /// <summary>Which transaction is decided.</summary>
    public string TransactionId { get; init; } = "";

    /// <summary>Whom the transaction pays.</summary>
    public string Address { get; init; } = "";

    /// <summary>The asset that a stranger pays.</summary>
    public string Asset { get; init; } = "";

    /// <summary>How much, as sent.</summary>
    public string Amount { get; init; } = "";

    /// <summary>Who pays; null for somebody.</summary>
    public string? Source { get; init; }
}

/// <summary>What a line did.</summary>
/// <param name="TransactionId">The transaction that it is about; null where it is about none.</param>
/// <param name="Transactions">How many transactions it changed.</param>
public sealed record ChainScripted(string? TransactionId, int Transactions);

/// <summary>There is no such transaction on the simulated network.</summary>
public sealed record TransactionNotFound() : NotFoundError("TRANSACTION_NOT_FOUND", "There is no such transaction.");

/// <summary>Writes the story of the simulated networks: in development only, like the faucet.</summary>
public sealed class ScriptChain(NetworkCatalog networks, AssetCatalog assets, IIds ids, FaucetOptions options, IDevelopmentChain? chain = null)
{
    /// <summary>Does what a line says.</summary>
    public async Task<Result<ChainScripted>> ExecuteAsync(ChainScript script, CancellationToken cancellation = default)
    {
        if (!options.Enabled || chain is null)
        {
            return new FaucetClosed();
        }

        if (!networks.NetworksInUse.Contains(script.Network, StringComparer.Ordinal))
        {
            var known = string.Join(", ", networks.NetworksInUse);
            return new ValidationFailed(new FieldError("/network", "UNKNOWN_NETWORK", $"Networks are: {known}.", null, known));
        }

        switch (script.Action)
        {
            case ChainAction.Mine:
                await chain.MineAsync(script.Network, script.Blocks, cancellation);
                return new ChainScripted(null, 0);
            case ChainAction.Reorganize:
                return new ChainScripted(null, await chain.ReorganizeAsync(script.Network, script.Blocks, script.Fate, cancellation));
            case ChainAction.Decide:
                return await chain.DecideFateAsync(script.Network, script.TransactionId, script.Fate, cancellation)
                    ? new ChainScripted(script.TransactionId, 1)
                    : new TransactionNotFound();
            case ChainAction.Plan:
                return await PlanAsync(chain, script, cancellation);
            default:
                return await SendAsync(chain, script, cancellation);
        }
    }

    private static async Task<Result<ChainScripted>> PlanAsync(IDevelopmentChain chain, ChainScript script, CancellationToken cancellation)
    {
        if (Refuse(script) is { } refused)
        {
            return refused;
        }

        await chain.PlanFateAsync(script.Network, script.Address, script.Fate, cancellation);
        return new ChainScripted(null, 0);
    }

    private async Task<Result<ChainScripted>> SendAsync(IDevelopmentChain chain, ChainScript script, CancellationToken cancellation)
    {
        if (networks.Find(script.Asset, script.Network) is null || assets.Find(script.Asset) is not { } asset)
        {
            return WalletChecks.Find(networks, script.Asset, script.Network).Error!;
        }

        var most = new Amount(options.MaxWholeUnits * MoneyMath.PowerOfTen(asset.Scale), asset);
        var amount = AmountField.Read("/amount", script.Amount, asset, asset.WithdrawalScale, new Amount(1, asset), most);
        if (Refuse(script) is { } refused)
        {
            return refused;
        }

        if (!amount.IsSuccess)
        {
            return amount.Error;
        }

        var sent = await chain.SendAsync(
            new StrangersPayment(ids.New(), script.Network, amount.Value, script.Address) { Source = script.Source }, cancellation);
        return new ChainScripted(sent.TransactionId, 1);
    }

    private static ValidationFailed? Refuse(ChainScript script) =>
        NetworkNames.IsBank(script.Network) || NetworkAddresses.Check(script.Network, script.Address) is { IsValid: true } ? null
            : new ValidationFailed(new FieldError("/address", "INVALID_ADDRESS", NetworkAddresses.Check(script.Network, script.Address).Reason));
}
