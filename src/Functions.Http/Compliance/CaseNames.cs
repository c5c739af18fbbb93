using System.Text.Json;
using CryptoVault.Compliance.Cases;

namespace CryptoVault.Functions.Http.Compliance;

/// <summary>The names of states and types of cases in queries.</summary>
internal static class CaseNames
{
    private static readonly Dictionary<string, CaseState> ByState = Enum.GetValues<CaseState>().ToDictionary(NameOf);
    private static readonly Dictionary<string, CaseType> ByType = Enum.GetValues<CaseType>().ToDictionary(NameOf);

    public static IReadOnlyCollection<string> States => ByState.Keys;

    public static IReadOnlyCollection<string> Types => ByType.Keys;

    public static CaseState? State(string? name) => name is not null && ByState.TryGetValue(name, out var state) ? state : null;

    public static CaseType? Type(string? name) => name is not null && ByType.TryGetValue(name, out var type) ? type : null;

    private static string NameOf<T>(T value) where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}
