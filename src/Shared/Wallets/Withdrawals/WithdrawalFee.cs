using CryptoVault.Money;
using CryptoVault.Wallets.Networks;

namespace CryptoVault.Wallets.Withdrawals;

/// <summary>
/// What a withdrawal costs the customer on top of its amount, in its asset: the configured fee, or what the network asks
/// when that is more. What is above the network's fee is the service's.
/// </summary>
/// <param name="Network">What the network asks at present.</param>
/// <param name="Service">What the house adds.</param>
public readonly record struct WithdrawalFee(Amount Network, Amount Service)
{
    /// <summary>Both together: what is held besides the amount.</summary>
    public Amount Total => Network + Service;

    /// <summary>The fee over a network that asks so much.</summary>
    public static WithdrawalFee Of(AssetNetwork entry, Amount network) =>
        new(network, network < entry.WithdrawalFee ? entry.WithdrawalFee - network : entry.Asset.Zero);
}
