using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CryptoVault.Storage;

namespace CryptoVault.Idempotency;

/// <summary>What a request with an <c>Idempotency-Key</c> was answered, written in the commit that carried it out.</summary>
/// <param name="Id"><c>once:{hash of scope and key}</c>.</param>
/// <param name="BodyHash">SHA-256 of the body that was carried out, in hexadecimal digits.</param>
/// <param name="Answer">The answer.</param>
/// <param name="CreatedAt">When it was carried out.</param>
public sealed record IdempotencyDocument(string Id, string BodyHash, JsonElement Answer, DateTimeOffset CreatedAt) : IDocument<IdempotencyDocument>
{
    /// <summary>How long a record is kept.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    /// <inheritdoc />
    public static JsonTypeInfo<IdempotencyDocument> Json => IdempotencyJson.Default.IdempotencyDocument;

    /// <inheritdoc />
    public string Type => "idempotency";

    /// <inheritdoc />
    public int SchemaVersion => 1;

    /// <inheritdoc />
    [JsonIgnore]
    public TimeSpan? TimeToLive => Kept;
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(IdempotencyDocument))]
internal sealed partial class IdempotencyJson : JsonSerializerContext;
