using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CryptoVault.Protection;
using CryptoVault.Storage;

namespace CryptoVault.Idempotency;

/// <summary>What a request with an <c>Idempotency-Key</c> was answered, written in the commit that carried it out.</summary>
/// <param name="Id"><c>once:{hash of scope and key}</c>.</param>
/// <param name="BodyHash">SHA-256 of the body that was carried out, in hexadecimal digits.</param>
/// <param name="CreatedAt">When it was carried out.</param>
public sealed record IdempotencyDocument(string Id, string BodyHash, DateTimeOffset CreatedAt)
    : IDocument<IdempotencyDocument>, IPersonalDocument<IdempotencyDocument>
{
    /// <summary>How long a record is kept.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    /// <inheritdoc />
    public static JsonTypeInfo<IdempotencyDocument> Json => IdempotencyJson.Default.IdempotencyDocument;

    /// <inheritdoc />
    public string Type => "idempotency";

    /// <inheritdoc />
    public int SchemaVersion => 2; // 1: the answer as JSON in plain

    /// <summary>The answer, as JSON; it may hold personal data of its user.</summary>
    public PersonalText Content { get; init; }

    /// <summary>The answer of a document of version 1.</summary>
    public JsonElement? Answer { get; init; }

    /// <inheritdoc />
    [JsonIgnore]
    public TimeSpan? TimeToLive => Kept;

    /// <inheritdoc />
    public IdempotencyDocument WithPersonal(Func<PersonalText, string, PersonalText> map) => this with { Content = map(Content, "idempotency.answer") };
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(IdempotencyDocument))]
internal sealed partial class IdempotencyJson : JsonSerializerContext;
