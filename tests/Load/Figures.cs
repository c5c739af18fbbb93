using System.Text.Json.Nodes;

namespace CryptoVault.Load;

/// <summary>The last line that a load program prints.</summary>
internal static class Figures
{
    public static void Print(params ReadOnlySpan<(string Name, JsonNode? Value)> figures)
    {
        var line = new JsonObject();
        foreach (var (name, value) in figures)
        {
            line[name] = value;
        }

        Console.WriteLine(line.ToJsonString());
    }
}
