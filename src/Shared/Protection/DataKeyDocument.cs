using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CryptoVault.Hosting;
using CryptoVault.Security;
using CryptoVault.Storage;

namespace CryptoVault.Protection;

/// <summary>A user's data key, encrypted under a key-encryption key. In the user's partition.</summary>
/// <param name="UserId">Whose it is.</param>
/// <param name="CreatedTime">When it was made.</param>
public sealed record DataKeyDocument(string UserId, string CreatedTime) : IDocument<DataKeyDocument>
{
    /// <summary>The id, the same in every user's partition.</summary>
    public const string DocumentId = "data-key";

    /// <summary>Data keys by the key-encryption key that they lie under.</summary>
    public static IndexDefinition ByWrapping { get; } = new("data-keys", "wrappedUnder") { CrossPartition = true, WithinPartition = false };

    /// <inheritdoc />
    public static JsonTypeInfo<DataKeyDocument> Json => ProtectionJson.Default.DataKeyDocument;

    /// <inheritdoc />
    public string Id => DocumentId;

    /// <inheritdoc />
    public string Type => "data-key";

    /// <inheritdoc />
    public int SchemaVersion => 1;

    /// <summary>The key-encryption key that it lies under; null once it was destroyed.</summary>
    public string? WrappedUnder { get; init; }

    /// <summary>The encrypted key; null once it was destroyed.</summary>
    public string? Wrapped { get; init; }

    /// <summary>When it was destroyed, and with it all that it could read; null while it is there.</summary>
    public string? DestroyedTime { get; init; }

    /// <summary>The key as its keeper reads it; null once it was destroyed.</summary>
    [JsonIgnore]
    public WrappedKey? Key => WrappedUnder is { } keyId && Wrapped is { } content ? new WrappedKey(keyId, content) : null;

    /// <summary>Where it lies, which it is bound to.</summary>
    public static string PlaceOf(string userId) => $"data-key:{userId}";

    /// <summary>Says nothing of the key.</summary>
    public override string ToString() => $"Data key of user {UserId}";
}

/// <summary>The key-encryption key that was last seen in force. In container <c>system</c>.</summary>
/// <param name="KeyId">Its id.</param>
public sealed record WrappingKeyDocument(string KeyId) : IDocument<WrappingKeyDocument>
{
    /// <summary>The id.</summary>
    public const string DocumentId = "wrapping-key";

    /// <summary>Where it lies.</summary>
    public static PartitionKey Partition { get; } = new(ContainerNames.System, "service-keys");

    /// <inheritdoc />
    public static JsonTypeInfo<WrappingKeyDocument> Json => ProtectionJson.Default.WrappingKeyDocument;

    /// <inheritdoc />
    public string Id => DocumentId;

    /// <inheritdoc />
    public string Type => "wrapping-key";

    /// <inheritdoc />
    public int SchemaVersion => 1;
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DataKeyDocument))]
[JsonSerializable(typeof(WrappingKeyDocument))]
internal sealed partial class ProtectionJson : JsonSerializerContext;
