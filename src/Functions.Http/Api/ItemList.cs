using System.Text.Json.Serialization;

namespace CryptoVault.Functions.Http.Api;

/// <summary>A page of a list as it is answered.</summary>
/// <typeparam name="T">The items' type; the area's JSON context names <c>ItemList&lt;T&gt;</c>.</typeparam>
internal sealed record ItemList<T>(IReadOnlyList<T> Items, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? NextCursor);

/// <summary>A page of a list as a use case gives it.</summary>
/// <param name="Items">The items.</param>
/// <param name="NextPosition">Where the next page starts (a store's continuation), or null at the end.</param>
internal sealed record ItemPage<T>(IReadOnlyList<T> Items, string? NextPosition);

/// <summary>A page asked for.</summary>
/// <param name="Limit">Most items.</param>
/// <param name="Position">Where to go on (a store's continuation), or null at the start.</param>
internal sealed record PageRequest(int Limit, string? Position);
