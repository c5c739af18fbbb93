using CryptoVault.Money;
using CryptoVault.Wallets.Custody;

namespace CryptoVault.Wallets.Bank;

/// <summary>
/// Bank rails as networks: a customer's address is a reference, a booked credit is in a block, and one that the sender's bank
/// took back is gone. So fiat takes the way of coins: deposits, quarantine, claims and withdrawals are the same.
/// </summary>
public sealed class BankCustody(IBankRail rail) : ICustody
{
    /// <summary>A booked credit and a settled payment are as deep as any network may ask for.</summary>
    private const int Settled = 1_000_000;

    /// <inheritdoc />
    public ValueTask<string> CreateDepositAddressAsync(string asset, string network, string userId, CancellationToken cancellation = default) =>
        new(BankReferences.Of(network, userId));

    /// <inheritdoc />
    public async ValueTask<IncomingPage> ListIncomingAsync(string network, string? cursor, int limit, CancellationToken cancellation = default)
    {
        var page = await rail.ListCreditsAsync(network, cursor, limit, cancellation);
        return new IncomingPage([.. page.Items.Select(credit => ToTransfer(network, credit))], page.Cursor, Settled, page.HasMore);
    }

    /// <inheritdoc />
    public ValueTask<Amount> QuoteNetworkFeeAsync(Asset asset, string network, CancellationToken cancellation = default) =>
        rail.QuoteFeeAsync(asset, network, cancellation);

    /// <inheritdoc />
    public async ValueTask<CustodySubmission> SubmitAsync(CustodyWithdrawal withdrawal, CancellationToken cancellation = default)
    {
        var answer = await rail.PayAsync(
            new BankPayment(withdrawal.Id, withdrawal.Network, withdrawal.Amount, withdrawal.Address) { Reference = withdrawal.ReturnAddress }, cancellation);
        return new CustodySubmission(answer.IsTaken ? CustodyAnswer.Accepted : CustodyAnswer.Refused, answer.BankReference, answer.Reason);
    }

    /// <inheritdoc />
    public async ValueTask<CustodyBump> BumpFeeAsync(CustodyFeeBump bump, CancellationToken cancellation = default)
    {
        var state = await rail.FindPaymentAsync(bump.Network, bump.WithdrawalId, cancellation);
        return new CustodyBump(CustodyAnswer.Refused, state?.BankReference, state?.FeeUnits ?? 0, "A bank's payment does not go faster for more money.");
    }

    /// <inheritdoc />
    public async ValueTask<CustodyWithdrawalState?> FindWithdrawalAsync(string network, string withdrawalId, CancellationToken cancellation = default) =>
        await rail.FindPaymentAsync(network, withdrawalId, cancellation) is not { } state ? null : state.Stage switch
        {
            BankPaymentStage.Settled => new CustodyWithdrawalState(CustodyStage.Confirming, state.BankReference, Settled, state.FeeUnits),
            BankPaymentStage.Returned => new CustodyWithdrawalState(CustodyStage.Failed, state.BankReference, 0, 0, state.Reason),
            // Nothing can be done about a bank that takes its time: it is not stuck as a transaction is.
            _ => new CustodyWithdrawalState(CustodyStage.Pending, state.BankReference, 0, state.FeeUnits, state.Reason),
        };

    /// <inheritdoc />
    public ValueTask<SubmittedPage> ListSubmittedAsync(string network, string? cursor, int limit, CancellationToken cancellation = default) =>
        rail.ListPaymentsAsync(network, cursor, limit, cancellation);

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<CustodyHolding>> ListHoldingsAsync(string network, CancellationToken cancellation = default) =>
        rail.ListBalancesAsync(network, cancellation);

    private static IncomingTransfer ToTransfer(string network, BankCredit credit) => new(
        network, credit.CreditId, 0, credit.Asset, BankReferences.Canonical(credit.Reference), credit.Units, credit.State == BankCreditState.Booked ? 1 : null)
    {
        IsGone = credit.State == BankCreditState.Returned,
        Sources = credit.Sender is { } sender ? [sender] : [],
        ReturnOf = credit.ReturnOf,
    };
}
