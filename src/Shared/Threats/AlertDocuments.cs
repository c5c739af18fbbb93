using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CryptoVault.Hosting;
using CryptoVault.Storage;

namespace CryptoVault.Threats;

/// <summary>An alert. In container <c>system</c>, partition <c>alerts</c>.</summary>
/// <param name="AlertId">Its id, derived from rule, whom it is about and the hour: two processes that see the same raise one.</param>
/// <param name="AlertTime">When it was raised.</param>
/// <param name="Rule">The rule.</param>
/// <param name="Severity">How bad it is.</param>
/// <param name="Kind">What was counted.</param>
/// <param name="Count">How many of them.</param>
public sealed record AlertDocument(string AlertId, string AlertTime, string Rule, AlertSeverity Severity, SecurityEventKind Kind, int Count) : IDocument<AlertDocument>
{
    /// <summary>Alerts by time.</summary>
    public static IndexDefinition ByTime { get; } = new("alerts", "alertTime");

    /// <summary>Where they lie.</summary>
    public static PartitionKey Partition { get; } = new(ContainerNames.System, "alerts");

    /// <inheritdoc />
    public static JsonTypeInfo<AlertDocument> Json => ThreatJson.Default.AlertDocument;

    /// <inheritdoc />
    public string Id => $"alert:{AlertId}";

    /// <inheritdoc />
    public string Type => "alert";

    /// <inheritdoc />
    public int SchemaVersion => 1;

    /// <inheritdoc />
    [JsonIgnore]
    public TimeSpan? TimeToLive => TimeSpan.FromDays(90);

    /// <summary>The user that it is about; null where it is about none.</summary>
    public string? UserId { get; init; }

    /// <summary>The address that it is about, encrypted; null where it is about none.</summary>
    public string? Address { get; init; }
}

/// <summary>What was counted on a day. In container <c>system</c>, partition <c>security</c>.</summary>
/// <param name="Day">The day.</param>
/// <param name="Counts">How many of each kind.</param>
public sealed record SecurityDayDocument(string Day, IReadOnlyDictionary<SecurityEventKind, long> Counts) : IDocument<SecurityDayDocument>
{
    /// <summary>Where they lie.</summary>
    public static PartitionKey Partition { get; } = new(ContainerNames.System, "security");

    /// <inheritdoc />
    public static JsonTypeInfo<SecurityDayDocument> Json => ThreatJson.Default.SecurityDayDocument;

    /// <inheritdoc />
    public string Id => IdOf(Day);

    /// <inheritdoc />
    public string Type => "security-day";

    /// <inheritdoc />
    public int SchemaVersion => 1;

    /// <inheritdoc />
    [JsonIgnore]
    public TimeSpan? TimeToLive => TimeSpan.FromDays(400);

    /// <summary>The id of a day's document.</summary>
    public static string IdOf(string day) => $"day:{day}";
}

/// <summary>What is posted to the webhook.</summary>
internal sealed record AlertNotice(string Id, DateTimeOffset Time, string Rule, AlertSeverity Severity, SecurityEventKind Kind, int Count, string? UserId);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
[JsonSerializable(typeof(AlertDocument))]
[JsonSerializable(typeof(SecurityDayDocument))]
[JsonSerializable(typeof(AlertNotice))]
internal sealed partial class ThreatJson : JsonSerializerContext;
