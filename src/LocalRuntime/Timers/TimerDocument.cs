using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CryptoVault.Storage;

namespace CryptoVault.LocalRuntime.Timers;

/// <summary>The state of a monitored timer. It lies in container <c>runtime</c>, partition <c>timers</c>.</summary>
/// <param name="Id">App and function.</param>
/// <param name="Schedule">The expression that <paramref name="Next"/> follows from.</param>
/// <param name="Last">The last run's occurrence, or null before the first.</param>
/// <param name="Next">The next occurrence; past it, a run was missed.</param>
/// <param name="Updated">When this was written.</param>
internal sealed record TimerDocument(string Id, string Schedule, string? Last, string Next, string Updated) : IDocument<TimerDocument>
{
    public const string Partition = "timers";

    public static JsonTypeInfo<TimerDocument> Json => TimerJson.Default.TimerDocument;

    public string Type => "timer";

    public int SchemaVersion => 1;
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(TimerDocument))]
internal sealed partial class TimerJson : JsonSerializerContext;
