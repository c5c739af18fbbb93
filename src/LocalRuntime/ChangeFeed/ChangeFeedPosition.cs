using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CryptoVault.Storage;

namespace CryptoVault.LocalRuntime.ChangeFeed;

/// <summary>How far a function has read a change feed. It lies in container <c>runtime</c>, partition <c>change-feeds</c>.</summary>
/// <param name="Id">App and function.</param>
/// <param name="Container">The container that is read.</param>
/// <param name="Continuation">Where to go on.</param>
/// <param name="Updated">When this was written.</param>
internal sealed record ChangeFeedPosition(string Id, string Container, string Continuation, string Updated) : IDocument<ChangeFeedPosition>
{
    public const string Partition = "change-feeds";

    public static JsonTypeInfo<ChangeFeedPosition> Json => ChangeFeedJson.Default.ChangeFeedPosition;

    public string Type => "change-feed-position";

    public int SchemaVersion => 1;
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(ChangeFeedPosition))]
internal sealed partial class ChangeFeedJson : JsonSerializerContext;
