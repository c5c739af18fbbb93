using System.Text.Json;

namespace CryptoVault.EndToEnd.Tests.Hosting;

/// <summary>An event as it came.</summary>
internal sealed record StreamEvent(string Name, string? Id, JsonElement Data);

/// <summary>Reads Server-Sent Events.</summary>
internal sealed class MarketStreamClient : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly HttpClient http;
    private readonly HttpResponseMessage response;
    private readonly StreamReader lines;

    private MarketStreamClient(HttpClient http, HttpResponseMessage response, StreamReader lines) => (this.http, this.response, this.lines) = (http, response, lines);

    public static async Task<MarketStreamClient> OpenAsync(Uri host, string query)
    {
        var http = new HttpClient { BaseAddress = host };
        var response = await http.GetAsync(new Uri($"api/v1/stream/market?{query}", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(("text/event-stream", true), (response.Content.Headers.ContentType?.MediaType, response.IsSuccessStatusCode));
        return new MarketStreamClient(http, response, new StreamReader(await response.Content.ReadAsStreamAsync()));
    }

    /// <summary>The next event; comments are passed over.</summary>
    public async Task<StreamEvent> NextAsync()
    {
        var (name, id, data) = ((string?)null, (string?)null, (string?)null);
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            var line = await lines.ReadLineAsync(patience.Token) ?? throw new EndOfStreamException("The stream ended.");
            if (line.Length == 0 && name is not null)
            {
                return new StreamEvent(name, id, JsonElement.Parse(data!));
            }

            if (line.Split(": ", 2) is [var field, var value])
            {
                (name, id, data) = (field == "event" ? value : name, field == "id" ? value : id, field == "data" ? value : data);
            }
        }
    }

    public ValueTask DisposeAsync()
    {
        lines.Dispose();
        response.Dispose();
        http.Dispose();
        return ValueTask.CompletedTask;
    }
}
