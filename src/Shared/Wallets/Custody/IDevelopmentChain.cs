using CryptoVault.Money;

namespace CryptoVault.Wallets.Custody;

/// <summary>What a simulated network does with a transaction.</summary>
public enum ChainFate
{
    /// <summary>It comes into the next block.</summary>
    Mined,
    /// <summary>No block takes it until it pays more, or is mined by a later script.</summary>
    Stuck,
    /// <summary>The network forgets it; it may be mined by a later script.</summary>
    Dropped,
    /// <summary>Another transaction, in the next block, spends the same coins.</summary>
    DoubleSpent,
    /// <summary>It fails for good, as a contract's refusal does; of a withdrawal, custody says so.</summary>
    Failed,
}

/// <summary>A stranger's transaction.</summary>
/// <param name="Reference">By which a repetition is recognised.</param>
/// <param name="Network">The network.</param>
/// <param name="Amount">How much.</param>
/// <param name="Address">Whom it pays.</param>
public sealed record StrangersPayment(string Reference, string Network, Amount Amount, string Address)
{
    /// <summary>Who pays; null for an address that follows from the reference.</summary>
    public string? Source { get; init; }

    /// <summary>The withdrawal that a beneficiary's bank sends back with it; null for none.</summary>
    public string? ReturnOf { get; init; }
}

/// <summary>What developers, demonstrations and tests ask of a simulated chain. A real custody has no such thing.</summary>
public interface IDevelopmentChain
{
    /// <summary>A stranger's transaction that pays an address. The same reference again is the same transaction.</summary>
    /// <returns>The transfer as custody will list it.</returns>
    ValueTask<IncomingTransfer> SendAsync(StrangersPayment payment, CancellationToken cancellation = default);

    /// <summary>A stranger's transaction, from an address that follows from the reference.</summary>
    ValueTask<IncomingTransfer> SendAsync(string reference, string network, Amount amount, string address, CancellationToken cancellation = default);

    /// <summary>Coins that custody has had from the beginning: they stand against opening balances. The same reference again is the same coins.</summary>
    ValueTask EndowAsync(string reference, string network, Amount amount, CancellationToken cancellation = default);

    /// <summary>Mines blocks now, without waiting for their time.</summary>
    /// <returns>The height of the newest block.</returns>
    ValueTask<long> MineAsync(string network, int blocks, CancellationToken cancellation = default);

    /// <summary>
    /// Another branch of the chain replaces the newest blocks. What was in them is in none, and comes into the next block
    /// of the new branch.
    /// </summary>
    /// <param name="network">The network.</param>
    /// <param name="depth">How many blocks are replaced; at least 1.</param>
    /// <param name="fate">What becomes of strangers' transactions in them; withdrawals of ours are always mined again.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>How many transactions lost their block.</returns>
    ValueTask<int> ReorganizeAsync(string network, int depth, ChainFate fate = ChainFate.Mined, CancellationToken cancellation = default);

    /// <summary>Decides what becomes of a transaction from now on, also of one that is in a block.</summary>
    /// <returns>False when there is no such transaction.</returns>
    ValueTask<bool> DecideFateAsync(string network, string transactionId, ChainFate fate, CancellationToken cancellation = default);

    /// <summary>Decides what becomes of the next transaction that pays an address.</summary>
    ValueTask PlanFateAsync(string network, string address, ChainFate fate, CancellationToken cancellation = default);
}
