using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CryptoVault.Storage;

namespace CryptoVault.Ledger;

/// <summary>
/// A hold: money reserved for something that may happen. The document is at once the posting that moved the money
/// from available to held (<see cref="Legs"/>, never changed) and the hold's resolution so far. It stays for ever,
/// so that its id is never used twice. What a hold is for may be written in the same document, by a record that
/// derives from this one (an order is): that saves a document at each change.
/// </summary>
/// <param name="Id"><c>hold:{what it is for}</c>.</param>
/// <param name="Asset">The asset's code.</param>
/// <param name="Amount">Minor units reserved.</param>
/// <param name="Posted">Minor units paid so far.</param>
/// <param name="Released">Minor units given back so far.</param>
/// <param name="Reference">What it is for.</param>
/// <param name="Legs">The legs that reserved the money.</param>
/// <param name="PostingTime">When it was placed.</param>
/// <param name="Actor">Who placed it.</param>
/// <param name="CorrelationId">The correlation id of what placed it.</param>
public record HoldDocument(
    string Id, string Asset, Int128 Amount, Int128 Posted, Int128 Released, LedgerReference Reference,
    IReadOnlyList<PostingLeg> Legs, string PostingTime, string Actor, string CorrelationId) : IDocument<HoldDocument>
{
    /// <summary>The prefix of the ids of all hold documents.</summary>
    public const string IdPrefix = "hold:";

    /// <inheritdoc />
    public static JsonTypeInfo<HoldDocument> Json => LedgerJson.Default.HoldDocument;

    /// <inheritdoc />
    public virtual string Type => "hold";

    /// <inheritdoc />
    public virtual int SchemaVersion => 1;

    /// <summary>Holds with a time at which they end, of all users, by that time.</summary>
    public static IndexDefinition Expiring { get; } = new("expiring-holds", "holdDue") { CrossPartition = true, WithinPartition = false };

    /// <summary>
    /// Minor units put in after it was placed, by postings: what another hold passed on to it, or what it was not funded
    /// with at once. A hold that waits for its money has an <see cref="Amount"/> of nothing and no legs.
    /// </summary>
    public Int128 Added { get; init; }

    /// <summary>
    /// When it ends by itself; null for a hold whose business has a life cycle of its own, as orders and withdrawals
    /// have: such a hold never expires.
    /// </summary>
    public string? ExpiresAt { get; init; }

    /// <summary>When it expired; null unless it did.</summary>
    public string? ExpiredTime { get; init; }

    /// <summary>When it will end, while it is open: what <see cref="Expiring"/> finds it by.</summary>
    public string? HoldDue => IsResolved ? null : ExpiresAt;

    /// <summary>Minor units still reserved.</summary>
    [JsonIgnore]
    public Int128 Remaining => Amount + Added - Posted - Released;

    /// <summary>True when nothing is reserved any more.</summary>
    [JsonIgnore]
    public bool IsResolved => Remaining == 0;

    /// <summary>True when its time is over: nothing can be paid of it any more. A tick before that it is in time.</summary>
    public bool IsDue(DateTimeOffset now) => ExpiresAt is not null && now >= StoredTime.Parse(ExpiresAt);

    /// <summary>The document id of a hold.</summary>
    public static string IdOf(string hold) => IdPrefix + hold;

    /// <summary>Replaces the document in a view, as what it is.</summary>
    internal virtual void WriteTo(PartitionView view) => view.Set(this);
}
