using System.Text.Json;

namespace CryptoVault.Storage.CosmosGateway;

/// <summary>One term of an ORDER BY.</summary>
internal sealed record SqlOrder(string Path, bool Descending);

/// <summary>A parsed query: what it returns, whom, and in what order.</summary>
internal sealed class SqlQuery
{
    /// <summary>Null for <c>SELECT *</c>; else the paths of the order-by items of a rewritten query.</summary>
    public IReadOnlyList<string>? OrderByItems { get; init; }

    public required Func<JsonElement, bool> Filter { get; init; }

    /// <summary>Paths that the filter compares.</summary>
    public required IReadOnlyCollection<string> FilterPaths { get; init; }

    public required IReadOnlyList<SqlOrder> Order { get; init; }

    /// <summary>The text of the filter, for rewriting.</summary>
    public required string FilterText { get; init; }

    public static object? Value(JsonElement document, string path) =>
        document.TryGetProperty(path, out var value) ? SqlValue.Of(value) : SqlValue.Undefined;
}
