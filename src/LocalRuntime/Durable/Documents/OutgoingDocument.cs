using System.Globalization;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CryptoVault.Storage;

namespace CryptoVault.LocalRuntime.Durable.Documents;

/// <summary>What a turn promised to other instances; deleted when all of it is delivered.</summary>
/// <param name="Id"><c>out:{generation}:{number}</c>.</param>
/// <param name="Messages">The messages.</param>
/// <param name="WorkAt">When; the index <c>work</c>.</param>
internal sealed record OutgoingDocument(string Id, IReadOnlyList<OutgoingMessage> Messages, string WorkAt) : IDocument<OutgoingDocument>
{
    public static JsonTypeInfo<OutgoingDocument> Json => WorkflowJson.Default.OutgoingDocument;

    public string Type => "workflow-outgoing";

    public int SchemaVersion => 1;

    public static string IdOf(int generation, int chunk) => string.Create(CultureInfo.InvariantCulture, $"out:{generation:D8}:{chunk:D8}");
}

[JsonConverter(typeof(JsonStringEnumConverter<OutgoingKind>))]
internal enum OutgoingKind
{
    /// <summary>Start a sub-orchestration.</summary>
    Start,

    /// <summary>Put <see cref="OutgoingMessage.Event"/> into the receiver's inbox.</summary>
    Inbox,
}

/// <summary>A message from one instance to another.</summary>
/// <param name="Kind">What to do.</param>
/// <param name="Instance">The receiver.</param>
/// <param name="Key">Makes the receiver's inbox document id, so that a repeated delivery is recognised.</param>
/// <param name="Event">What to deliver; of a start the sub-orchestration's scheduling.</param>
internal sealed record OutgoingMessage(OutgoingKind Kind, string Instance, string Key, HistoryEvent Event)
{
    /// <summary>The receiver's generation that it is for; null for whichever runs.</summary>
    public int? Generation { get; init; }

    /// <summary>Of a start: who waits for the result.</summary>
    public ParentReference? Parent { get; init; }

    public string? CorrelationId { get; init; }
}
