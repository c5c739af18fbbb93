using System.Globalization;
using System.Text.Json.Serialization.Metadata;
using CryptoVault.Storage;

namespace CryptoVault.LocalRuntime.Durable.Documents;

/// <summary>The history of an earlier generation that is to be deleted piece by piece.</summary>
internal sealed record GarbageDocument(string Id, int Generation, string WorkAt) : IDocument<GarbageDocument>
{
    public static JsonTypeInfo<GarbageDocument> Json => WorkflowJson.Default.GarbageDocument;

    public string Type => "workflow-garbage";

    public int SchemaVersion => 1;

    public static GarbageDocument Of(int generation, string now) =>
        new(string.Create(CultureInfo.InvariantCulture, $"gc:{generation:D8}"), generation, now);
}
