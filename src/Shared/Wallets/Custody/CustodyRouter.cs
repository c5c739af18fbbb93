using CryptoVault.Money;
using CryptoVault.Wallets.Networks;

namespace CryptoVault.Wallets.Custody;

/// <summary>Custody of everything: coins where coins are kept, fiat money at the bank.</summary>
/// <param name="coins">Who keeps the coins.</param>
/// <param name="bank">Who keeps fiat money.</param>
public sealed class CustodyRouter(ICustody coins, ICustody bank) : ICustody
{
    /// <inheritdoc />
    public ValueTask<string> CreateDepositAddressAsync(string asset, string network, string userId, CancellationToken cancellation = default) =>
        Of(network).CreateDepositAddressAsync(asset, network, userId, cancellation);

    /// <inheritdoc />
    public ValueTask<IncomingPage> ListIncomingAsync(string network, string? cursor, int limit, CancellationToken cancellation = default) =>
        Of(network).ListIncomingAsync(network, cursor, limit, cancellation);

    /// <inheritdoc />
    public ValueTask<Amount> QuoteNetworkFeeAsync(Asset asset, string network, CancellationToken cancellation = default) =>
        Of(network).QuoteNetworkFeeAsync(asset, network, cancellation);

    /// <inheritdoc />
    public ValueTask<CustodySubmission> SubmitAsync(CustodyWithdrawal withdrawal, CancellationToken cancellation = default) =>
        Of(withdrawal.Network).SubmitAsync(withdrawal, cancellation);

    /// <inheritdoc />
    public ValueTask<CustodyBump> BumpFeeAsync(CustodyFeeBump bump, CancellationToken cancellation = default) => Of(bump.Network).BumpFeeAsync(bump, cancellation);

    /// <inheritdoc />
    public ValueTask<CustodyWithdrawalState?> FindWithdrawalAsync(string network, string withdrawalId, CancellationToken cancellation = default) =>
        Of(network).FindWithdrawalAsync(network, withdrawalId, cancellation);

    /// <inheritdoc />
    public ValueTask<SubmittedPage> ListSubmittedAsync(string network, string? cursor, int limit, CancellationToken cancellation = default) =>
        Of(network).ListSubmittedAsync(network, cursor, limit, cancellation);

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<CustodyHolding>> ListHoldingsAsync(string network, CancellationToken cancellation = default) =>
        Of(network).ListHoldingsAsync(network, cancellation);

    private ICustody Of(string network) => NetworkNames.IsBank(network) ? bank : coins;
}
