using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CryptoVault.Hosting;
using CryptoVault.Money;
using CryptoVault.Storage;

namespace CryptoVault.Compliance.Cases;

/// <summary>A reviewer's decision: written only after the reviewer's session and roles were checked.</summary>
/// <param name="ReviewerId">Who.</param>
/// <param name="SessionId">In which session.</param>
/// <param name="Roles">With which roles.</param>
/// <param name="Verdict">What.</param>
/// <param name="Reason">Why.</param>
/// <param name="Time">When.</param>
public sealed record CaseDecision(
    string ReviewerId, string SessionId, IReadOnlyList<string> Roles, CaseVerdict Verdict, string Reason, string Time)
{
    /// <summary>Why, in a word that can be counted.</summary>
    public CaseReasonCode ReasonCode { get; init; }

    /// <summary>What shows it; null where nothing has to be shown.</summary>
    public CaseEvidence? Evidence { get; init; }
}

/// <summary>What shows that a payment was made, or was not.</summary>
/// <param name="TransactionId">The transaction on the chain; null when there is none.</param>
/// <param name="NetworkFee">What the network took, in the asset; null when it is not known.</param>
/// <param name="Source">Where it was seen: an explorer, custody's own statement, a ticket.</param>
public sealed record CaseEvidence(string? TransactionId, string? NetworkFee, string Source);

/// <summary>What somebody wrote about a case.</summary>
/// <param name="AuthorId">Who.</param>
/// <param name="Text">What.</param>
/// <param name="Time">When.</param>
public sealed record CaseNote(string AuthorId, string Text, string Time);

/// <summary>Something that happened to a case.</summary>
/// <param name="Kind">What.</param>
/// <param name="Time">When.</param>
/// <param name="Actor">Who: a user id, or <c>system</c>.</param>
public sealed record CaseEvent(CaseEventKind Kind, string Time, string Actor)
{
    /// <summary>More about it: to whom, which decision, which outcome; null for nothing.</summary>
    public string? Detail { get; init; }
}

/// <summary>What a withdrawal approval is about.</summary>
/// <param name="WithdrawalId">The withdrawal.</param>
/// <param name="UserId">Whose it is, who so may not decide.</param>
/// <param name="Asset">The asset's code.</param>
/// <param name="Network">The network.</param>
/// <param name="Address">Where it goes.</param>
/// <param name="Units">How much, in minor units.</param>
/// <param name="Rule">The policy rule that asks for the approval.</param>
public sealed record WithdrawalSubject(
    string WithdrawalId, string UserId, string Asset, string Network, string Address, Int128 Units, string Rule);

/// <summary>A case: work for people, in a partition of its own, so that exactly one decision is the last.</summary>
/// <param name="CaseId">The case's id: the partition.</param>
/// <param name="CaseType">What it is about.</param>
/// <param name="State">Where it is.</param>
/// <param name="CasePriority">Its place in the queue: lower is first.</param>
/// <param name="CreatedTime">When it was opened.</param>
/// <param name="CaseDue">When it must be decided; after that it expires.</param>
/// <param name="Quorum">Who must approve.</param>
/// <param name="WorkflowInstance">The orchestration that waits for it.</param>
/// <param name="Version">Counts the changes, from 1: what <c>If-Match</c> must name.</param>
public sealed record CaseDocument(
    string CaseId, CaseType CaseType, CaseState State, int CasePriority, string CreatedTime, string CaseDue, ApprovalQuorum Quorum,
    string WorkflowInstance, int Version) : IDocument<CaseDocument>
{
    /// <summary>The id that every case has in its partition.</summary>
    public const string DocumentId = "case";

    /// <summary>Who acts where no person does.</summary>
    public const string System = "system";

    /// <summary>The queue of cases.</summary>
    public static IndexDefinition Queue { get; } =
        new("cases", "caseState", "casePriority", "caseDue") { CrossPartition = true, WithinPartition = false };

    /// <summary>The queue by the state of the work on a case.</summary>
    public static IndexDefinition ByState { get; } =
        new("cases-by-state", "caseStage", "casePriority", "caseDue") { CrossPartition = true, WithinPartition = false };

    /// <summary>The cases that somebody works on.</summary>
    public static IndexDefinition ByAssignee { get; } =
        new("cases-by-assignee", "caseAssignee", "casePriority", "caseDue") { CrossPartition = true, WithinPartition = false };

    /// <summary>The open cases about an asset.</summary>
    public static IndexDefinition ByAsset { get; } =
        new("cases-by-asset", "caseAsset", "casePriority", "caseDue") { CrossPartition = true, WithinPartition = false };

    /// <summary>The open cases by when they should be decided.</summary>
    public static IndexDefinition BySla { get; } =
        new("cases-by-sla", "caseSlaDue") { CrossPartition = true, WithinPartition = false };

    /// <summary>The closed cases by when they were closed.</summary>
    public static IndexDefinition ByClosing { get; } = new("cases-by-closing", "closedTime") { CrossPartition = true, WithinPartition = false };

    /// <inheritdoc />
    public static JsonTypeInfo<CaseDocument> Json => CaseJson.Default.CaseDocument;

    /// <inheritdoc />
    public string Id => DocumentId;

    /// <inheritdoc />
    public string Type => "case";

    /// <inheritdoc />
    public int SchemaVersion => 2; // 1: open or closed, no work on it

    /// <summary>Whether it is over: what <see cref="Queue"/> finds it by.</summary>
    [JsonPropertyName("caseState")]
    public string StateName => IsOver ? nameof(CaseState.Closed) : nameof(CaseState.Open);

    /// <summary>The state of the work: what <see cref="ByState"/> finds it by.</summary>
    [JsonPropertyName("caseStage")]
    public string StageName => State.ToString();

    /// <summary>Who works on it: what <see cref="ByAssignee"/> finds it by.</summary>
    [JsonPropertyName("caseAssignee")]
    public string? OpenAssignee => IsOver ? null : AssignedTo;

    /// <summary>The asset, while it is open: what <see cref="ByAsset"/> finds it by.</summary>
    [JsonPropertyName("caseAsset")]
    public string? OpenAsset => IsOver ? null : Withdrawal?.Asset ?? Deposit?.Asset;

    /// <summary>When it should be decided, while it is open: what <see cref="BySla"/> finds it by.</summary>
    [JsonPropertyName("caseSlaDue")]
    public string? OpenSlaDue => IsOver ? null : SlaDue;

    /// <summary>True when it is closed.</summary>
    [JsonIgnore]
    public bool IsOver => State == CaseState.Closed;

    /// <summary>The withdrawal, when it is about one.</summary>
    public WithdrawalSubject? Withdrawal { get; init; }

    /// <summary>The deposit, when it is about one.</summary>
    public DepositSubject? Deposit { get; init; }

    /// <summary>Whose money it is about, who so may not decide; null when it is about nobody's.</summary>
    [JsonIgnore]
    public string? SubjectUserId => Withdrawal?.UserId ?? Deposit?.UserId;

    /// <summary>Who works on it; null when nobody claimed it.</summary>
    public string? AssignedTo { get; init; }

    /// <summary>When it should be decided; null in cases from before there were such times.</summary>
    public string? SlaDue { get; init; }

    /// <summary>When the next role was asked; null while it was not.</summary>
    public string? EscalatedTime { get; init; }

    /// <summary>How often whoever may decide was reminded.</summary>
    public int Reminders { get; init; }

    /// <summary>What was written about it, oldest first.</summary>
    public IReadOnlyList<CaseNote> Notes { get; init; } = [];

    /// <summary>What happened to it, oldest first.</summary>
    public IReadOnlyList<CaseEvent> Events { get; init; } = [];

    /// <summary>Who may decide now: after the escalation the next roles, too.</summary>
    [JsonIgnore]
    public ApprovalQuorum PresentQuorum => EscalatedTime is null ? Quorum : Quorum.Escalated;

    /// <summary>The decisions so far.</summary>
    public IReadOnlyList<CaseDecision> Decisions { get; init; } = [];

    /// <summary>How it ended; null while it is open.</summary>
    public CaseOutcome? Outcome { get; init; }

    /// <summary>When it ended; null while it is open.</summary>
    public string? ClosedTime { get; init; }

    /// <summary>The partition of a case.</summary>
    public static PartitionKey PartitionOf(string caseId) => new(ContainerNames.Cases, caseId);
}

/// <summary>How cases are written.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    Converters = [typeof(UnitsConverter)])]
[JsonSerializable(typeof(CaseDocument))]
internal sealed partial class CaseJson : JsonSerializerContext;
