using System.Text.Json.Serialization;
using CryptoVault.Money;

namespace CryptoVault.Ledger;

/// <summary>A leg to book.</summary>
/// <param name="Account">The account in the partition.</param>
/// <param name="Asset">The asset's code.</param>
/// <param name="Units">Minor units, credits positive.</param>
/// <param name="Transfer">The transfer that a clearing leg belongs to; null on other legs.</param>
public sealed record LegDraft(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] AccountName Account, string Asset, Int128 Units, string? Transfer = null);

/// <summary>A posting to book in one partition.</summary>
/// <param name="Id">Derived from what it books, such as <c>order:{id}:{sequence}</c>.</param>
/// <param name="Kind">The kind of movement (see <see cref="PostingKinds"/>).</param>
/// <param name="Reference">What it books.</param>
/// <param name="Legs">The legs; they sum to zero per asset.</param>
public sealed record PostingDraft(string Id, string Kind, LedgerReference Reference, IReadOnlyList<LegDraft> Legs)
{
    /// <summary>The holds that its held legs resolve.</summary>
    public IReadOnlyList<HoldResolution> Holds { get; init; } = [];

    /// <summary>
    /// True when the caller has its own proof that the id is new (the next number of a sequence it guards), so that
    /// looking for an earlier posting is needless. Should it exist all the same, the commit fails.
    /// </summary>
    public bool IsNew { get; init; }

    /// <summary>The leg pair that moves money into this partition from clearing.</summary>
    public static IReadOnlyList<LegDraft> FromClearing(AccountName account, Amount amount, string transfer) =>
    [
        new(AccountName.Clearing, amount.Asset.Code, -amount.Units, transfer),
        new(account, amount.Asset.Code, amount.Units),
    ];

    /// <summary>The leg pair that moves money out of this partition into clearing.</summary>
    public static IReadOnlyList<LegDraft> ToClearing(AccountName account, Amount amount, string transfer) =>
    [
        new(account, amount.Asset.Code, -amount.Units),
        new(AccountName.Clearing, amount.Asset.Code, amount.Units, transfer),
    ];
}

/// <summary>A posting that one partition orders another one to book: the second step of a transfer. It cannot fail for lack of funds.</summary>
/// <param name="Container">The container of the partition that books it.</param>
/// <param name="Partition">The partition that books it.</param>
/// <param name="Posting">What to book.</param>
/// <param name="Actor">Who caused it.</param>
public sealed record PostingOrder(string Container, string Partition, PostingDraft Posting, string Actor)
{
    /// <summary>The ledger that the money comes from: only a partition of the same one books it.</summary>
    public LedgerNamespace Ledger { get; init; }
}
