using CryptoVault.Results;
using CryptoVault.Wallets.Networks;

namespace CryptoVault.Wallets;

/// <summary>Deposits of the asset over the network are switched off for now.</summary>
public sealed record DepositsClosed(string Asset, string Network)
    : UnprocessableError("DEPOSITS_CLOSED", $"Deposits of {Asset} over {Network} are closed for now.");

/// <summary>Checks that several requests of the wallet share.</summary>
internal static class WalletChecks
{
    /// <summary>The asset on the network, or which of the two fields is wrong.</summary>
    public static Result<AssetNetwork> Find(NetworkCatalog networks, string asset, string network)
    {
        if (networks.Find(asset, network) is { } found)
        {
            return found;
        }

        var known = networks.Of(asset).Select(entry => entry.Network).ToArray();
        if (known.Length > 0)
        {
            var bound = string.Join(", ", known);
            return new ValidationFailed(new FieldError("/network", "UNKNOWN_NETWORK", $"{asset} moves over: {bound}.", network, bound, known[0]));
        }

        var assets = string.Join(", ", networks.All.Select(entry => entry.Asset.Code).Distinct(StringComparer.Ordinal));
        return new ValidationFailed(new FieldError("/asset", "UNKNOWN_ASSET", $"Assets that move over a network are: {assets}.", asset, assets));
    }
}
