using System.Reflection;
using System.Text.Json.Nodes;
using CryptoVault.Functions.Http.Api.Access;
using CryptoVault.Functions.Http.General.Contract;

namespace CryptoVault.Functions.Http.Tests.Contract;

/// <summary>docs/openapi.yaml as it is embedded in the app.</summary>
internal static class ApiContract
{
    public static JsonObject Document { get; } = Read();

    /// <summary>The documented operations.</summary>
    public static IReadOnlyList<Operation> Operations { get; } =
    [
        .. from path in Document["paths"]!.AsObject()
           from method in path.Value!.AsObject()
           select new Operation(method.Key, path.Key, method.Value!.AsObject()),
    ];

    /// <summary>The HTTP functions that are routes of their own, with their policies.</summary>
    public static IReadOnlyList<RouteFunction> Functions { get; } =
    [
        .. from method in FunctionPolicies.HttpFunctions(typeof(HttpApp).Assembly)
           let trigger = FunctionPolicies.TriggerOf(method)
           where trigger.Route is { } route && !route.StartsWith("{*", StringComparison.Ordinal)
           select new RouteFunction(NameOf(method), trigger.Methods!.Single(), "/" + trigger.Route, FunctionPolicies.Read(method), method.DeclaringType!),
    ];

    /// <summary>What a reference points to.</summary>
    public static JsonNode Resolve(string reference)
    {
        JsonNode? node = Document;
        foreach (var part in reference[2..].Split('/'))
        {
            node = node is JsonArray array ? array[int.Parse(part, System.Globalization.CultureInfo.InvariantCulture)] : node?[part];
        }

        return node ?? throw new InvalidOperationException($"{reference} points nowhere.");
    }

    /// <summary>The node itself, or what it refers to.</summary>
    public static JsonNode Target(JsonNode node) => node is JsonObject map && map["$ref"] is { } reference ? Target(Resolve((string)reference!)) : node;

    private static JsonObject Read()
    {
        using var stream = typeof(HttpApp).Assembly.GetManifestResourceStream("openapi.yaml")!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return JsonNode.Parse(YamlJson.Convert(bytes))!.AsObject();
    }

    private static string NameOf(MethodInfo method) =>
        (string)method.GetCustomAttributesData().Single(attribute => attribute.AttributeType.Name == "FunctionAttribute").ConstructorArguments[0].Value!;
}

internal sealed record Operation(string Method, string Path, JsonObject Json)
{
    public string Id => (string)Json["operationId"]!;

    public override string ToString() => $"{Method} {Path}";
}

internal sealed record RouteFunction(string Name, string Method, string Path, FunctionPolicy Policy, Type Area)
{
    public override string ToString() => $"{Method} {Path}";
}
