using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CryptoVault.Hosting;
using CryptoVault.Money;
using CryptoVault.Storage;

namespace CryptoVault.Compliance.Cases;

/// <summary>What a case is about.</summary>
public enum CaseType
{
    /// <summary>Somebody must approve a withdrawal.</summary>
    WithdrawalApproval,
    /// <summary>Somebody must decide whether a customer gets a deposit.</summary>
    DepositQuarantine,
    /// <summary>The chain took a credited deposit back: an incident that somebody must look after.</summary>
    DepositReversal,
}

/// <summary>Where a case is.</summary>
public enum CaseState
{
    /// <summary>It waits for decisions.</summary>
    Open,
    /// <summary>It is over; <see cref="CaseDocument.Outcome"/> says how.</summary>
    Closed,
}

/// <summary>How a case ended.</summary>
public enum CaseOutcome
{
    /// <summary>Everybody needed approved.</summary>
    Approved,
    /// <summary>Somebody rejected.</summary>
    Rejected,
    /// <summary>Nobody decided in time.</summary>
    Expired,
    /// <summary>What it was about ended by itself, such as a withdrawal that its customer canceled.</summary>
    Withdrawn,
}

/// <summary>What a reviewer says.</summary>
public enum CaseVerdict
{
    /// <summary>Yes.</summary>
    Approve,
    /// <summary>No.</summary>
    Reject,
}

/// <summary>A reviewer's decision: written only after the reviewer's session and roles were checked.</summary>
/// <param name="ReviewerId">Who.</param>
/// <param name="SessionId">In which session.</param>
/// <param name="Roles">With which roles.</param>
/// <param name="Verdict">What.</param>
/// <param name="Reason">Why.</param>
/// <param name="Time">When.</param>
public sealed record CaseDecision(
    string ReviewerId, string SessionId, IReadOnlyList<string> Roles, CaseVerdict Verdict, string Reason, string Time);

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

    /// <summary>The queue of cases.</summary>
    public static IndexDefinition Queue { get; } =
        new("cases", "caseState", "casePriority", "caseDue") { CrossPartition = true, WithinPartition = false };

    /// <inheritdoc />
    public static JsonTypeInfo<CaseDocument> Json => CaseJson.Default.CaseDocument;

    /// <inheritdoc />
    public string Id => DocumentId;

    /// <inheritdoc />
    public string Type => "case";

    /// <inheritdoc />
    public int SchemaVersion => 1;

    /// <summary>The state, by its name: what <see cref="Queue"/> finds it by.</summary>
    [JsonPropertyName("caseState")]
    public string StateName => State.ToString();

    /// <summary>The withdrawal, when it is about one.</summary>
    public WithdrawalSubject? Withdrawal { get; init; }

    /// <summary>The deposit, when it is about one.</summary>
    public DepositSubject? Deposit { get; init; }

    /// <summary>Who works on it; null when nobody claimed it.</summary>
    public string? AssignedTo { get; init; }

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
