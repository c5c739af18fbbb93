using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CryptoVault.Money;
using CryptoVault.Storage;

namespace CryptoVault.Ledger.Adjustments;

/// <summary>Where an adjustment is.</summary>
public enum AdjustmentStatus
{
    /// <summary>Proposed; another person must decide.</summary>
    Pending,
    /// <summary>Approved and booked.</summary>
    Approved,
    /// <summary>Refused, or taken back; nothing was booked.</summary>
    Rejected,
    /// <summary>Nobody decided in time; nothing was booked.</summary>
    Expired,
}

/// <summary>Which way an account's balance, as it is shown, changes.</summary>
public enum AdjustmentDirection
{
    /// <summary>A customer gets money; a house account has more.</summary>
    Increase,
    /// <summary>A customer pays; a house account has less.</summary>
    Decrease,
}

/// <summary>Which house account stands on the other side.</summary>
public enum AdjustmentKind
{
    /// <summary>A cost of the house, or its return: goodwill, a loss written off.</summary>
    Expense,
    /// <summary>A claim of the house, or its settlement.</summary>
    Receivable,
    /// <summary>An earning of the house, or its return: a fee charged or refunded.</summary>
    Revenue,
}

/// <summary>One of the staff acting on an adjustment: written only after session and roles were checked.</summary>
/// <param name="UserId">Who.</param>
/// <param name="SessionId">In which session.</param>
/// <param name="Roles">With which roles.</param>
/// <param name="Reason">Why.</param>
/// <param name="Time">When.</param>
public sealed record AdjustmentAct(string UserId, string SessionId, IReadOnlyList<string> Roles, string Reason, string Time);

/// <summary>
/// A correction of the books that one of the staff proposed and another one decides on. It lies in the partition of the
/// customer that it touches, so that its state and the customer's money change in one commit; one between two house
/// accounts lies in a partition of its own.
/// </summary>
/// <param name="Id"><c>adjustment:{adjustment id}</c>.</param>
/// <param name="AdjustmentId">Its id, derived from the proposer and the idempotency key.</param>
/// <param name="Asset">The asset's code.</param>
/// <param name="Units">How much, in minor units.</param>
/// <param name="Reference">What it corrects, in the proposer's words: a ticket, a transaction.</param>
/// <param name="Proposed">Who proposed it and why.</param>
/// <param name="AdjustmentTime">When it was proposed.</param>
/// <param name="Deadline">When it expires unless it is decided.</param>
/// <param name="Version">Counts the changes, from 1: what <c>If-Match</c> must name.</param>
public sealed record AdjustmentDocument(
    string Id, string AdjustmentId, string Asset, Int128 Units, string Reference, AdjustmentAct Proposed, string AdjustmentTime,
    string Deadline, int Version) : IDocument<AdjustmentDocument>
{
    /// <summary>One adjustment by its id.</summary>
    public static IndexDefinition ById { get; } = new("adjustment-ids", "adjustmentId") { CrossPartition = true, WithinPartition = false };

    /// <summary>All by time.</summary>
    public static IndexDefinition ByTime { get; } = new("adjustments", "adjustmentTime") { CrossPartition = true, WithinPartition = false };

    /// <summary>All by state and time.</summary>
    public static IndexDefinition ByStatus { get; } =
        new("adjustments-by-status", "adjustmentStatus", "adjustmentTime") { CrossPartition = true, WithinPartition = false };

    /// <summary>Those that wait for a decision, by when they expire.</summary>
    public static IndexDefinition Due { get; } = new("pending-adjustments", "adjustmentDue") { CrossPartition = true, WithinPartition = false };

    /// <inheritdoc />
    public static JsonTypeInfo<AdjustmentDocument> Json => AdjustmentJson.Default.AdjustmentDocument;

    /// <inheritdoc />
    public string Type => "adjustment";

    /// <inheritdoc />
    public int SchemaVersion => 1;

    /// <summary>The customer; null when it is between house accounts.</summary>
    public string? UserId { get; init; }

    /// <summary>The house account; null when it is a customer's.</summary>
    public AccountName? HouseAccount { get; init; }

    /// <summary>The ledger that it is in.</summary>
    public LedgerNamespace Ledger { get; init; }

    /// <summary>Which way.</summary>
    public AdjustmentDirection Direction { get; init; }

    /// <summary>What stands on the other side.</summary>
    public AdjustmentKind Kind { get; init; }

    /// <summary>Where it is.</summary>
    [JsonIgnore]
    public AdjustmentStatus Status { get; init; }

    /// <summary>The state's name: what <see cref="ByStatus"/> finds it by.</summary>
    [JsonPropertyName("adjustmentStatus")]
    public string StatusName
    {
        get => Status.ToString();
        init => Status = Enum.Parse<AdjustmentStatus>(value);
    }

    /// <summary>When it expires while it waits: what <see cref="Due"/> finds it by.</summary>
    public string? AdjustmentDue => Status == AdjustmentStatus.Pending ? Deadline : null;

    /// <summary>Who decided and why; null while nobody has.</summary>
    public AdjustmentAct? Decided { get; init; }

    /// <summary>When it was over; null while it waits.</summary>
    public string? EndTime { get; init; }

    /// <summary>True when a customer's money is reserved for it while it waits.</summary>
    [JsonIgnore]
    public bool HoldsMoney => UserId is not null && Direction == AdjustmentDirection.Decrease;

    /// <summary>Where it lies.</summary>
    [JsonIgnore]
    public PartitionKey Partition => UserId is null
        ? LedgerPartitions.OfUser(Id, Ledger)
        : LedgerPartitions.OfUser(UserId, Ledger);

    /// <summary>The document's id.</summary>
    public static string IdOf(string adjustmentId) => $"adjustment:{adjustmentId}";
}

/// <summary>What the proposer's idempotency key stands for.</summary>
internal sealed record AdjustmentTicket(string AdjustmentId);

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true,
    Converters = [typeof(UnitsConverter)])]
[JsonSerializable(typeof(AdjustmentDocument))]
[JsonSerializable(typeof(AdjustmentTicket))]
internal sealed partial class AdjustmentJson : JsonSerializerContext;
