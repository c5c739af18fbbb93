using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Microsoft.DurableTask.Client;

/// <summary>What a client gets to know of an orchestration.</summary>
public sealed class OrchestrationMetadata
{
    /// <summary>Creates the metadata.</summary>
    public OrchestrationMetadata(string name, string instanceId)
    {
        Name = name;
        InstanceId = instanceId;
    }

    /// <summary>The orchestrator's name.</summary>
    public string Name { get; }

    /// <summary>The instance's id.</summary>
    public string InstanceId { get; }

    /// <summary>Reads inputs and outputs; null when they were not asked for.</summary>
    public DataConverter? DataConverter { get; init; }

    /// <summary>How far it is.</summary>
    public OrchestrationRuntimeStatus RuntimeStatus { get; init; }

    /// <summary>When it was scheduled.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it last changed.</summary>
    public DateTimeOffset LastUpdatedAt { get; init; }

    /// <summary>Its input.</summary>
    public string? SerializedInput { get; init; }

    /// <summary>Its output.</summary>
    public string? SerializedOutput { get; init; }

    /// <summary>The status that it set itself.</summary>
    public string? SerializedCustomStatus { get; init; }

    /// <summary>Its tags.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = ImmutableDictionary.Create<string, string>();

    /// <summary>How it failed; null when it did not.</summary>
    public TaskFailureDetails? FailureDetails { get; init; }

    /// <summary>True while it runs or waits.</summary>
    public bool IsRunning => RuntimeStatus == OrchestrationRuntimeStatus.Running;

    /// <summary>True when it completed, failed or was terminated.</summary>
    public bool IsCompleted =>
        RuntimeStatus is OrchestrationRuntimeStatus.Completed or OrchestrationRuntimeStatus.Failed or OrchestrationRuntimeStatus.Terminated;

    [MemberNotNullWhen(true, nameof(DataConverter))]
    private bool RequestedInputsAndOutputs => DataConverter is not null;

    /// <summary>The input.</summary>
    /// <exception cref="InvalidOperationException">It was not asked for.</exception>
    public T? ReadInputAs<T>() => Read<T>(SerializedInput, nameof(ReadInputAs));

    /// <summary>The output.</summary>
    /// <exception cref="InvalidOperationException">It was not asked for.</exception>
    public T? ReadOutputAs<T>() => Read<T>(SerializedOutput, nameof(ReadOutputAs));

    /// <summary>The status that it set itself.</summary>
    /// <exception cref="InvalidOperationException">It was not asked for.</exception>
    public T? ReadCustomStatusAs<T>() => Read<T>(SerializedCustomStatus, nameof(ReadCustomStatusAs));

    /// <inheritdoc />
    public override string ToString() =>
        $"[Name: '{Name}', ID: '{InstanceId}', RuntimeStatus: {RuntimeStatus}, CreatedAt: {CreatedAt:s}, LastUpdatedAt: {LastUpdatedAt:s}"
        + (SerializedInput is null ? "" : $", Input: '{Trim(SerializedInput)}'")
        + (SerializedOutput is null ? "" : $", Output: '{Trim(SerializedOutput)}'")
        + (FailureDetails is null ? "" : $", FailureDetails: '{FailureDetails.ErrorType} - {Trim(FailureDetails.ErrorMessage)}'")
        + "]";

    private static string Trim(string payload) => payload.Length > 50 ? string.Concat(payload.AsSpan(0, 50), "...") : payload;

    private T? Read<T>(string? data, string method) => RequestedInputsAndOutputs
        ? DataConverter.Deserialize<T>(data)
        : throw new InvalidOperationException(
            $"The {method} method can only be used on {nameof(OrchestrationMetadata)} objects that are fetched with the option to include inputs and outputs.");
}
