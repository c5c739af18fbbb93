using CryptoVault.Money;
using CryptoVault.Wallets.Custody;

namespace CryptoVault.Wallets.Bank;

/// <summary>
/// The bank-rail port: who keeps the exchange's accounts at banks and moves fiat money over SEPA or ACH. Every call may be
/// repeated. What cannot be answered is a <see cref="CustodyUnavailableException"/>: nothing is known then.
/// </summary>
public interface IBankRail
{
    /// <summary>The exchange's account that customers pay to over a rail.</summary>
    ValueTask<BankAccount> FindAccountAsync(string rail, CancellationToken cancellation = default);

    /// <summary>Credits to our account whose state changed since the cursor (null: from the beginning), oldest first; again when one is booked or returned.</summary>
    ValueTask<BankPage> ListCreditsAsync(string rail, string? cursor, int limit, CancellationToken cancellation = default);

    /// <summary>What the bank asks for a payment.</summary>
    ValueTask<Amount> QuoteFeeAsync(Asset asset, string rail, CancellationToken cancellation = default);

    /// <summary>Has a payment made. The same id again is the same payment.</summary>
    ValueTask<BankAnswer> PayAsync(BankPayment payment, CancellationToken cancellation = default);

    /// <summary>How a payment stands, or null when the bank never took it.</summary>
    ValueTask<BankPaymentState?> FindPaymentAsync(string rail, string paymentId, CancellationToken cancellation = default);

    /// <summary>The ids of all payments that the bank took, oldest first.</summary>
    ValueTask<SubmittedPage> ListPaymentsAsync(string rail, string? cursor, int limit, CancellationToken cancellation = default);

    /// <summary>What lies on our account: all that was announced and not returned, less all that is to be paid.</summary>
    ValueTask<IReadOnlyList<CustodyHolding>> ListBalancesAsync(string rail, CancellationToken cancellation = default);
}

/// <summary>The account that customers pay to.</summary>
/// <param name="Holder">Whose it is.</param>
/// <param name="Number">The IBAN, or routing and account number.</param>
/// <param name="Bank">The bank's name.</param>
public sealed record BankAccount(string Holder, string Number, string Bank);

/// <summary>Where a credit is.</summary>
public enum BankCreditState
{
    /// <summary>The bank expects it: it is not booked.</summary>
    Announced,
    /// <summary>It is on our account.</summary>
    Booked,
    /// <summary>The sender's bank took it back: after it was announced or booked.</summary>
    Returned,
}

/// <summary>A credit to our account.</summary>
/// <param name="CreditId">The bank's id of it.</param>
/// <param name="Reference">The reference that the sender gave: how we know whose it is.</param>
/// <param name="Asset">The currency.</param>
/// <param name="Units">How much, in minor units.</param>
/// <param name="State">Where it is.</param>
/// <param name="Sender">The account that it comes from; null when the bank does not tell.</param>
public sealed record BankCredit(string CreditId, string Reference, string Asset, Int128 Units, BankCreditState State, string? Sender)
{
    /// <summary>The id of our payment that the beneficiary's bank sends back with it (SEPA pacs.004, ACH return entries); null for what is no return.</summary>
    public string? ReturnOf { get; init; }
}

/// <summary>A page of credits.</summary>
/// <param name="Items">The credits.</param>
/// <param name="Cursor">Where to go on; never null.</param>
/// <param name="HasMore">True when more are there already.</param>
public sealed record BankPage(IReadOnlyList<BankCredit> Items, string Cursor, bool HasMore);

/// <summary>A payment to make.</summary>
/// <param name="Id">Our id of it.</param>
/// <param name="Rail">The rail.</param>
/// <param name="Amount">How much.</param>
/// <param name="Account">The beneficiary's IBAN, or routing and account number.</param>
public sealed record BankPayment(string Id, string Rail, Amount Amount, string Account)
{
    /// <summary>The customer's reference, which the payment carries: a return comes back with it, and so to the customer.</summary>
    public string? Reference { get; init; }
}

/// <summary>What the bank says to a payment.</summary>
/// <param name="IsTaken">Whether it makes it.</param>
/// <param name="BankReference">The bank's id of it.</param>
/// <param name="Reason">Why it does not.</param>
public sealed record BankAnswer(bool IsTaken, string? BankReference, string? Reason);

/// <summary>Where a payment is.</summary>
public enum BankPaymentStage
{
    /// <summary>Taken, not settled.</summary>
    Taken,
    /// <summary>The bank holds it back: longer than usual.</summary>
    Delayed,
    /// <summary>Settled: the beneficiary's bank has it.</summary>
    Settled,
    /// <summary>Returned before it was settled: finally not paid.</summary>
    Returned,
}

/// <summary>How a payment stands.</summary>
/// <param name="Stage">Where it is.</param>
/// <param name="BankReference">The bank's id of it.</param>
/// <param name="FeeUnits">What the bank takes for it, in minor units.</param>
/// <param name="Reason">Why it was returned or is delayed.</param>
public sealed record BankPaymentState(BankPaymentStage Stage, string? BankReference, Int128 FeeUnits, string? Reason);
