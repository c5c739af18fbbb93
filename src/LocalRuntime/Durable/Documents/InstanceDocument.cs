using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CryptoVault.Storage;
using Microsoft.DurableTask.Client;

namespace CryptoVault.LocalRuntime.Durable.Documents;

/// <summary>
/// The head of an orchestration instance, one per partition. Every turn replaces it guarded by its ETag, which is
/// what makes a turn happen exactly once.
/// </summary>
internal sealed record InstanceDocument(string InstanceId, string Name, int Generation, string Status, string CreatedAt, string UpdatedAt)
    : IDocument<InstanceDocument>
{
    public const string DocumentId = "instance";

    public static JsonTypeInfo<InstanceDocument> Json => WorkflowJson.Default.InstanceDocument;

    public string Id => DocumentId;

    public string Type => "workflow-instance";

    public int SchemaVersion => 1;

    public string? Input { get; init; }

    public string? Output { get; init; }

    public string? CustomStatus { get; init; }

    public FailureRecord? Failure { get; init; }

    public ParentReference? Parent { get; init; }

    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    public string? CorrelationId { get; init; }

    /// <summary>Not to be begun before this time.</summary>
    public string? StartAt { get; init; }

    public string? CompletedAt { get; init; }

    /// <summary>How many history documents this generation has.</summary>
    public int Chunks { get; init; }

    /// <summary>How many events they hold.</summary>
    public int Events { get; init; }

    /// <summary>When its earliest timer is due; the index <c>timers</c>. Absent when it waits for none.</summary>
    public string? NextTimer { get; init; }

    /// <summary>
    /// Present while there is work that only memory knows to be under way (a start, a turn in several commits, open
    /// activities); the index <c>work</c>. An instance that only waits is not in it.
    /// </summary>
    public string? WorkAt { get; init; }

    [JsonIgnore]
    public OrchestrationRuntimeStatus RuntimeStatus => Enum.Parse<OrchestrationRuntimeStatus>(Status);

    [JsonIgnore]
    public bool IsFinal => Status is nameof(OrchestrationRuntimeStatus.Completed) or nameof(OrchestrationRuntimeStatus.Failed) or nameof(OrchestrationRuntimeStatus.Terminated);

    [JsonIgnore]
    public bool IsPending => Status == nameof(OrchestrationRuntimeStatus.Pending);
}

/// <summary>Who waits for the result of a sub-orchestration.</summary>
internal sealed record ParentReference(string InstanceId, string Name, int Generation, int Task);
