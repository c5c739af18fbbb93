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

    /// <summary>How a withdrawal stands, or null when custody never took it.</summary>
    ValueTask<CustodyWithdrawalState?> FindWithdrawalAsync(string network, string withdrawalId, CancellationToken cancellation = default);

    /// <summary>The ids of all withdrawals that custody took, oldest first: what reconciliation compares with the ledger.</summary>
    ValueTask<SubmittedPage> ListSubmittedAsync(string network, string? cursor, int limit, CancellationToken cancellation = default);

    /// <summary>What custody holds on a network at this moment: all that came in, however fresh, less all that it took to be paid, with its fees.</summary>
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
public sealed record CustodyWithdrawal(string Id, string Network, Amount Amount, string Address);

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
    /// <summary>Finally failed: it is not paid and never will be.</summary>
    Failed,
}

/// <summary>How a withdrawal stands.</summary>
/// <param name="Stage">Where it is.</param>
/// <param name="TransactionId">Its transaction, once there is one.</param>
/// <param name="Confirmations">How deep it is.</param>
/// <param name="NetworkFeeUnits">What the network took for it, in the asset's minor units.</param>
/// <param name="Reason">Why it failed.</param>
public sealed record CustodyWithdrawalState(
    CustodyStage Stage, string? TransactionId, int Confirmations, Int128 NetworkFeeUnits, string? Reason = null);

/// <summary>What custody holds of an asset on a network.</summary>
/// <param name="Asset">The asset's code.</param>
/// <param name="Units">Minor units.</param>
public sealed record CustodyHolding(string Asset, Int128 Units);

/// <summary>A page of the ids of submitted withdrawals.</summary>
/// <param name="Ids">The ids.</param>
/// <param name="Cursor">Where to go on; null at the end.</param>
public sealed record SubmittedPage(IReadOnlyList<string> Ids, string? Cursor);
