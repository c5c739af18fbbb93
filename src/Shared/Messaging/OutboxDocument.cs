using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CryptoVault.Ids;
using CryptoVault.Storage;

namespace CryptoVault.Messaging;

/// <summary>
/// Messages that a commit promises to send. It is written in the commit whose consequence it is, published right
/// after it (fast path) or by the relay and the sweep (when the fast path did not), and deleted when every
/// message in it was handed over (Service Bus) or handled (embedded queue, where this very document is the
/// durable form of the messages, so that publishing costs no second write).
/// </summary>
/// <param name="Id"><c>outbox:{uuid}</c>.</param>
/// <param name="Messages">The messages, at least one.</param>
/// <param name="OutboxTime">
/// When it was committed (or dead-lettered); with <see cref="OutboxState"/> the cross-partition index <c>outbox</c>.
/// </param>
public sealed record OutboxDocument(string Id, IReadOnlyList<OutboxMessage> Messages, string OutboxTime) : IDocument<OutboxDocument>
{
    /// <summary>The prefix of the ids of all outbox documents.</summary>
    public const string IdPrefix = "outbox:";

    /// <summary>The index over outbox documents that every container with an outbox declares.</summary>
    public static IndexDefinition Index { get; } = new("outbox", "outboxState", "outboxTime") { CrossPartition = true, WithinPartition = false };

    /// <summary>The state <c>pending</c>: not handed over yet.</summary>
    public const string Pending = "pending";

    /// <summary>The state <c>back-office</c>: pending, with messages of back-office queues alone, which are looked for after all others.</summary>
    public const string BackOffice = "back-office";

    /// <summary>The state <c>dead</c>: one message that consumers could not handle, kept for an operator.</summary>
    public const string Dead = "dead";

    /// <inheritdoc />
    public static JsonTypeInfo<OutboxDocument> Json => MessagingJson.Default.OutboxDocument;

    /// <inheritdoc />
    public string Type => "outbox";

    /// <inheritdoc />
    public int SchemaVersion => 1;

    /// <summary><see cref="Pending"/>, <see cref="BackOffice"/> or <see cref="Dead"/>; what is done is deleted.</summary>
    public string OutboxState { get; init; } = Pending;

    /// <summary>
    /// The documents of a commit's messages: those of back-office queues (<see cref="Queues.IsBackOffice"/>) in one of their own. So a
    /// document is gone when what matters of it is handled, and is not handled again after a crash because a mail still waited.
    /// </summary>
    internal static IReadOnlyList<OutboxDocument> Of(IReadOnlyList<OutboxMessage> messages, IIds ids, string time)
    {
        var waiting = messages.Count(static message => Queues.IsBackOffice(message.Queue));
        if (waiting > 0 && waiting < messages.Count)
        {
            return
            [
                New([.. messages.Where(static message => !Queues.IsBackOffice(message.Queue))], Pending),
                New([.. messages.Where(static message => Queues.IsBackOffice(message.Queue))], BackOffice),
            ];
        }

        return messages.Count == 0 ? [] : [New([.. messages], waiting > 0 ? BackOffice : Pending)];

        OutboxDocument New(IReadOnlyList<OutboxMessage> some, string state) => new(IdPrefix + ids.New(), some, time) { OutboxState = state };
    }

    /// <summary>Per message how often its delivery failed; absent until one did.</summary>
    public IReadOnlyList<int>? DeliveryCounts { get; init; }

    /// <summary>
    /// Ordinals of messages that are done: handled or moved to a dead letter. Written only when a document with
    /// several messages is rewritten for a failure of one of them.
    /// </summary>
    public IReadOnlyList<int>? Completed { get; init; }

    /// <summary>Of a dead letter: why it is one.</summary>
    public string? DeadLetterReason { get; init; }

    /// <summary>Of a dead letter: when its message was first committed.</summary>
    public string? FirstEnqueued { get; init; }
}

/// <summary>One message of an outbox document. The body is kept as JSON, so that it can be read in the store.</summary>
public sealed record OutboxMessage(
    string Queue, string MessageId, string? SessionId, [property: JsonConverter(typeof(RawJsonConverter))] JsonElement Body, string CorrelationId)
{
    /// <summary>Not to be delivered before this time; null for now.</summary>
    public DateTimeOffset? ScheduledFor { get; init; }
}

/// <summary>Copies the JSON as it was written, which is many times cheaper than writing it anew value by value.</summary>
internal sealed class RawJsonConverter : JsonConverter<JsonElement>
{
    public override JsonElement Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => JsonElement.ParseValue(ref reader);

    public override void Write(Utf8JsonWriter writer, JsonElement value, JsonSerializerOptions options) =>
        writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(value), skipInputValidation: true);
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(OutboxDocument))]
internal sealed partial class MessagingJson : JsonSerializerContext;
