using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CryptoVault.Messaging;
using CryptoVault.Storage;

namespace CryptoVault.Workflows;

/// <summary>
/// What the queue <see cref="Queues.WorkflowCommands"/> carries: the start of an orchestration, or an event that
/// wakes one up. Instance ids are derived from what the orchestration is about, so starting twice starts once. An
/// event carries no content: it says no more than "look at your record".
/// </summary>
/// <param name="InstanceId">The instance.</param>
/// <param name="Orchestration">The orchestration to start; null when this is an event.</param>
/// <param name="Input">The orchestration's input: ids only.</param>
/// <param name="Event">The event's name; null when this is a start.</param>
public sealed record WorkflowCommand(string InstanceId, string? Orchestration, JsonElement? Input, string? Event)
{
    /// <summary>Reads a command from a message's body.</summary>
    /// <exception cref="JsonException">The body is no such command.</exception>
    public static WorkflowCommand Read(ReadOnlySpan<byte> body)
    {
        var command = JsonSerializer.Deserialize(body, WorkflowJson.Default.WorkflowCommand) ?? throw new JsonException("The workflow command is null.");
        return command.Orchestration is null == command.Event is null
            ? throw new JsonException("A workflow command is either a start or an event.")
            : command;
    }
}

/// <summary>How decisions promise starts and events of orchestrations.</summary>
public static class WorkflowCommands
{
    /// <summary>The event by which every orchestration is woken up.</summary>
    public const string WakeUp = "WakeUp";

    /// <summary>Promises, within a decision, that an orchestration will be started.</summary>
    /// <param name="view">The decision's partition.</param>
    /// <param name="instanceId">The instance's derived id.</param>
    /// <param name="orchestration">The orchestration's name.</param>
    /// <param name="input">Its input: ids only.</param>
    /// <param name="json">How the input is written.</param>
    /// <param name="cause">Tells a repeated promise from the first; null for the first.</param>
    public static void StartWorkflow<T>(
        this PartitionView view, string instanceId, string orchestration, T input, JsonTypeInfo<T> json, string? cause = null) =>
        view.Send(
            Queues.WorkflowCommands,
            cause is null ? $"start:{instanceId}" : $"start:{instanceId}:{cause}",
            instanceId,
            new WorkflowCommand(instanceId, orchestration, JsonSerializer.SerializeToElement(input, json), null),
            WorkflowJson.Default.WorkflowCommand);

    /// <summary>Promises, within a decision, that an orchestration will be woken up to look at its record.</summary>
    /// <param name="view">The decision's partition.</param>
    /// <param name="instanceId">The instance.</param>
    /// <param name="cause">What caused it: makes the message's id, so that each cause wakes once.</param>
    public static void WakeWorkflow(this PartitionView view, string instanceId, string cause) =>
        view.Send(
            Queues.WorkflowCommands,
            $"wake:{instanceId}:{cause}",
            instanceId,
            new WorkflowCommand(instanceId, null, null, WakeUp),
            WorkflowJson.Default.WorkflowCommand);
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(WorkflowCommand))]
internal sealed partial class WorkflowJson : JsonSerializerContext;
