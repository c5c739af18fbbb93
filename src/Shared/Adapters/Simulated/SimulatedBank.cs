using CryptoVault.Money;
using CryptoVault.Wallets.Bank;
using CryptoVault.Wallets.Custody;
using CryptoVault.Wallets.Networks;

namespace CryptoVault.Adapters.Simulated;

/// <summary>
/// The embedded bank: SEPA and ACH on the machinery of the simulated chains, so that its story is written in the same way. A
/// transaction that waits is announced or delayed, and one that is double-spent or fails was returned.
/// </summary>
public sealed class SimulatedBank(SimulatedChain chain) : IBankRail
{
    /// <inheritdoc />
    public ValueTask<BankAccount> FindAccountAsync(string rail, CancellationToken cancellation = default) =>
        new(new BankAccount("CryptoVault Customers", SimulatedKeys.Address(rail, "collection-account"), rail == NetworkNames.Sepa ? "Simulated Bank AG" : "Simulated Bank, N.A."));

    /// <inheritdoc />
    public async ValueTask<BankPage> ListCreditsAsync(string rail, string? cursor, int limit, CancellationToken cancellation = default)
    {
        // What no block takes was announced; all else is booked at once.
        var page = await chain.ListIncomingAsync(rail, cursor, limit, cancellation);
        return new BankPage(
            [
                .. page.Items.Select(item => new BankCredit(
                    item.TransactionId, item.Address, item.Asset, item.Units,
                    item.IsGone ? BankCreditState.Returned : item.Block is not null ? BankCreditState.Booked : BankCreditState.Announced,
                    item.Sources is [var sender, ..] ? sender : null) { ReturnOf = item.ReturnOf }),
            ],
            page.Cursor, page.HasMore);
    }

    /// <inheritdoc />
    public ValueTask<Amount> QuoteFeeAsync(Asset asset, string rail, CancellationToken cancellation = default) => chain.QuoteNetworkFeeAsync(asset, rail, cancellation);

    /// <inheritdoc />
    public async ValueTask<BankAnswer> PayAsync(BankPayment payment, CancellationToken cancellation = default)
    {
        var answer = await chain.SubmitAsync(new CustodyWithdrawal(payment.Id, payment.Rail, payment.Amount, payment.Account), cancellation);
        return new BankAnswer(answer.Answer == CustodyAnswer.Accepted, answer.TransactionId, answer.Reason);
    }

    /// <inheritdoc />
    public async ValueTask<BankPaymentState?> FindPaymentAsync(string rail, string paymentId, CancellationToken cancellation = default) =>
        await chain.FindWithdrawalAsync(rail, paymentId, cancellation) is not { } state ? null : new BankPaymentState(
            state.Stage switch
            {
                CustodyStage.Confirming => BankPaymentStage.Settled,
                CustodyStage.Failed or CustodyStage.DoubleSpent => BankPaymentStage.Returned,
                CustodyStage.Stuck or CustodyStage.Dropped => BankPaymentStage.Delayed,
                _ => BankPaymentStage.Taken,
            },
            state.TransactionId, state.NetworkFeeUnits,
            state.Stage switch
            {
                CustodyStage.Failed or CustodyStage.DoubleSpent => "The beneficiary's bank returned it.",
                CustodyStage.Stuck or CustodyStage.Dropped => "The bank holds it back.",
                _ => null,
            });

    /// <inheritdoc />
    public ValueTask<SubmittedPage> ListPaymentsAsync(string rail, string? cursor, int limit, CancellationToken cancellation = default) =>
        chain.ListSubmittedAsync(rail, cursor, limit, cancellation);

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<CustodyHolding>> ListBalancesAsync(string rail, CancellationToken cancellation = default) =>
        chain.ListHoldingsAsync(rail, cancellation);
}
