using System.Text.Json;
using System.Text.Json.Nodes;
using CryptoVault.DemoPlayer.Client;

namespace CryptoVault.Requests;

/// <summary>The contract as the host under test serves it.</summary>
internal sealed class Contract
{
    private readonly JsonObject document;

    private Contract(JsonObject document)
    {
        this.document = document;
        Operations =
        [
            .. from path in document["paths"]!.AsObject()
               from method in path.Value!.AsObject()
               select new Operation(method.Key.ToUpperInvariant(), path.Key, method.Value!.AsObject(), this),
        ];
    }

    public IReadOnlyList<Operation> Operations { get; }

    public static async Task<Contract> ReadAsync(Api api)
    {
        var answer = (await api.GetAsync("api/v1/openapi.json")).Expect(200);
        return new Contract(JsonNode.Parse(answer.Text)!.AsObject());
    }

    /// <summary>The node, or what it refers to.</summary>
    public JsonNode Target(JsonNode node)
    {
        if ((string?)(node as JsonObject)?["$ref"] is not { } reference)
        {
            return node;
        }

        JsonNode? found = document;
        foreach (var part in reference[2..].Split('/'))
        {
            found = found?[part];
        }

        return Target(found ?? throw new JsonException($"{reference} points nowhere."));
    }
}

/// <summary>A documented operation.</summary>
/// <param name="Method">In capitals.</param>
/// <param name="Path">With its parameters in braces, from the root.</param>
/// <param name="Json">The operation's object.</param>
/// <param name="Contract">The document.</param>
internal sealed record Operation(string Method, string Path, JsonObject Json, Contract Contract)
{
    public string Id => (string)Json["operationId"]!;

    public bool IsAnonymous => (string?)Json["x-policy"] == "anonymous";

    /// <summary>Whoever is signed in may call it.</summary>
    public bool IsForAll => (string?)Json["x-policy"] == "signed-in";

    /// <summary>The roles that may call it, when it names some.</summary>
    public IReadOnlyList<string> Roles => [.. Json["x-roles"]?.AsArray().Select(role => (string)role!) ?? []];

    public bool IsRead => Method == "GET";

    /// <summary>It answers with events and does not end.</summary>
    public bool IsStream => Json["responses"]?["200"]?["content"]?["text/event-stream"] is not null;

    public IEnumerable<JsonObject> Parameters => Json["parameters"]?.AsArray().Select(parameter => Contract.Target(parameter!).AsObject()) ?? [];

    /// <summary>The schema of its JSON body, or null.</summary>
    public JsonNode? BodySchema => Body?["schema"];

    /// <summary>The documented example of its body.</summary>
    public JsonNode? BodyExample => Body?["example"]?.DeepClone();

    private JsonNode? Body => Json["requestBody"]?["content"]?["application/json"];

    /// <summary>True when the status, or its class, is documented.</summary>
    public bool Documents(int status) => Json["responses"]!.AsObject().ContainsKey($"{status}");

    public override string ToString() => $"{Method} {Path}";
}
