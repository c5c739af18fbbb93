using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CryptoVault.Storage;

namespace CryptoVault.RateLimits;

/// <summary>A bucket that several instances share. In a partition of its own, whose name is a keyed hash of the address or user.</summary>
/// <param name="FullAt">When it is full, in ticks of UTC.</param>
/// <param name="Life">How long it takes to fill; when it is full it need not exist.</param>
public sealed record RateLimitDocument(long FullAt, TimeSpan Life) : IDocument<RateLimitDocument>
{
    /// <summary>The id, the same in every partition of a bucket.</summary>
    public const string DocumentId = "rate-limit";

    /// <inheritdoc />
    public static JsonTypeInfo<RateLimitDocument> Json => RateLimitJson.Default.RateLimitDocument;

    /// <inheritdoc />
    public string Id => DocumentId;

    /// <inheritdoc />
    public string Type => "rate-limit";

    /// <inheritdoc />
    public int SchemaVersion => 1;

    /// <inheritdoc />
    [JsonIgnore]
    public TimeSpan? TimeToLive => Life + TimeSpan.FromMinutes(1);
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(RateLimitDocument))]
internal sealed partial class RateLimitJson : JsonSerializerContext;
