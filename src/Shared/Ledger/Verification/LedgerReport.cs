namespace CryptoVault.Ledger.Verification;

/// <summary>The ledger's invariants, by the numbers of the specification.</summary>
public enum LedgerInvariant
{
    /// <summary>1: per asset, all postings of all accounts sum to zero.</summary>
    PostingsSumToZero = 1,
    /// <summary>2: no available or held balance is negative at any point of its history.</summary>
    NeverNegative = 2,
    /// <summary>3: sequences are gap-free, running balances follow, the stored balance is the last one.</summary>
    HistoryIsComplete = 3,
    /// <summary>4: each hold is resolved at most once; posted and released parts add up.</summary>
    HoldsResolveOnce = 4,
    /// <summary>5: clearing legs net to zero per finished transfer; open ones are listed and add up to the clearing accounts.</summary>
    TransfersComplete = 5,
    /// <summary>6: a user's unresolved holds add up to what is held; each belongs to something that is open.</summary>
    HoldsMatchHeld = 6,
    /// <summary>7: what the exchange holds equals what it owes, earned and has on its way, per asset.</summary>
    AssetsMatchLiabilities = 7,
}

/// <summary>A broken invariant.</summary>
/// <param name="Invariant">Which one.</param>
/// <param name="Where">The partition, account, hold or transfer.</param>
/// <param name="What">What is wrong, with the numbers.</param>
public sealed record LedgerViolation(LedgerInvariant Invariant, string Where, string What);

/// <summary>A transfer whose second step is not booked yet.</summary>
/// <param name="Transfer">Its id.</param>
/// <param name="Asset">The asset's code.</param>
/// <param name="Units">Minor units on their way, as text.</param>
/// <param name="AgeSeconds">How long ago its first step was booked.</param>
public sealed record OpenTransfer(string Transfer, string Asset, string Units, long AgeSeconds);

/// <summary>One asset's totals over all partitions, in minor units as text; asset accounts are shown positive.</summary>
/// <param name="Asset">The asset's code.</param>
/// <param name="Custody">Custody and bank.</param>
/// <param name="Receivables">Claims.</param>
/// <param name="Liabilities">Owed to users, available and held.</param>
/// <param name="Revenue">Fees earned.</param>
/// <param name="Expenses">Costs borne.</param>
/// <param name="InFlight">On its way between partitions.</param>
public sealed record AssetTotals(
    string Asset, string Custody, string Receivables, string Liabilities, string Revenue, string Expenses, string InFlight)
{
    /// <summary>The ledger that they are in; nothing ever leads from one to another.</summary>
    public LedgerNamespace Ledger { get; init; }
}

/// <summary>What a check of the whole ledger found.</summary>
/// <param name="IsSound">True when no invariant is broken.</param>
/// <param name="CheckedAt">When.</param>
/// <param name="Partitions">Partitions checked.</param>
/// <param name="Postings">Postings checked, holds' included.</param>
/// <param name="Holds">Holds checked.</param>
/// <param name="OpenHolds">Holds not resolved.</param>
/// <param name="Violations">The first broken invariants found (at most 100).</param>
/// <param name="ViolationCount">How many there are in all.</param>
/// <param name="OpenTransfers">Transfers on their way (at most 100, oldest first).</param>
/// <param name="OpenTransferCount">How many there are in all.</param>
/// <param name="Assets">Totals per asset.</param>
public sealed record LedgerReport(
    bool IsSound, DateTimeOffset CheckedAt, long Partitions, long Postings, long Holds, long OpenHolds,
    IReadOnlyList<LedgerViolation> Violations, long ViolationCount,
    IReadOnlyList<OpenTransfer> OpenTransfers, long OpenTransferCount,
    IReadOnlyList<AssetTotals> Assets)
{
    /// <summary>What custody says that it holds against what the books say, per asset; null when nobody was asked.</summary>
    public IReadOnlyList<CustodyStatement>? Custody { get; init; }
}
