using CryptoVault.Money;

namespace CryptoVault.Wallets.Networks;

/// <summary>How an asset comes and goes over a network.</summary>
/// <param name="Asset">The asset.</param>
/// <param name="Network">The network's name (see <see cref="NetworkNames"/>).</param>
/// <param name="MinWithdrawal">The smallest amount that can be withdrawn.</param>
/// <param name="MaxWithdrawal">The largest amount that can be withdrawn at once.</param>
/// <param name="WithdrawalFee">What a withdrawal costs the customer, network and service together.</param>
/// <param name="Confirmations">How deep a transaction must be to count, for deposits and withdrawals.</param>
public sealed record AssetNetwork(
    Asset Asset, string Network, Amount MinWithdrawal, Amount MaxWithdrawal, Amount WithdrawalFee, int Confirmations)
{
    /// <summary>The smallest deposit that is credited by itself; smaller ones are kept until they add up to it. Nothing for no minimum.</summary>
    public Int128 MinDepositUnits { get; init; }

    /// <summary>False while deposits are switched off; an address is then not given out.</summary>
    public bool DepositsOpen { get; init; } = true;

    /// <summary>False while withdrawals are switched off; requests are then refused.</summary>
    public bool WithdrawalsOpen { get; init; } = true;
}
