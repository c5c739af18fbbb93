using System.Diagnostics;
using System.Text.Json;
using System.Threading.Channels;
using CryptoVault.LocalProcess;

namespace CryptoVault.EndToEnd.Tests.Streams;

/// <summary>What the JavaScript client said.</summary>
internal sealed record HubLine(string Type, JsonElement Json)
{
    public string? Name => Json.TryGetProperty("name", out var name) ? name.GetString() : null;

    public JsonElement Data => Json.GetProperty("data");
}

/// <summary>The stock @microsoft/signalr client in Node.js, as <c>hub-client.cjs</c> uses it.</summary>
internal sealed class HubClient : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process node;
    private readonly Channel<HubLine> lines = Channel.CreateUnbounded<HubLine>();

    private HubClient(Process node) => this.node = node;

    /// <summary>Starts a client and waits until it is connected.</summary>
    /// <param name="host">The host.</param>
    /// <param name="hub">market or user.</param>
    /// <param name="what">The topics, or the user's access token.</param>
    public static async Task<HubClient> ConnectAsync(Uri host, string hub, string what)
    {
        var start = new ProcessStartInfo("node", [Path.Combine(AppContext.BaseDirectory, "Streams", "hub-client.cjs"), host.ToString().TrimEnd('/'), hub, what])
        {
            WorkingDirectory = await NodePackages.EnsureAsync(),
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var client = new HubClient(new Process { StartInfo = start, EnableRaisingEvents = true });
        client.Start();
        await client.UntilAsync(static line => line.Type == "connected");
        return client;
    }

    /// <summary>The next line.</summary>
    public async Task<HubLine> NextAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        var line = await lines.Reader.ReadAsync(patience.Token);
        return line.Type is "failed" or "gap" or "stderr" ? throw new InvalidOperationException($"The client says: {line.Json}") : line;
    }

    /// <summary>All lines up to one that is waited for.</summary>
    public async Task<List<HubLine>> UntilAsync(Func<HubLine, bool> wanted)
    {
        var seen = new List<HubLine>();
        do
        {
            seen.Add(await NextAsync());
        }
        while (!wanted(seen[^1]));
        return seen;
    }

    public async ValueTask DisposeAsync()
    {
        node.StandardInput.Close();
        await node.WaitForExitAsync().WaitAsync(Patience);
        node.Dispose();
    }

    private void Start()
    {
        node.OutputDataReceived += (_, line) => Keep(line.Data, null);
        node.ErrorDataReceived += (_, line) => Keep(line.Data, "stderr");
        node.Exited += (_, _) => lines.Writer.TryComplete();
        node.Start();
        node.BeginOutputReadLine();
        node.BeginErrorReadLine();
    }

    private void Keep(string? text, string? type)
    {
        if (text is not null)
        {
            var json = type is null ? JsonElement.Parse(text) : JsonSerializer.SerializeToElement(text);
            lines.Writer.TryWrite(new HubLine(type ?? json.GetProperty("type").GetString()!, json));
        }
    }
}
