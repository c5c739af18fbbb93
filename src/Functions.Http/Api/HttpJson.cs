using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace CryptoVault.Functions.Http.Api;

/// <summary>
/// How bodies are read and written, from the source-generated contexts that the areas register
/// (<c>services.AddHttpJson(OrdersHttpJson.Default)</c>). camelCase; enums as snake_case names; unknown members,
/// duplicates, missing members and nulls where none may be are refused.
/// </summary>
internal sealed class HttpJson
{
    /// <summary>Deepest nesting that is read.</summary>
    public const int MaxDepth = 32;

    public HttpJson(IEnumerable<JsonSerializerContext> contexts)
    {
        Options = new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            DictionaryKeyPolicy = null,
            PropertyNameCaseInsensitive = false,
            NumberHandling = JsonNumberHandling.Strict,
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
            AllowDuplicateProperties = false,
            RespectNullableAnnotations = true,
            RespectRequiredConstructorParameters = true,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            MaxDepth = MaxDepth,
            Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false), new UtcTimeConverter() },
            TypeInfoResolver = JsonTypeInfoResolver.Combine([.. contexts]),
        };
        Options.MakeReadOnly();
    }

    public JsonSerializerOptions Options { get; }

    /// <summary>How the type is read and written.</summary>
    /// <exception cref="NotSupportedException">No registered context knows the type.</exception>
    public JsonTypeInfo<T> Of<T>() => (JsonTypeInfo<T>)Options.GetTypeInfo(typeof(T));
}
