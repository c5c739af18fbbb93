using System.Text.Json;
using System.Text.Json.Nodes;

namespace CryptoVault.Functions.Http.Tests.Contract;

/// <summary>Checks a value against the parts of JSON Schema that the contract uses.</summary>
internal static class SchemaCheck
{
    /// <summary>What is wrong, by place; empty when nothing is.</summary>
    public static IEnumerable<string> Problems(JsonNode? value, JsonNode schema, string at)
    {
        var shape = ApiContract.Target(schema).AsObject();
        if (shape["enum"] is JsonArray allowed)
        {
            return allowed.Any(one => JsonNode.DeepEquals(one, value)) ? [] : [$"{at}: {value} is none of {allowed.ToJsonString()}"];
        }

        string[] types = shape["type"] switch
        {
            JsonArray several => [.. several.Select(one => (string)one!)],
            { } one => [(string)one!],
            null => [],
        };
        var kind = KindOf(value);
        if (types.Length > 0 && !types.Contains(kind))
        {
            return [$"{at}: {kind} instead of {string.Join(" or ", types)}"];
        }

        return value switch
        {
            JsonObject map => OfObject(map, shape, at),
            JsonArray list when shape["items"] is { } items => list.SelectMany((item, i) => Problems(item, items, $"{at}/{i}")),
            _ => [],
        };
    }

    private static IEnumerable<string> OfObject(JsonObject map, JsonObject shape, string at)
    {
        var properties = shape["properties"] as JsonObject ?? [];
        foreach (var required in shape["required"] as JsonArray ?? [])
        {
            if (!map.ContainsKey((string)required!))
            {
                yield return $"{at}: without {required}";
            }
        }

        foreach (var (name, value) in map)
        {
            if (properties[name] is { } schema)
            {
                foreach (var problem in Problems(value, schema, $"{at}/{name}"))
                {
                    yield return problem;
                }
            }
            else if (shape["additionalProperties"] is JsonValue more && !(bool)more)
            {
                yield return $"{at}: {name} is not known";
            }
        }
    }

    private static string KindOf(JsonNode? value) => value?.GetValueKind() switch
    {
        null or JsonValueKind.Null => "null",
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        _ => "integer",
    };
}
