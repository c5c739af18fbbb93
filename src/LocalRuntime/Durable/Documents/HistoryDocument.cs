using System.Globalization;
using System.Text.Json.Serialization.Metadata;
using CryptoVault.Storage;

namespace CryptoVault.LocalRuntime.Durable.Documents;

/// <summary>A piece of an instance's history: normally one turn; a turn that is too large for that has several.</summary>
/// <param name="Id"><c>h:{generation}:{number}</c>, so that the order of ids is the order of history.</param>
/// <param name="Events">The events, in order.</param>
/// <param name="EndsTurn">False when the turn goes on in the next piece, or its rest was never written.</param>
internal sealed record HistoryDocument(string Id, IReadOnlyList<HistoryEvent> Events, bool EndsTurn) : IDocument<HistoryDocument>
{
    public static JsonTypeInfo<HistoryDocument> Json => WorkflowJson.Default.HistoryDocument;

    public string Type => "workflow-history";

    public int SchemaVersion => 1;

    public static string IdOf(int generation, int number) => string.Create(CultureInfo.InvariantCulture, $"h:{generation:D8}:{number:D8}");

    /// <summary>The range of ids of a generation's history.</summary>
    public static (string From, string To) RangeOf(int generation) =>
        (string.Create(CultureInfo.InvariantCulture, $"h:{generation:D8}:"), string.Create(CultureInfo.InvariantCulture, $"h:{generation:D8};"));
}
