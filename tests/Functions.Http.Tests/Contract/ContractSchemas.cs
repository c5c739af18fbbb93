using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;
using CryptoVault.Functions.Http.Api;

namespace CryptoVault.Functions.Http.Tests.Contract;

/// <summary>The JSON schemas of requests and answers, from the types that read and write them.</summary>
internal static class ContractSchemas
{
    private static readonly JsonSchemaExporterOptions Exporter = new()
    {
        TreatNullObliviousAsNonNullable = true,
        TransformSchemaNode = static (context, schema) =>
            context.TypeInfo.Type == typeof(DateTimeOffset) ? TimeAs(schema, "string")
            : context.TypeInfo.Type == typeof(DateTimeOffset?) ? TimeAs(schema, new JsonArray("string", "null"))
            : schema,
    };

    private static readonly Assembly Http = typeof(HttpApp).Assembly;

    /// <summary>The schemas by the name of their type.</summary>
    public static IReadOnlyDictionary<string, JsonNode> ByName { get; } = ReadAll();

    private static Dictionary<string, JsonNode> ReadAll()
    {
        var options = new HttpJson(Contexts()).Options;
        var schemas = new Dictionary<string, JsonNode>(StringComparer.Ordinal);
        foreach (var type in Contexts().SelectMany(TypesOf).Distinct())
        {
            var named = type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ItemList<>) ? type.GetGenericArguments()[0] : type;
            schemas[named.Name] = Placed(options.GetJsonSchemaAsNode(named, Exporter), named.Name);
        }

        return schemas;
    }

    /// <summary>Of what a converter of ours writes, the exporter knows nothing.</summary>
    private static JsonObject TimeAs(JsonNode schema, JsonNode type)
    {
        var time = schema as JsonObject ?? [];
        time["type"] = type;
        time["format"] = "date-time";
        return time;
    }

    /// <summary>References within the schema, from its place in the document.</summary>
    private static JsonNode Placed(JsonNode schema, string name)
    {
        var placed = JsonNode.Parse(schema.ToJsonString().Replace("\"$ref\":\"#", $"\"$ref\":\"#/components/schemas/{name}", StringComparison.Ordinal))!;
        SayWhatIsFree(placed);
        if (!name.EndsWith("Request", StringComparison.Ordinal))
        {
            MakeNullableOptional(placed);
        }

        return placed;
    }

    /// <summary>JSON that is handed on as it comes (a passkey's) is an object.</summary>
    private static void SayWhatIsFree(JsonNode schema)
    {
        if (schema["properties"] is JsonObject properties)
        {
            foreach (var name in properties.Where(member => member.Value?.GetValueKind() == JsonValueKind.True).Select(member => member.Key).ToArray())
            {
                properties[name] = new JsonObject { ["type"] = "object" };
            }
        }
    }

    /// <summary>Answers leave out what is null.</summary>
    private static void MakeNullableOptional(JsonNode? node)
    {
        if (node is JsonArray list)
        {
            foreach (var item in list)
            {
                MakeNullableOptional(item);
            }
        }

        if (node is not JsonObject map)
        {
            return;
        }

        if (map["properties"] is JsonObject properties && map["required"] is JsonArray required)
        {
            map["required"] = new JsonArray([.. required.Where(member => !IsNullable(properties[(string)member!])).Select(member => member!.DeepClone())]);
        }

        foreach (var (_, value) in map)
        {
            MakeNullableOptional(value);
        }
    }

    private static bool IsNullable(JsonNode? schema) =>
        schema is JsonObject map
        && ((map["type"] as JsonArray)?.Any(type => (string?)type == "null") == true || (map["enum"] as JsonArray)?.Contains(null) == true);

    private static IEnumerable<JsonSerializerContext> Contexts() => Http.GetTypes()
        .Where(type => type.IsSubclassOf(typeof(JsonSerializerContext)))
        .OrderBy(type => type.FullName, StringComparer.Ordinal)
        .Select(type => (JsonSerializerContext)type.GetProperty("Default", BindingFlags.Static | BindingFlags.Public)!.GetValue(null)!);

    private static IEnumerable<Type> TypesOf(JsonSerializerContext context) => context.GetType().GetCustomAttributesData()
        .Where(attribute => attribute.AttributeType == typeof(JsonSerializableAttribute))
        .Select(attribute => (Type)attribute.ConstructorArguments[0].Value!);
}
