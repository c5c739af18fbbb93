using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using CryptoVault.Storage;

namespace CryptoVault.Adapters.Cosmos;

/// <summary>
/// A document as it lies in Cosmos DB: the body's own properties, and beside them the partition key, the time to live and
/// the mark of the commit that wrote it. Cosmos DB keeps what JSON means, not how it was spelled; the port promises the
/// body word for word. So the envelope says how the body is spelled anew (by which encoder), and carries the very text
/// of the few that no encoder would reproduce.
/// </summary>
internal static class DocumentEnvelope
{
    public const string PartitionPath = "/partition";
    public const string PartitionProperty = "partition";
    public const string TimeToLiveProperty = "ttl";
    public const string CommitProperty = "_commit";
    public const string ETagProperty = "_etag";

    private const string RelaxedProperty = "_relaxed";
    private const string TextProperty = "_text";
    private const long MaxInteger = 1L << 53;
    private static readonly JsonWriterOptions Default = new() { SkipValidation = true };
    private static readonly JsonWriterOptions Relaxed = new() { SkipValidation = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Names that a body must not have at its top level: Cosmos DB or this adapter writes them.</summary>
    private static readonly string[] Reserved =
        [PartitionProperty, TimeToLiveProperty, CommitProperty, RelaxedProperty, TextProperty, ETagProperty, "_rid", "_self", "_ts", "_attachments", "_lsn"];

    /// <summary>Checks a body and puts the envelope around it.</summary>
    /// <exception cref="ArgumentException">The body is no document with this id, or an indexed field is of no indexable type.</exception>
    public static byte[] Wrap(StoreContainer container, string partition, string commit, DocumentOperation operation)
    {
        var body = operation.Body.Span;
        var exactNumbers = Check(container, operation.Id, body);
        var buffer = new ArrayBufferWriter<byte>(body.Length + 192);
        using var writer = new Utf8JsonWriter(buffer, Relaxed);
        writer.WriteStartObject();
        var own = body[..body.LastIndexOf((byte)'}')].TrimEnd(" \t\r\n"u8);
        writer.WriteString(PartitionProperty, partition);
        writer.WriteString(CommitProperty, commit);
        if (operation.TimeToLive is { } life)
        {
            writer.WriteNumber(TimeToLiveProperty, Seconds(life));
        }

        switch (exactNumbers ? Spelling(operation.Body) : null)
        {
            case true:
                writer.WriteBoolean(RelaxedProperty, true);
                break;
            case null:
                writer.WriteString(TextProperty, body);
                break;
            default:
                break;
        }

        writer.WriteEndObject();
        writer.Flush();

        // The body as it came, and the envelope's properties after its own.
        var wrapped = new byte[own.Length + buffer.WrittenCount];
        own.CopyTo(wrapped);
        wrapped[own.Length] = (byte)',';
        buffer.WrittenSpan[1..].CopyTo(wrapped.AsSpan(own.Length + 1));
        return wrapped;
    }

    /// <summary>Takes the body out of a document that Cosmos DB returned.</summary>
    /// <exception cref="StoreException">The document was not written by this adapter.</exception>
    public static StoredDocument Unwrap(JsonElement document)
    {
        if (Text(document, "id") is not { } id || Text(document, PartitionProperty) is not { } partition || Text(document, ETagProperty) is not { } etag)
        {
            throw new StoreException(CommitStatus.Unavailable, "A document in Cosmos DB lacks id, partition or _etag.");
        }

        if (Text(document, TextProperty) is { } text)
        {
            return new StoredDocument(partition, id, etag, Encoding.UTF8.GetBytes(text));
        }

        var buffer = new ArrayBufferWriter<byte>(1024);
        using var writer = new Utf8JsonWriter(buffer, document.TryGetProperty(RelaxedProperty, out _) ? Relaxed : Default);
        writer.WriteStartObject();
        foreach (var property in document.EnumerateObject())
        {
            if (!IsReserved(property))
            {
                property.WriteTo(writer);
            }
        }

        writer.WriteEndObject();
        writer.Flush();
        return new StoredDocument(partition, id, etag, buffer.WrittenMemory);
    }

    /// <summary>The mark of the commit that wrote a document.</summary>
    public static string? CommitOf(JsonElement document) => Text(document, CommitProperty);

    /// <summary>The seconds that Cosmos DB counts: whole ones, so that nothing dies early.</summary>
    public static int Seconds(TimeSpan life) => (int)Math.Clamp(Math.Ceiling(life.TotalSeconds), 1, int.MaxValue);

    private static string? Text(JsonElement document, string name) =>
        document.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static bool IsReserved(JsonProperty property)
    {
        foreach (var name in Reserved)
        {
            if (property.NameEquals(name))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>False: the default encoder spells the body so; true: the relaxed one does; null: neither.</summary>
    private static bool? Spelling(ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(body);
        return Spelled(Default) ? false : Spelled(Relaxed) ? true : null;

        bool Spelled(JsonWriterOptions options)
        {
            var buffer = new ArrayBufferWriter<byte>(body.Length);
            using var writer = new Utf8JsonWriter(buffer, options);
            document.RootElement.WriteTo(writer);
            writer.Flush();
            return buffer.WrittenSpan.SequenceEqual(body.Span);
        }
    }

    /// <summary>Checks the shape; false when a number in it is not one that Cosmos DB returns as it was.</summary>
    private static bool Check(StoreContainer container, string id, ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                throw new ArgumentException($"The body of '{id}' is not a JSON object.");
            }

            var (named, exact) = (false, true);
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                CheckName(ref reader, id);
                var isId = !named && reader.ValueTextEquals("id"u8);
                var indexed = container.IsIndexed(ref reader);
                var field = indexed ? reader.GetString() : null;
                reader.Read();
                named |= isId && reader.TokenType == JsonTokenType.String && reader.ValueTextEquals(id);
                if (indexed && !(reader.TokenType is JsonTokenType.String or JsonTokenType.Null || IsExact(ref reader)))
                {
                    throw new ArgumentException($"Field '{field}' of '{id}' is indexed and so must be a string, an integer within 2^53, null or absent.");
                }

                exact &= HasExactNumbers(ref reader);
            }

            if (!named)
            {
                throw new ArgumentException($"The body of '{id}' does not have that id.");
            }

            reader.Read(); // throws when anything but white space follows
            return exact;
        }
        catch (JsonException exception)
        {
            throw new ArgumentException($"The body of '{id}' is not JSON.", exception);
        }
    }

    private static void CheckName(ref Utf8JsonReader reader, string id)
    {
        foreach (var name in Reserved)
        {
            if (reader.ValueTextEquals(name))
            {
                throw new ArgumentException($"'{id}' has a property '{name}', which Cosmos DB or its adapter writes.");
            }
        }
    }

    /// <summary>Walks over a value; false when there is a number in it that is more than an integer within 2^53.</summary>
    private static bool HasExactNumbers(ref Utf8JsonReader reader)
    {
        var depth = reader.CurrentDepth;
        var exact = reader.TokenType != JsonTokenType.Number || IsExact(ref reader);
        if (reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
        {
            return exact;
        }

        while (reader.Read() && reader.CurrentDepth > depth)
        {
            exact &= reader.TokenType != JsonTokenType.Number || IsExact(ref reader);
        }

        return exact;
    }

    private static bool IsExact(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var number) && number is >= -MaxInteger and <= MaxInteger
        && !reader.ValueSpan.SequenceEqual("-0"u8) && reader.ValueSpan.IndexOfAny((byte)'.', (byte)'e', (byte)'E') < 0;
}
