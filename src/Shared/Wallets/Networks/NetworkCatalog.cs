using CryptoVault.Money;

namespace CryptoVault.Wallets.Networks;

/// <summary>Which assets move over which networks, and how. A snapshot: immutable, replaced as a whole.</summary>
public sealed class NetworkCatalog
{
    private readonly IReadOnlyList<AssetNetwork> all;

    /// <summary>Creates the catalog.</summary>
    /// <exception cref="ArgumentException">An entry stands twice, or breaks a bound.</exception>
    public NetworkCatalog(IEnumerable<AssetNetwork> networks)
    {
        all = [.. networks];
        foreach (var entry in all)
        {
            if (!NetworkNames.All.Contains(entry.Network) || entry.Asset.IsFiat)
            {
                throw new ArgumentException($"{entry.Asset} cannot move over '{entry.Network}'; networks are {string.Join(", ", NetworkNames.All)}.");
            }

            if (entry.Confirmations is < 1 or > 1000 || !entry.MinWithdrawal.IsPositive || entry.MaxWithdrawal < entry.MinWithdrawal || entry.WithdrawalFee.IsNegative || entry.MinDepositUnits < 0)
            {
                throw new ArgumentException($"{entry.Asset} on {entry.Network}: confirmations are 1 to 1000, the minimum is more than nothing and at most the maximum.");
            }
        }

        if (all.DistinctBy(entry => (entry.Asset.Code, entry.Network)).Count() != all.Count)
        {
            throw new ArgumentException("An asset stands twice on one network.");
        }
    }

    /// <summary>All entries, in the order of the configuration; an asset's first network is its default.</summary>
    public IReadOnlyList<AssetNetwork> All => all;

    /// <summary>The entry, or null when the asset does not move over the network.</summary>
    public AssetNetwork? Find(string asset, string network) =>
        all.FirstOrDefault(entry => entry.Asset.Code == asset && entry.Network == network);

    /// <summary>The networks of an asset; none for fiat.</summary>
    public IEnumerable<AssetNetwork> Of(string asset) => all.Where(entry => entry.Asset.Code == asset);

    /// <summary>The names of the networks in use.</summary>
    public IEnumerable<string> NetworksInUse => all.Select(entry => entry.Network).Distinct(StringComparer.Ordinal);

    /// <summary>Reads the configuration; without entries the defaults are taken.</summary>
    /// <exception cref="ArgumentException">An entry is not valid; the message names it.</exception>
    public static NetworkCatalog From(IReadOnlyList<AssetNetworkOptions> options, AssetCatalog assets) =>
        new((options.Count == 0 ? AssetNetworkOptions.Defaults : options).Select(option => Read(option, assets)));

    private static AssetNetwork Read(AssetNetworkOptions option, AssetCatalog assets)
    {
        var asset = assets.Find(option.Asset) ?? throw new ArgumentException($"Wallets:Networks: the asset '{option.Asset}' is not known.");
        Amount Parse(string text, string name) =>
            DecimalText.TryParse(text, asset.WithdrawalScale, out var units) == DecimalTextError.None
                ? new Amount(units * MoneyMath.PowerOfTen(asset.Scale - asset.WithdrawalScale), asset)
                : throw new ArgumentException($"Wallets:Networks: {name} '{text}' of {option.Asset} is not plain decimal with at most {asset.WithdrawalScale} places.");

        return new AssetNetwork(
            asset, option.Network, Parse(option.MinWithdrawal, "MinWithdrawal"), Parse(option.MaxWithdrawal, "MaxWithdrawal"),
            Parse(option.WithdrawalFee, "WithdrawalFee"), option.Confirmations)
        {
            MinDepositUnits = Parse(option.MinDeposit, "MinDeposit").Units,
            DepositsOpen = option.DepositsOpen,
            WithdrawalsOpen = option.WithdrawalsOpen,
        };
    }
}
