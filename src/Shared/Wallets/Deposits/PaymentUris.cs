using System.Text;
using CryptoVault.Money;
using CryptoVault.Wallets.Networks;

namespace CryptoVault.Wallets.Deposits;

/// <summary>
/// The link by which a wallet pays to a deposit address, as text and as QR code: BIP-21 on Bitcoin, EIP-681 on Ethereum
/// (with the token's contract and its <c>transfer</c> call for tokens), and the form that wallets use on Tron, for which
/// there is no standard: <c>tron:{address}?token={contract}&amp;amount={decimal}</c>.
/// </summary>
public sealed class PaymentUris(TokenContracts contracts)
{
    /// <summary>The link.</summary>
    /// <param name="asset">What to pay.</param>
    /// <param name="network">Over which network.</param>
    /// <param name="address">To which address.</param>
    /// <param name="amount">How much, in whole steps of the network's precision; null leaves it to the payer.</param>
    /// <returns>The link; the bare address where a token's contract is not known.</returns>
    public string Of(Asset asset, string network, string address, Amount? amount)
    {
        var contract = contracts.Find(asset.Code, network);
        return (network, contract) switch
        {
            (NetworkNames.Bitcoin, _) => Compose($"bitcoin:{address}", ("amount", Decimal(amount))),
            (NetworkNames.Ethereum, null) when asset.Code == "ETH" => Compose($"ethereum:{address}@1", ("value", Units(amount))),
            (NetworkNames.Ethereum, { } token) => Compose($"ethereum:{token}@1/transfer", ("address", address), ("uint256", Units(amount))),
            (NetworkNames.Tron, _) => Compose($"tron:{address}", ("token", contract), ("amount", Decimal(amount))),
            _ => address,
        };
    }

    private static string Compose(string start, params ReadOnlySpan<(string Name, string? Value)> parameters)
    {
        var uri = new StringBuilder(start);
        var mark = '?';
        foreach (var (name, value) in parameters)
        {
            if (value is not null)
            {
                uri.Append(mark).Append(name).Append('=').Append(value);
                mark = '&';
            }
        }

        return uri.ToString();
    }

    private static string? Decimal(Amount? amount) => amount is { } some ? some.Asset.FormatShort(some.Units) : null;

    /// <summary>The units that the network counts in, which may be coarser than the ledger's.</summary>
    private static string? Units(Amount? amount) =>
        amount is { } some ? $"{some.Units / MoneyMath.PowerOfTen(some.Asset.Scale - some.Asset.WithdrawalScale)}" : null;
}
