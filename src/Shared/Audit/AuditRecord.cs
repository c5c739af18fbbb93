using System.Text.Json;
using System.Text.Json.Serialization;

namespace CryptoVault.Audit;

/// <summary>
/// One security- or compliance-relevant act: who did what, on what, with what effect, why, from where and when. It names
/// people by their ids and holds no personal data; where it came from is encrypted.
/// </summary>
/// <param name="Id">The record's id, by which it is chained once.</param>
/// <param name="Stream">The chain that it belongs to (see <see cref="AuditStreams"/>).</param>
/// <param name="Time">When it was decided (see <c>StoredTime</c>).</param>
/// <param name="Action">What was done (see <see cref="AuditActions"/>).</param>
/// <param name="Actor">Who did it.</param>
/// <param name="Subject">On what: a kind and an id, such as <c>user:{id}</c>.</param>
/// <param name="CorrelationId">The correlation id of the request, message or job.</param>
public sealed record AuditRecord(string Id, string Stream, string Time, string Action, AuditActor Actor, string Subject, string CorrelationId)
{
    /// <summary>How it was before, by name; null where nothing was changed.</summary>
    public IReadOnlyDictionary<string, string>? Before { get; init; }

    /// <summary>How it was afterwards, or what else is to be known, by name.</summary>
    public IReadOnlyDictionary<string, string>? After { get; init; }

    /// <summary>Why, where a reason is asked for.</summary>
    public string? Reason { get; init; }

    /// <summary>From where: the client's address, encrypted; null where it did not come by a request.</summary>
    public string? Origin { get; init; }
}

/// <summary>Who did something.</summary>
/// <param name="Kind">What kind of actor.</param>
/// <param name="UserId">The user; null when nobody is known.</param>
public sealed record AuditActor(AuditActorKind Kind, string? UserId)
{
    /// <summary>The session, or the API key, by which the actor was known.</summary>
    public string? SessionId { get; init; }

    /// <summary>The roles at that time.</summary>
    public IReadOnlyList<string>? Roles { get; init; }

    /// <summary>The service itself: timers, queues, workflows.</summary>
    public static AuditActor System { get; } = new(AuditActorKind.System, null);

    /// <summary>A user who is known, though not (yet) signed in.</summary>
    public static AuditActor Of(string? userId) => userId is null ? new(AuditActorKind.Anonymous, null) : new(AuditActorKind.User, userId);
}

/// <summary>Kinds of actors.</summary>
public enum AuditActorKind
{
    /// <summary>Nobody who is known.</summary>
    Anonymous,
    /// <summary>A signed-in user.</summary>
    User,
    /// <summary>A program, by an API key of its user.</summary>
    ApiKey,
    /// <summary>The service itself.</summary>
    System,
}

/// <summary>What goes to a stream's writer: a record to be chained, or without one the order to seal the days that are over.</summary>
/// <param name="Stream">The stream.</param>
/// <param name="Record">The record; null to seal.</param>
public sealed record AuditMessage(string Stream, AuditRecord? Record)
{
    /// <summary>Reads a message's body.</summary>
    /// <exception cref="JsonException">It is no such message.</exception>
    public static AuditMessage Read(ReadOnlySpan<byte> body) =>
        JsonSerializer.Deserialize(body, AuditJson.Default.AuditMessage) is { Stream: not null } message
            ? message
            : throw new JsonException("The audit message names no stream.");
}

/// <summary>How audit records are written.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
[JsonSerializable(typeof(AuditMessage))]
[JsonSerializable(typeof(AuditRecord))]
[JsonSerializable(typeof(Chain.AuditRecordDocument))]
[JsonSerializable(typeof(Chain.AuditDayDocument))]
[JsonSerializable(typeof(Chain.AuditHeadDocument))]
[JsonSerializable(typeof(Chain.AuditAnchorDocument))]
[JsonSerializable(typeof(Chain.AuditSeal))]
[JsonSerializable(typeof(Chain.AuditAnchor))]
internal sealed partial class AuditJson : JsonSerializerContext;
