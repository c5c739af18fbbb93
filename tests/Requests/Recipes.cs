using System.Text.Json.Nodes;

namespace CryptoVault.Requests;

/// <summary>A recipe for each operation of the contract.</summary>
internal static class Recipes
{
    /// <summary>Operations that cannot succeed on a host that has its admins, with the reason.</summary>
    public static IReadOnlyDictionary<string, string> Impossible { get; } = new Dictionary<string, string>
    {
        ["SetUpFirstAdmin"] = "a host with demo data has its first admin",
        ["CustodyWebhook"] = "the simulated custody sends no webhooks",
        ["StopBreakGlass"] = "nobody becomes an admin by a break-glass code on a host that was not asked for one",
    };

    private static readonly Dictionary<string, Recipe> ById =
        new Recipe[][] { AuthRecipes.All, OwnAccountRecipes.All, PasskeyRecipes.All, OrderRecipes.All, StreamRecipes.All, WalletRecipes.All, AddressBookRecipes.All, StaffRecipes.All }.SelectMany(area => area).ToDictionary(recipe => recipe.OperationId);

    public static IEnumerable<string> Ids => ById.Keys;

    /// <summary>The recipe of an operation: its own, or the documented example of its parameters and body.</summary>
    public static Recipe Of(Operation operation) =>
        ById.TryGetValue(operation.Id, out var recipe) ? recipe : new Recipe(operation.Id, (_, _) => Task.FromResult(Documented(operation)));

    private static Call Documented(Operation operation)
    {
        var path = operation.Path.TrimStart('/');
        var query = new List<string>();
        foreach (var parameter in operation.Parameters.Where(parameter => (bool?)parameter["required"] == true))
        {
            var (name, value) = ((string)parameter["name"]!, $"{parameter["example"] ?? parameter["schema"]?["example"]}");
            switch ((string)parameter["in"]!)
            {
                case "path":
                    path = path.Replace($"{{{name}}}", value, StringComparison.Ordinal);
                    break;
                case "query":
                    query.Add($"{name}={Uri.EscapeDataString(value)}");
                    break;
                default:
                    throw new InvalidOperationException($"{operation} needs the header {name}: write a recipe.");
            }
        }

        return new Call(query.Count == 0 ? path : $"{path}?{string.Join('&', query)}", operation.BodyExample);
    }

    /// <summary>A call without anything to prepare.</summary>
    public static Task<Call> Plain(string path, JsonNode? body = null, params (string Name, string Value)[] headers) => Task.FromResult(new Call(path, body, headers));

    public static (string Name, string Value) NewKey() => ("Idempotency-Key", $"{Guid.NewGuid()}");
}
