using CryptoVault.Money;

namespace CryptoVault.Wallets.Networks;

/// <summary>Which assets move over which networks, and how. What it knows is replaced as a whole when an administrator changes it.</summary>
public sealed class NetworkCatalog
{
    private volatile IReadOnlyList<AssetNetwork> all;

    /// <summary>Creates the catalog.</summary>
    /// <exception cref="ArgumentException">An entry stands twice, or breaks a bound.</exception>
    public NetworkCatalog(IEnumerable<AssetNetwork> networks) => all = Checked([.. networks]);

    /// <summary>All entries, in the order of the configuration; an asset's first network is its default.</summary>
    public IReadOnlyList<AssetNetwork> All => all;

    /// <summary>The entry, or null when the asset does not move over the network.</summary>
    public AssetNetwork? Find(string asset, string network) =>
        all.FirstOrDefault(entry => entry.Asset.Code == asset && entry.Network == network);

    /// <summary>The networks of an asset.</summary>
    public IEnumerable<AssetNetwork> Of(string asset) => all.Where(entry => entry.Asset.Code == asset);

    /// <summary>The names of the networks in use.</summary>
    public IEnumerable<string> NetworksInUse => all.Select(entry => entry.Network).Distinct(StringComparer.Ordinal);

    /// <summary>Reads the configuration; without entries the defaults are taken.</summary>
    /// <exception cref="ArgumentException">An entry is not valid; the message names it.</exception>
    public static NetworkCatalog From(IReadOnlyList<AssetNetworkOptions> options, AssetCatalog assets) =>
        new((options.Count == 0 ? AssetNetworkOptions.Defaults : options).Select(option => Read(option, assets)));

    /// <summary>Knows these from now on.</summary>
    /// <exception cref="ArgumentException">An entry is not valid; the message names it.</exception>
    internal void Replace(IReadOnlyList<AssetNetworkOptions> options, AssetCatalog assets) => all = Checked([.. options.Select(option => Read(option, assets))]);

    private static IReadOnlyList<AssetNetwork> Checked(IReadOnlyList<AssetNetwork> entries)
    {
        foreach (var entry in entries)
        {
            if (!NetworkNames.All.Contains(entry.Network) || NetworkNames.IsBank(entry.Network) != entry.Asset.IsFiat)
            {
                throw new ArgumentException($"{entry.Asset} cannot move over '{entry.Network}'; networks are {string.Join(", ", NetworkNames.All)}.");
            }

            if (entry.Confirmations is < 1 or > AssetNetwork.MostConfirmations || !entry.MinWithdrawal.IsPositive || entry.MaxWithdrawal < entry.MinWithdrawal
                || entry.WithdrawalFee.IsNegative || entry.MinDepositUnits < 0)
            {
                throw new ArgumentException(
                    $"{entry.Asset} on {entry.Network}: confirmations are 1 to {AssetNetwork.MostConfirmations}, the minimum is more than nothing and at most the maximum.");
            }
        }

        return entries.DistinctBy(entry => (entry.Asset.Code, entry.Network)).Count() == entries.Count
            ? entries
            : throw new ArgumentException("An asset stands twice on one network.");
    }

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
            DepositsOpen = option.DepositsOpen && !asset.IsDisabled,
            WithdrawalsOpen = option.WithdrawalsOpen && !asset.IsDisabled,
        };
    }
}
