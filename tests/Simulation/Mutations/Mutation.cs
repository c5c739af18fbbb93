using System.Text.Json;
using System.Text.Json.Serialization;

namespace CryptoVault.Simulation.Mutations;

/// <summary>A deliberate bug.</summary>
/// <param name="Name">Its name.</param>
/// <param name="File">The file, from the root of the repository.</param>
/// <param name="Old">The text that stands there, once.</param>
/// <param name="New">What takes its place.</param>
/// <param name="Note">What it breaks.</param>
/// <param name="Expected">The check that is to catch it first.</param>
internal sealed record Mutation(string Name, string File, string Old, string New, string Note, string Expected)
{
    /// <summary>The checked-in list.</summary>
    public static IReadOnlyList<Mutation> All()
    {
        using var stream = typeof(Mutation).Assembly.GetManifestResourceStream("mutations.json")!;
        return JsonSerializer.Deserialize(stream, MutationJson.Default.IReadOnlyListMutation)!;
    }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(IReadOnlyList<Mutation>))]
internal sealed partial class MutationJson : JsonSerializerContext;
