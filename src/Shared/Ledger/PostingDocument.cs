using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CryptoVault.Storage;

namespace CryptoVault.Ledger;

/// <summary>One leg of a posting, as booked.</summary>
/// <param name="Account">The account in the posting's partition.</param>
/// <param name="Asset">The asset's code.</param>
/// <param name="Units">Minor units, credits positive.</param>
/// <param name="Balance">The account's balance after this leg.</param>
/// <param name="Sequence">The account's sequence of this leg, gap-free from 1.</param>
/// <param name="Transfer">The transfer that a clearing leg belongs to; null on other legs.</param>
public sealed record PostingLeg(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] AccountName Account, string Asset, Int128 Units, Int128 Balance, long Sequence, string? Transfer = null);

/// <summary>What a posting books.</summary>
/// <param name="Type">The kind of thing: <c>order</c>, <c>trade</c>, <c>deposit</c>, <c>withdrawal</c>, <c>transfer</c>.</param>
/// <param name="Id">Its id.</param>
public sealed record LedgerReference(string Type, string Id);

/// <summary>How a posting resolves a hold, in part or in whole, or adds to it.</summary>
/// <param name="Hold">The hold's id.</param>
/// <param name="Posted">Minor units of it that were paid.</param>
/// <param name="Released">Minor units of it that went back to available, or on to another hold.</param>
public sealed record HoldResolution(string Hold, Int128 Posted, Int128 Released)
{
    /// <summary>Minor units that were added to it: from available, or from another hold.</summary>
    public Int128 Added { get; init; }
}

/// <summary>
/// A posting: legs that sum to zero per asset, booked in one partition by one commit, as one immutable document.
/// The id is derived from what it books, so booking twice is a detected no-op.
/// </summary>
/// <param name="Id"><c>posting:{what it books}</c>.</param>
/// <param name="Kind">The kind of movement (see <see cref="PostingKinds"/>).</param>
/// <param name="Reference">What it books.</param>
/// <param name="Legs">The legs.</param>
/// <param name="PostingTime">When it was booked.</param>
/// <param name="Actor">Who caused it: a user id, or <c>system:{job}</c>.</param>
/// <param name="CorrelationId">The correlation id of what caused it.</param>
public sealed record PostingDocument(
    string Id, string Kind, LedgerReference Reference, IReadOnlyList<PostingLeg> Legs, string PostingTime, string Actor, string CorrelationId)
    : IDocument<PostingDocument>
{
    /// <summary>The prefix of the ids of all posting documents.</summary>
    public const string IdPrefix = "posting:";

    /// <summary>Postings of a partition by time.</summary>
    public static IndexDefinition Index { get; } = new("postings", "postingTime");

    /// <inheritdoc />
    public static JsonTypeInfo<PostingDocument> Json => LedgerJson.Default.PostingDocument;

    /// <inheritdoc />
    public string Type => "posting";

    /// <inheritdoc />
    public int SchemaVersion => 1;

    /// <summary>The holds it resolves; absent when none.</summary>
    public IReadOnlyList<HoldResolution>? Holds { get; init; }
}

/// <summary>The kinds of postings.</summary>
public static class PostingKinds
{
    /// <summary>Available to held.</summary>
    public const string Hold = "hold";
    /// <summary>Held back to available.</summary>
    public const string Release = "release";
    /// <summary>Held back to available, because the hold's time was over.</summary>
    public const string Expire = "expire";
    /// <summary>A correction that one of the staff proposed and another one approved.</summary>
    public const string Adjustment = "adjustment";
    /// <summary>Fills of an order.</summary>
    public const string Trade = "trade";
    /// <summary>Fees of trades, in the house's partition.</summary>
    public const string TradeFees = "trade_fees";
    /// <summary>A deposit.</summary>
    public const string Deposit = "deposit";
    /// <summary>A deposit that the chain or the bank took back.</summary>
    public const string DepositReversal = "deposit_reversal";
    /// <summary>A withdrawal.</summary>
    public const string Withdrawal = "withdrawal";
    /// <summary>Money from one user to another.</summary>
    public const string Transfer = "transfer";
}
