using System.Text.Json.Serialization.Metadata;
using CryptoVault.Storage;

namespace CryptoVault.LocalRuntime.Durable.Documents;

/// <summary>
/// Something that arrived for an instance and waits for its next turn, which deletes it: an external event, the
/// result of a sub-orchestration, a client's command.
/// </summary>
/// <param name="Id"><c>in:...</c>, derived from what arrived where that can be repeated.</param>
/// <param name="Event">What arrived.</param>
/// <param name="WorkAt">When; the index <c>work</c>.</param>
internal sealed record InboxDocument(string Id, HistoryEvent Event, string WorkAt) : IDocument<InboxDocument>
{
    public const string IdPrefix = "in:";
    public const string IdEnd = "in;";

    public static JsonTypeInfo<InboxDocument> Json => WorkflowJson.Default.InboxDocument;

    public string Type => "workflow-inbox";

    public int SchemaVersion => 1;

    /// <summary>The generation that it is for; null for whichever runs.</summary>
    public int? Generation { get; init; }
}
