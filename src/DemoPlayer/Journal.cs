using System.Text;
using System.Text.Json.Nodes;

namespace CryptoVault.DemoPlayer;

/// <summary>
/// Everything that the host acknowledged, one JSON object a line, on disk before the play goes on. Nothing in it may ever
/// be missing from the host again; <see cref="Story.Acknowledgements"/> checks that.
/// </summary>
internal sealed class Journal : IDisposable
{
    private readonly string file;
    private readonly FileStream stream;

    public Journal(string dataFolder, bool resume)
    {
        file = Path.Combine(dataFolder, "demo-acknowledged.jsonl");
        stream = PrivateFile.Open(file, resume ? FileMode.Append : FileMode.Create);
    }

    /// <summary>Notes an acknowledged operation.</summary>
    /// <param name="kind">What was done.</param>
    /// <param name="by">Who did it, by e-mail.</param>
    /// <param name="facts">What the host acknowledged.</param>
    public void Add(string kind, string by, params ReadOnlySpan<(string Name, string Value)> facts)
    {
        var line = new JsonObject { ["kind"] = kind, ["by"] = by };
        foreach (var (name, value) in facts)
        {
            line[name] = value;
        }

        stream.Write(Encoding.UTF8.GetBytes(line.ToJsonString() + "\n"));
        stream.Flush(flushToDisk: true);
    }

    /// <summary>What was noted so far; a last line that a kill cut short was never acted on and is left out.</summary>
    public IReadOnlyList<JsonObject> Read()
    {
        using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        var lines = reader.ReadToEnd().Split('\n');
        return [.. lines[..^1].Where(line => line.Length > 0).Select(line => JsonNode.Parse(line)!.AsObject())];
    }

    public void Dispose() => stream.Dispose();
}
