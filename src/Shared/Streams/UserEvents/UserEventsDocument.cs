using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CryptoVault.Storage;

namespace CryptoVault.Streams.UserEvents;

/// <summary>
/// The private events of one commit in a user's partition, written by that very commit. Their sequences follow those of
/// the document before without a hole; two processes that give the same sequence twice create the same document, and one
/// of them loses its whole commit.
/// </summary>
/// <param name="Id"><c>events:{first sequence, 19 digits}</c>.</param>
/// <param name="First">The sequence of the first of them.</param>
/// <param name="Time">When they happened.</param>
/// <param name="Events">The events, oldest first.</param>
public sealed record UserEventsDocument(string Id, string First, string Time, IReadOnlyList<UserEvent> Events) : IDocument<UserEventsDocument>
{
    /// <summary>The prefix of the ids of all documents of events.</summary>
    public const string IdPrefix = "events:";

    /// <summary>After the ids of all of them.</summary>
    public const string IdEnd = "events;";

    /// <summary>For how long a client can get what it missed.</summary>
    public static readonly TimeSpan Retention = TimeSpan.FromDays(7);

    /// <inheritdoc />
    public static JsonTypeInfo<UserEventsDocument> Json => UserEventsJson.Default.UserEventsDocument;

    /// <inheritdoc />
    public string Type => "events";

    /// <inheritdoc />
    public int SchemaVersion => 1;

    /// <inheritdoc />
    [JsonIgnore]
    public TimeSpan? TimeToLive => Retention + TimeSpan.FromDays(1);

    /// <summary>
    /// True when there were no older events any more when it was written, so that its sequence follows from the day (see
    /// <see cref="UserSequence"/>) instead of from an older document.
    /// </summary>
    public bool IsStart { get; init; }

    /// <summary>The sequence of the first event.</summary>
    [JsonIgnore]
    public long FirstSequence => long.Parse(First, CultureInfo.InvariantCulture);

    /// <summary>The sequence of the last event.</summary>
    [JsonIgnore]
    public long LastSequence => FirstSequence + Events.Count - 1;

    /// <summary>The id of the document whose first event has this sequence.</summary>
    public static string IdOf(long sequence) => string.Create(CultureInfo.InvariantCulture, $"{IdPrefix}{sequence:D19}");

    /// <summary>A document of new events.</summary>
    public static UserEventsDocument Of(long first, bool isStart, DateTimeOffset now, IReadOnlyList<UserEvent> events) =>
        new(IdOf(first), first.ToString(CultureInfo.InvariantCulture), StoredTime.Format(now), events) { IsStart = isStart };
}

/// <summary>A private event.</summary>
/// <param name="Kind">What it is about: see <see cref="UserEventKinds"/>.</param>
/// <param name="Data">What is so now, as JSON in UTF-8.</param>
public sealed record UserEvent(string Kind, [property: JsonConverter(typeof(RawJsonConverter))] ReadOnlyMemory<byte> Data);

/// <summary>What private events are about.</summary>
public static class UserEventKinds
{
    /// <summary>An order changed.</summary>
    public const string Order = "order";

    /// <summary>An order traded.</summary>
    public const string Trade = "trade";

    /// <summary>The balance of an asset changed.</summary>
    public const string Balance = "balance";

    /// <summary>A deposit was seen, or went on.</summary>
    public const string Deposit = "deposit";

    /// <summary>A withdrawal was asked for, or went on.</summary>
    public const string Withdrawal = "withdrawal";

    /// <summary>The customer paid another one.</summary>
    public const string Transfer = "transfer";
}

/// <summary>JSON that is kept as it is.</summary>
internal sealed class RawJsonConverter : JsonConverter<ReadOnlyMemory<byte>>
{
    public override ReadOnlyMemory<byte> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        return System.Runtime.InteropServices.JsonMarshal.GetRawUtf8Value(document.RootElement).ToArray();
    }

    public override void Write(Utf8JsonWriter writer, ReadOnlyMemory<byte> value, JsonSerializerOptions options) =>
        writer.WriteRawValue(value.Span, skipInputValidation: true);
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(UserEventsDocument))]
internal sealed partial class UserEventsJson : JsonSerializerContext;
