using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace CryptoVault.Storage.CosmosGateway;

/// <summary>A document as it lies in the service.</summary>
internal sealed class GatewayDocument
{
    private static readonly JsonWriterOptions Spelling = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public required string Id { get; init; }

    public required string Partition { get; init; }

    public required string Rid { get; init; }

    public required string ETag { get; init; }

    /// <summary>The log sequence number of the batch that wrote it, in its physical partition.</summary>
    public required long Lsn { get; init; }

    /// <summary>Its place among all writes, which orders the writes of one batch.</summary>
    public required long Sequence { get; init; }

    public required long Seconds { get; init; }

    public required int? TimeToLive { get; init; }

    /// <summary>The document with its system properties.</summary>
    public required JsonElement Json { get; init; }

    /// <summary>"The item expires after the ttl since its last modified time (_ts)": https://learn.microsoft.com/azure/cosmos-db/time-to-live</summary>
    public bool IsExpired(long nowSeconds) => TimeToLive is > 0 and var life && nowSeconds >= Seconds + life;

    /// <summary>
    /// The service keeps the meaning of JSON, not its spelling: white space, escapes and number formats are its own; numbers
    /// are doubles. The system properties come last: https://learn.microsoft.com/azure/cosmos-db/resource-model
    /// </summary>
    public static JsonElement Store(JsonElement body, string rid, string self, string etag, long seconds)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Spelling))
        {
            writer.WriteStartObject();
            foreach (var property in body.EnumerateObject())
            {
                writer.WritePropertyName(property.Name);
                Write(writer, property.Value);
            }

            writer.WriteString("_rid", rid);
            writer.WriteString("_self", self);
            writer.WriteString("_etag", etag);
            writer.WriteString("_attachments", "attachments/");
            writer.WriteNumber("_ts", seconds);
            writer.WriteEndObject();
        }

        return JsonDocument.Parse(buffer.WrittenMemory.ToArray()).RootElement;
    }

    private static void Write(Utf8JsonWriter writer, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var property in value.EnumerateObject())
                {
                    writer.WritePropertyName(property.Name);
                    Write(writer, property.Value);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                {
                    Write(writer, item);
                }

                writer.WriteEndArray();
                break;
            case JsonValueKind.Number:
                writer.WriteRawValue(value.GetDouble().ToString("R", CultureInfo.InvariantCulture), skipInputValidation: true);
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }
}
