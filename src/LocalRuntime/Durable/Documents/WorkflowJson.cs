using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using CryptoVault.LocalRuntime.Durable.Histories;

namespace CryptoVault.LocalRuntime.Durable.Documents;

/// <summary>Documents of the engine. Payloads are JSON within JSON: quotes are escaped as two characters, not six.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(InstanceDocument))]
[JsonSerializable(typeof(HistoryDocument))]
[JsonSerializable(typeof(InboxDocument))]
[JsonSerializable(typeof(OutgoingDocument))]
[JsonSerializable(typeof(GarbageDocument))]
[JsonSerializable(typeof(DocumentHead))]
[JsonSerializable(typeof(RecordedHistory))]
internal sealed partial class WorkflowJson : JsonSerializerContext
{
    static WorkflowJson()
    {
        Default = new WorkflowJson(new JsonSerializerOptions(s_defaultOptions) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        Indented = new WorkflowJson(new JsonSerializerOptions(s_defaultOptions) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, WriteIndented = true });
    }

    /// <summary>The same, for people to read.</summary>
    public static WorkflowJson Indented { get; }
}

/// <summary>What tells documents of the engine apart.</summary>
internal sealed record DocumentHead(string Type);
