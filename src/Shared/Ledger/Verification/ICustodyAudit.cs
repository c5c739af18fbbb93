using CryptoVault.Storage;

namespace CryptoVault.Ledger.Verification;

/// <summary>How what custody says compares with the books.</summary>
public enum CustodyState
{
    /// <summary>They agree, all that is on its way accounted for.</summary>
    Balanced,
    /// <summary>They do not: invariant 7 is broken.</summary>
    Differs,
    /// <summary>Custody moved while it was compared: nothing can be said this time.</summary>
    Moving,
    /// <summary>Custody did not answer: nothing can be said this time.</summary>
    Unknown,
}

/// <summary>What custody holds of an asset and what the books say, in minor units as text.</summary>
/// <param name="Asset">The asset's code.</param>
/// <param name="Books">The custody accounts.</param>
/// <param name="InFlight">What is booked at users and on its way to the custody accounts; negative when it leaves them.</param>
/// <param name="UnsettledIn">On the chain, but not credited yet, or belonging to nobody.</param>
/// <param name="UnsettledOut">Paid by custody, but not booked out yet.</param>
/// <param name="Custodian">What custody says that it holds; null when it did not answer.</param>
/// <param name="Difference">What custody has more than all of that explains; null when it did not answer.</param>
/// <param name="State">What follows.</param>
public sealed record CustodyStatement(
    string Asset, string Books, string InFlight, string UnsettledIn, string UnsettledOut, string? Custodian, string? Difference, CustodyState State);

/// <summary>Compares what custody says that it holds with the books, over the very snapshot that is being checked (invariant 7).</summary>
public interface ICustodyAudit
{
    /// <summary>Asks custody, before the snapshot is opened.</summary>
    Task<ICustodyComparison> BeginAsync(CancellationToken cancellation);

    /// <summary>What custody holds of each asset over all networks at this moment; null when it does not answer.</summary>
    Task<IReadOnlyDictionary<string, Int128>?> ListHoldingsAsync(CancellationToken cancellation);
}

/// <summary>A comparison under way.</summary>
public interface ICustodyComparison
{
    /// <summary>Looks at a document of the snapshot; each one of users and house is shown once.</summary>
    void See(PartitionKey partition, StoredDocument document);

    /// <summary>Compares, and asks custody again: what it said counts only if nothing moved in between.</summary>
    Task<IReadOnlyList<CustodyStatement>> FinishAsync(IStoreSnapshot snapshot, CancellationToken cancellation);
}
