using System.Text.Json;

namespace CryptoVault.Storage.CosmosGateway;

/// <summary>
/// What a container's indexing policy serves. Without the scan header Cosmos DB refuses the rest.
/// https://learn.microsoft.com/azure/cosmos-db/index-policy
/// </summary>
internal sealed class IndexPolicy
{
    private readonly HashSet<string> included;
    private readonly HashSet<string> composites;

    public IndexPolicy(JsonElement container)
    {
        var policy = container.TryGetProperty("indexingPolicy", out var declared) ? declared : default;
        included = [.. List(policy, "includedPaths").Select(path => path.GetProperty("path").GetString()!)];
        composites = [.. List(policy, "compositeIndexes").SelectMany(index => Both([.. index.EnumerateArray()
            .Select(path => (path.GetProperty("path").GetString()![1..], path.TryGetProperty("order", out var order) && order.GetString() == "descending"))]))];
    }

    /// <summary>The reason why a query is refused, or null.</summary>
    public string? Refuse(SqlQuery query)
    {
        // "Queries with filters on paths that are excluded from indexing": error text as in the service's answer.
        if (query.FilterPaths.FirstOrDefault(path => !IsIndexed(path)) is { } filtered)
        {
            return $"An invalid query has been specified with filters against path(s) excluded from indexing. Consider adding allow scan header in the request. Path: /{filtered}";
        }

        return query.Order.Count switch
        {
            0 => null,
            1 => IsIndexed(query.Order[0].Path) ? null : "The index path corresponding to the specified order-by item is excluded.",
            _ => composites.Contains(Key(query.Order.Select(order => (order.Path, order.Descending)))) ? null
                : "The order by query does not have a corresponding composite index that it can be served from.",
        };
    }

    /// <summary>"id" and "_ts" are always indexed ("include/exclude strategy").</summary>
    private bool IsIndexed(string path) => path is "id" or "_ts" || included.Contains($"/{path}/?") || included.Contains("/*");

    private static IEnumerable<JsonElement> List(JsonElement policy, string name) =>
        policy.ValueKind == JsonValueKind.Object && policy.TryGetProperty(name, out var list) ? list.EnumerateArray() : [];

    /// <summary>A composite index serves its own order and the opposite one on all its paths, no other.</summary>
    private static IEnumerable<string> Both((string Path, bool Descending)[] paths) => [Key(paths), Key(paths.Select(path => (path.Path, !path.Descending)))];

    private static string Key(IEnumerable<(string Path, bool Descending)> paths) => string.Join(' ', paths.Select(path => $"{path.Path}:{path.Descending}"));
}
