using CryptoVault.Money;
using CryptoVault.Wallets.Custody;

namespace CryptoVault.Wallets.Bank;

/// <summary>No bank is configured: nothing is known of fiat money, and none moves. Its networks should be configured away, too.</summary>
public sealed class NoBankRail : IBankRail
{
    /// <inheritdoc />
    public ValueTask<BankAccount> FindAccountAsync(string rail, CancellationToken cancellation = default) => throw None();

    /// <inheritdoc />
    public ValueTask<BankPage> ListCreditsAsync(string rail, string? cursor, int limit, CancellationToken cancellation = default) => throw None();

    /// <inheritdoc />
    public ValueTask<Amount> QuoteFeeAsync(Asset asset, string rail, CancellationToken cancellation = default) => throw None();

    /// <inheritdoc />
    public ValueTask<BankAnswer> PayAsync(BankPayment payment, CancellationToken cancellation = default) => throw None();

    /// <inheritdoc />
    public ValueTask<BankPaymentState?> FindPaymentAsync(string rail, string paymentId, CancellationToken cancellation = default) => throw None();

    /// <inheritdoc />
    public ValueTask<SubmittedPage> ListPaymentsAsync(string rail, string? cursor, int limit, CancellationToken cancellation = default) => throw None();

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<CustodyHolding>> ListBalancesAsync(string rail, CancellationToken cancellation = default) => throw None();

    private static CustodyUnavailableException None() => new("No bank is configured (Bank:Provider).");
}
