using System.Text.Json;
using CryptoVault.LocalRuntime.Durable.Documents;
using CryptoVault.LocalRuntime.Durable.Engine;

namespace CryptoVault.LocalRuntime.Durable.Histories;

/// <summary>
/// The history of an instance, taken out of the store: to be looked at, or to be replayed against code that came later.
/// </summary>
/// <param name="Orchestrator">The orchestrator's name.</param>
/// <param name="InstanceId">The instance.</param>
/// <param name="Generation">Which of its runs; a run ends when it starts over.</param>
/// <param name="Status">How the instance stands.</param>
/// <param name="Pieces">The history, in order.</param>
internal sealed record RecordedHistory(string Orchestrator, string InstanceId, int Generation, string Status, IReadOnlyList<HistoryDocument> Pieces)
{
    public string? Output { get; init; }

    public string? CorrelationId { get; init; }

    public ParentReference? Parent { get; init; }

    /// <summary>Reads the present run of an instance; null when there is no such instance.</summary>
    public static async Task<RecordedHistory?> ReadAsync(WorkflowStore store, string instanceId, CancellationToken cancellation = default)
    {
        if (await store.ReadInstanceAsync(instanceId, cancellation) is not { Document: var head })
        {
            return null;
        }

        var pieces = await store.ReadHistoryAsync(instanceId, head.Generation, cancellation);
        return new RecordedHistory(head.Name, instanceId, head.Generation, head.Status, pieces)
        {
            Output = head.Output, CorrelationId = head.CorrelationId, Parent = head.Parent,
        };
    }

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="JsonException">It is no recorded history.</exception>
    public static RecordedHistory FromJson(string json) =>
        JsonSerializer.Deserialize(json, WorkflowJson.Default.RecordedHistory) ?? throw new JsonException("A recorded history is an object, not null.");

    /// <summary>Writes it for people and for version control: indented, one event a block.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, WorkflowJson.Indented.RecordedHistory);
}
