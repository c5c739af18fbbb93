using CryptoVault.Ids;
using CryptoVault.Money;

namespace CryptoVault.Wallets.Custody;

/// <summary>
/// The custody port: who keeps the coins and talks to the chains. Every call may be repeated. What cannot be
/// answered is a <see cref="CustodyUnavailableException"/>; after one, a submission may or may not have been taken,
/// and only <see cref="SubmitAsync"/> with the same id or <see cref="FindWithdrawalAsync"/> tells.
/// </summary>
public interface ICustody
{
    /// <summary>The address at which a user receives an asset over a network: the same one each time.</summary>
    ValueTask<string> CreateDepositAddressAsync(string asset, string network, string userId, CancellationToken cancellation = default);

    /// <summary>
    /// Transfers to our addresses whose state changed since the cursor (null: from the beginning), oldest first. A
    /// transfer is listed again when a re-organisation of the chain changes its block.
    /// </summary>
    ValueTask<IncomingPage> ListIncomingAsync(string network, string? cursor, int limit, CancellationToken cancellation = default);

    /// <summary>What the network asks at present for moving the asset, in that asset.</summary>
    ValueTask<Amount> QuoteNetworkFeeAsync(Asset asset, string network, CancellationToken cancellation = default);

    /// <summary>Has a withdrawal paid. The same id again is the same withdrawal and is never paid twice.</summary>
    ValueTask<CustodySubmission> SubmitAsync(CustodyWithdrawal withdrawal, CancellationToken cancellation = default);

    /// <summary>
    /// Pays the network more for a withdrawal whose transaction is in no block. The same number again is the same bump and
    /// costs nothing more; the transaction that replaces the old one pays the same beneficiary the same amount, and only one
    /// of both can ever come into a block.
    /// </summary>
    ValueTask<CustodyBump> BumpFeeAsync(CustodyFeeBump bump, CancellationToken cancellation = default);

    /// <summary>How a withdrawal stands, or null when custody never took it.</summary>
    ValueTask<CustodyWithdrawalState?> FindWithdrawalAsync(string network, string withdrawalId, CancellationToken cancellation = default);

    /// <summary>The ids of all withdrawals that custody took, oldest first: what reconciliation compares with the ledger.</summary>
    ValueTask<SubmittedPage> ListSubmittedAsync(string network, string? cursor, int limit, CancellationToken cancellation = default);

    /// <summary>
    /// What custody holds on a network at this moment: all that came in and is in a block or on its way into the next one,
    /// less all that it took to be paid and that has not finally failed or been double-spent, with its fees.
    /// </summary>
    ValueTask<IReadOnlyList<CustodyHolding>> ListHoldingsAsync(string network, CancellationToken cancellation = default);
}

/// <summary>Custody could not answer; nothing is known about what was asked of it.</summary>
public sealed class CustodyUnavailableException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>A transfer to one of our addresses.</summary>
/// <param name="Network">The network.</param>
/// <param name="TransactionId">The transaction on the chain.</param>
/// <param name="Output">Which of the transaction's outputs (or logs), from 0.</param>
/// <param name="Asset">The asset's code.</param>
/// <param name="Address">Our address.</param>
/// <param name="Units">How much, in the asset's minor units.</param>
/// <param name="Block">The height of the block that holds it, or will as far as is known; null when it is in none (any more).</param>
public sealed record IncomingTransfer(
    string Network, string TransactionId, int Output, string Asset, string Address, Int128 Units, long? Block)
{
    /// <summary>The addresses that paid it, as far as custody knows them; empty when it does not. What screening looks at.</summary>
    public IReadOnlyList<string> Sources { get; init; } = [];

    /// <summary>The withdrawal of ours that it sends back after it was paid, as the beneficiary's bank says; null for what is no return.</summary>
    public string? ReturnOf { get; init; }

    /// <summary>True when it is in no block and never will be: the same coins were spent otherwise, or the bank took it back for good.</summary>
    public bool IsGone { get; init; }

    /// <summary>The deposit's id, derived from the chain: the same transfer is the same deposit, whoever sees it.</summary>
    public string DepositId => DerivedId.Of("deposit", Network, TransactionId, $"{Output}");

    /// <summary>How deep it is when the chain's tip is at a height: 1 in the newest block, 0 in none.</summary>
    public int ConfirmationsAt(long tip) => ConfirmationsOf(Block, tip);

    /// <summary>How deep a block is when the chain's tip is at a height.</summary>
    public static int ConfirmationsOf(long? block, long tip) => block is { } height && height <= tip ? (int)Math.Min(tip - height + 1, int.MaxValue) : 0;
}

/// <summary>A page of incoming transfers.</summary>
/// <param name="Items">The transfers.</param>
/// <param name="Cursor">Where to go on; never null.</param>
/// <param name="Tip">The height of the chain's newest block.</param>
/// <param name="HasMore">True when more are there already.</param>
public sealed record IncomingPage(IReadOnlyList<IncomingTransfer> Items, string Cursor, long Tip, bool HasMore);

/// <summary>What custody is to pay.</summary>
/// <param name="Id">Our id of it, by which a repetition is recognised.</param>
/// <param name="Network">The network.</param>
/// <param name="Amount">How much the beneficiary gets.</param>
/// <param name="Address">The beneficiary's address in canonical form.</param>
public sealed record CustodyWithdrawal(string Id, string Network, Amount Amount, string Address)
{
    /// <summary>The customer's own deposit address: where a bank sends back what the beneficiary's bank does not keep. Null where nothing comes back.</summary>
    public string? ReturnAddress { get; init; }
}

/// <summary>What custody says to a submission.</summary>
public enum CustodyAnswer
{
    /// <summary>It pays, or has paid.</summary>
    Accepted,
    /// <summary>It does not pay and never will under this id.</summary>
    Refused,
}

/// <summary>The answer to a submission.</summary>
/// <param name="Answer">Whether it pays.</param>
/// <param name="TransactionId">The transaction, when it is known already.</param>
/// <param name="Reason">Why it is refused.</param>
public sealed record CustodySubmission(CustodyAnswer Answer, string? TransactionId = null, string? Reason = null);

/// <summary>Where a withdrawal is.</summary>
public enum CustodyStage
{
    /// <summary>Taken, not in a block yet.</summary>
    Pending,
    /// <summary>In a block.</summary>
    Confirming,
    /// <summary>Finally failed: it is not paid and never will be. The only stage that is final by itself.</summary>
    Failed,
    /// <summary>Sent, and no block takes it: its fee is too low. A fee bump helps.</summary>
    Stuck,
    /// <summary>The network forgot it. It may come back any time, so nothing may be given back; a fee bump sends it again.</summary>
    Dropped,
    /// <summary>
    /// Another transaction spent the same coins. It is final only once that one is as deep as the network requires
    /// (<see cref="CustodyWithdrawalState.Confirmations"/>); until then a re-organisation may turn it round.
    /// </summary>
    DoubleSpent,
}

/// <summary>How a withdrawal stands.</summary>
/// <param name="Stage">Where it is.</param>
/// <param name="TransactionId">Its transaction, once there is one.</param>
/// <param name="Confirmations">How deep it is; when it was double-spent, how deep the conflicting transaction is.</param>
/// <param name="NetworkFeeUnits">What the network takes for it, with all fee bumps, in the asset's minor units. Nothing for one that failed or was double-spent.</param>
/// <param name="Reason">Why it failed, or does not go on.</param>
public sealed record CustodyWithdrawalState(
    CustodyStage Stage, string? TransactionId, int Confirmations, Int128 NetworkFeeUnits, string? Reason = null)
{
    /// <summary>How many fee bumps custody made for it: the next one has the number after it.</summary>
    public int FeeBumps { get; init; }

    /// <summary>What custody says that it pays; null where it does not say it. Anything else than was submitted is for people to look into.</summary>
    public CustodyPayment? Payment { get; init; }

    /// <summary>The transaction that spent the same coins; null unless it was double-spent.</summary>
    public string? ConflictingTransactionId { get; init; }
}

/// <summary>What custody says that a withdrawal pays.</summary>
/// <param name="Asset">The asset's code.</param>
/// <param name="Units">How much, in the asset's minor units.</param>
/// <param name="Address">Whom.</param>
public sealed record CustodyPayment(string Asset, Int128 Units, string Address);

/// <summary>A fee bump that custody is to make.</summary>
/// <param name="WithdrawalId">Our id of the withdrawal.</param>
/// <param name="Network">The network.</param>
/// <param name="Number">Which bump of the withdrawal, from 1: by it a repetition is recognised.</param>
/// <param name="MaxFee">The most that the network may take for the withdrawal in total.</param>
public sealed record CustodyFeeBump(string WithdrawalId, string Network, int Number, Amount MaxFee);

/// <summary>The answer to a fee bump.</summary>
/// <param name="Answer">Whether it was made. A refusal changes nothing: the withdrawal may be in a block by now, or the fee be too high.</param>
/// <param name="TransactionId">The transaction that is on its way now.</param>
/// <param name="NetworkFeeUnits">What the network takes for the withdrawal now, in the asset's minor units.</param>
/// <param name="Reason">Why it is refused.</param>
public sealed record CustodyBump(CustodyAnswer Answer, string? TransactionId, Int128 NetworkFeeUnits, string? Reason = null);

/// <summary>What custody holds of an asset on a network.</summary>
/// <param name="Asset">The asset's code.</param>
/// <param name="Units">Minor units.</param>
public sealed record CustodyHolding(string Asset, Int128 Units);

/// <summary>A page of the ids of submitted withdrawals.</summary>
/// <param name="Ids">The ids.</param>
/// <param name="Cursor">Where to go on; null at the end.</param>
public sealed record SubmittedPage(IReadOnlyList<string> Ids, string? Cursor);
