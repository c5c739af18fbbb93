using System.Text.Json.Serialization;

namespace CryptoVault.LocalRuntime.Durable.Documents;

/// <summary>What happened in an orchestration.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<HistoryKind>))]
internal enum HistoryKind
{
    /// <summary>A turn began: <c>At</c> is the orchestrator's time in it.</summary>
    Turn,

    /// <summary>The orchestrator began, with the input in <c>Payload</c>.</summary>
    Started,

    // What comes in:
    TaskCompleted,
    TaskFailed,
    TimerFired,
    SubCompleted,
    SubFailed,
    EventRaised,
    Suspended,
    Resumed,
    Terminated,

    // What the orchestrator did:
    TaskScheduled,
    TimerCreated,
    SubScheduled,
    EventSent,

    // How it ended:
    Completed,
    Failed,
    ContinuedAsNew,
}

/// <summary>One entry of an orchestration's history.</summary>
internal sealed record HistoryEvent(HistoryKind Kind)
{
    /// <summary>The number of the task, timer or sub-orchestration in this run of the orchestrator.</summary>
    public int? Task { get; init; }

    /// <summary>The name of the activity, orchestrator or event.</summary>
    public string? Name { get; init; }

    /// <summary>Input, result, event payload or reason, as text that the data converter wrote.</summary>
    public string? Payload { get; init; }

    /// <summary>How a task failed.</summary>
    public FailureRecord? Failure { get; init; }

    /// <summary>The other instance: of a sub-orchestration, or the receiver of an event.</summary>
    public string? Instance { get; init; }

    /// <summary>When it happened; of a timer when it is due.</summary>
    public string? At { get; init; }

    [JsonIgnore]
    public bool IsAction => Kind is HistoryKind.TaskScheduled or HistoryKind.TimerCreated or HistoryKind.SubScheduled or HistoryKind.EventSent;

    /// <summary>How messages to people name it.</summary>
    public override string ToString() => (Task, Name) switch
    {
        (null, null) => $"{Kind}",
        (null, _) => $"{Kind} '{Name}'",
        (_, null) => $"{Kind} #{Task}",
        _ => $"{Kind} #{Task} '{Name}'",
    };
}
