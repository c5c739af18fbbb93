using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CryptoVault.Hosting;
using CryptoVault.Messaging;
using CryptoVault.Storage;

namespace CryptoVault.Audit.Chain;

/// <summary>A record in its chain. In container <c>audit</c>, partition <c>{stream}:{day}</c>.</summary>
/// <param name="Stream">The stream.</param>
/// <param name="Day">The day on which it was chained.</param>
/// <param name="AuditSequence">Its place in the day's chain, from 1.</param>
/// <param name="Previous">The hash before it.</param>
/// <param name="Hash">Its hash (see <see cref="AuditLink"/>).</param>
/// <param name="Record">The record, as it was committed with what it is about.</param>
public sealed record AuditRecordDocument(
    string Stream, string Day, long AuditSequence, string Previous, string Hash,
    [property: JsonConverter(typeof(RawJsonConverter))] JsonElement Record) : IDocument<AuditRecordDocument>
{
    /// <summary>A day's chain, in order.</summary>
    public static IndexDefinition InOrder { get; } = new("chain", "auditSequence");

    /// <summary>All records by time.</summary>
    public static IndexDefinition ByTime { get; } = new("by-time", "auditTime") { CrossPartition = true, WithinPartition = false };

    /// <summary>Records of a stream by time.</summary>
    public static IndexDefinition ByStream { get; } = new("by-stream", "stream", "auditTime") { CrossPartition = true, WithinPartition = false };

    /// <summary>Records of an actor by time.</summary>
    public static IndexDefinition ByActor { get; } = new("by-actor", "auditActor", "auditTime") { CrossPartition = true, WithinPartition = false };

    /// <summary>Records about something by time.</summary>
    public static IndexDefinition BySubject { get; } = new("by-subject", "auditSubject", "auditTime") { CrossPartition = true, WithinPartition = false };

    /// <inheritdoc />
    public static JsonTypeInfo<AuditRecordDocument> Json => AuditJson.Default.AuditRecordDocument;

    /// <inheritdoc />
    public string Id => IdOf(Text("id") ?? "");

    /// <inheritdoc />
    public string Type => "audit-record";

    /// <inheritdoc />
    public int SchemaVersion => 1;

    /// <summary>The record's time, for the indexes; the record itself is what counts.</summary>
    public string? AuditTime => Text("time");

    /// <summary>The actor's user id.</summary>
    public string? AuditActor => Record.ValueKind == JsonValueKind.Object && Record.TryGetProperty("actor", out var actor)
        && actor.ValueKind == JsonValueKind.Object && actor.TryGetProperty("userId", out var user) ? user.GetString() : null;

    /// <summary>What it is about.</summary>
    public string? AuditSubject => Text("subject");

    /// <summary>The id of a record's document.</summary>
    public static string IdOf(string recordId) => $"record:{recordId}";

    /// <summary>The partition of a day's chain.</summary>
    public static PartitionKey PartitionOf(string stream, string day) => new(ContainerNames.Audit, $"{stream}:{day}");

    /// <summary>The record with its members.</summary>
    public AuditRecord Read() => Record.Deserialize(AuditJson.Default.AuditRecord) ?? throw new JsonException("The audit record is null.");

    private string? Text(string name) =>
        Record.ValueKind == JsonValueKind.Object && Record.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

/// <summary>Where a day's chain ends, and whether it is over. In the partition of the chain.</summary>
/// <param name="Stream">The stream.</param>
/// <param name="Day">The day.</param>
/// <param name="Count">How many records it has.</param>
/// <param name="Hash">The hash of the last one, or what the first one will be bound to.</param>
public sealed record AuditDayDocument(string Stream, string Day, long Count, string Hash) : IDocument<AuditDayDocument>
{
    /// <summary>The id, the same in every chain's partition.</summary>
    public const string DocumentId = "day";

    /// <inheritdoc />
    public static JsonTypeInfo<AuditDayDocument> Json => AuditJson.Default.AuditDayDocument;

    /// <inheritdoc />
    public string Id => DocumentId;

    /// <inheritdoc />
    public string Type => "audit-day";

    /// <inheritdoc />
    public int SchemaVersion => 1;

    /// <summary>True once nothing more may be chained to it.</summary>
    public bool IsClosed { get; init; }

    /// <summary>The name of the blob that holds its records, once they were archived.</summary>
    public string? Archive { get; init; }

    /// <summary>SHA-256 of that blob.</summary>
    public string? ArchiveSha256 { get; init; }
}

/// <summary>The running head of a stream, kept outside of it. In container <c>audit</c>, in a partition of its own.</summary>
/// <param name="Stream">The stream.</param>
/// <param name="FirstDay">The stream's first day.</param>
/// <param name="Day">The newest day that was begun.</param>
/// <param name="Count">At least how many records that day has.</param>
/// <param name="Hash">The hash of the record at that place.</param>
public sealed record AuditHeadDocument(string Stream, string FirstDay, string Day, long Count, string Hash) : IDocument<AuditHeadDocument>
{
    /// <summary>Where all heads lie.</summary>
    public static PartitionKey Partition { get; } = new(ContainerNames.Audit, "heads");

    /// <inheritdoc />
    public static JsonTypeInfo<AuditHeadDocument> Json => AuditJson.Default.AuditHeadDocument;

    /// <inheritdoc />
    public string Id => IdOf(Stream);

    /// <inheritdoc />
    public string Type => "audit-head";

    /// <inheritdoc />
    public int SchemaVersion => 1;

    /// <summary>All days up to this one are archived; null while none is.</summary>
    public string? ArchivedThrough { get; init; }

    /// <summary>The id of a stream's head.</summary>
    public static string IdOf(string stream) => $"head:{stream}";
}

/// <summary>The newest anchor. Beside the running heads.</summary>
/// <param name="Name">The blob's name.</param>
/// <param name="Sha256">Its checksum.</param>
/// <param name="Heads">The heads that it holds, in the order of the streams' names.</param>
public sealed record AuditAnchorDocument(string Name, string Sha256, IReadOnlyList<AnchoredHead> Heads) : IDocument<AuditAnchorDocument>
{
    /// <summary>The id.</summary>
    public const string DocumentId = "anchor";

    /// <inheritdoc />
    public static JsonTypeInfo<AuditAnchorDocument> Json => AuditJson.Default.AuditAnchorDocument;

    /// <inheritdoc />
    public string Id => DocumentId;

    /// <inheritdoc />
    public string Type => "audit-anchor";

    /// <inheritdoc />
    public int SchemaVersion => 1;
}

/// <summary>A stream's head at a time.</summary>
public sealed record AnchoredHead(string Stream, string Day, long Count, string Hash);

/// <summary>Days as chains name them.</summary>
internal static class AuditDays
{
    /// <summary>The day (UTC) of a time, such as <c>2026-01-31</c>.</summary>
    public static string Of(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The day of a stored time.</summary>
    public static string OfStored(string time) => time[..10];

    /// <summary>The day after.</summary>
    public static string After(string day) => Of(StartOf(day).AddDays(1));

    /// <summary>When a day begins.</summary>
    public static DateTimeOffset StartOf(string day) =>
        new(DateTime.ParseExact(day, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), TimeSpan.Zero);
}
