using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using CryptoVault.Functions.Http.MarketData;
using CryptoVault.Functions.Http.Tests.Hosting;
using CryptoVault.MarketData.Candles;
using CryptoVault.Functions.Http.Streams;
using CryptoVault.MarketData.Streams;
using CryptoVault.Streams;
using CryptoVault.Markets;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CryptoVault.Functions.Http.Tests.MarketData;

public sealed class MarketDataRouteTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Reads_OfAMarketWithoutTrades_SaySoWithATag()
    {
        await using var host = await StartAsync();
        foreach (var (path, shown) in new[]
        {
            ("candles/BTC-USDT?interval=1d", "\"items\":[]"), ("tickers", "\"referenceStale\":true"), ("book-ticker/BTC", "\"bid\":null"), ("average-price/BTC", "\"source\":null"),
        })
        {
            var answer = await host.Client.GetAsync($"api/v1/market-data/{path}");
            Assert.Contains(shown, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            var again = await host.Client.SendAsync("GET", $"api/v1/market-data/{path}", headers: ("If-None-Match", answer.Headers.ETag!.Tag));
            Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
        }
    }

    [Fact]
    public async Task Tickers_ForAClientThatTakesThemPacked_AreTheSameOnceTheyAreLarge()
    {
        await using var host = await StartAsync();
        var plain = await host.Client.SendAsync("GET", "api/v1/market-data/ticker/BTC", headers: ("Accept-Encoding", "br"));
        Assert.Empty(plain.Content.Headers.ContentEncoding); // under 1 KB

        var large = new PreparedAnswer(new CryptoVault.MarketData.MarketView(Encoding.UTF8.GetBytes(new string('7', 5_000)), "\"1\""));
        var http = new DefaultHttpContext { Request = { Headers = { AcceptEncoding = "gzip" } }, Response = { Body = new MemoryStream() } };
        await large.ExecuteAsync(http);

        http.Response.Body.Position = 0;
        await using var unpacked = new GZipStream(http.Response.Body, CompressionMode.Decompress);
        Assert.Equal(("gzip", "W/\"1\"", "Accept-Encoding"), ($"{http.Response.Headers.ContentEncoding}", $"{http.Response.Headers.ETag}", $"{http.Response.Headers.Vary}"));
        Assert.Equal(new string('7', 5_000), await new StreamReader(unpacked).ReadToEndAsync());
    }

    [Fact]
    public async Task Candles_WithOffsetsInTimes_AreReadAsTheTimesThatTheyAre()
    {
        await using var host = await StartAsync();

        var good = await host.Client.GetAsync("api/v1/market-data/candles/BTC?interval=1h&from=2026-01-01T00:00:00%2B02:00&to=2025-12-31T23:00:00Z");
        var bad = await (await host.Client.GetAsync("api/v1/market-data/candles/BTC?interval=1h&from=2026-01-01T00:00:00Z&to=2026-01-01T01:00:00%2B02:00")).ProblemAsync(400, "VALIDATION_FAILED");

        Assert.Equal(HttpStatusCode.OK, good.StatusCode);
        Assert.Equal("OUT_OF_RANGE", bad.Field("?to").GetProperty("code").GetString());
    }

    [Fact]
    public async Task Stream_UntilTheHostStops_TellsWhatItIsOfAndWhyItEnds()
    {
        await using var host = await StartAsync();
        using var answer = await host.Client.GetAsync("api/v1/stream/market?symbols=BTC,BTC-USDT&channels=ticker,depth", HttpCompletionOption.ResponseHeadersRead);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync());
        Assert.Equal(("text/event-stream", "no-store"), (answer.Content.Headers.ContentType?.MediaType, answer.Headers.CacheControl?.ToString()));
        Assert.Equal("""{"symbols":["BTC-USDT"],"channels":["ticker","depth"],"interval":"1m"}""", await DataOfAsync(lines, "open"));
        Assert.Equal("BTC-USDT", JsonElement.Parse(await DataOfAsync(lines, "ticker")).GetProperty("symbol").GetString());

        host.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();

        Assert.Equal("""{"reason":"SERVER_STOPPING"}""", await DataOfAsync(lines, "close"));
        Assert.Equal("", (await lines.ReadToEndAsync()).Trim());
    }

    [Fact]
    public async Task Stream_MoreThanMayBeOpen_IsRefusedUntilOneGoes()
    {
        await using var host = await StartAsync(new StreamOptions { MaxConnections = 1, HeartbeatEvery = TimeSpan.FromMilliseconds(50) });
        var first = await host.Client.GetAsync("api/v1/stream/market?symbols=BTC", HttpCompletionOption.ResponseHeadersRead);
        var refused = await host.Client.GetAsync("api/v1/stream/market?symbols=BTC");
        Assert.Equal(TimeSpan.FromSeconds(5), refused.Headers.RetryAfter?.Delta);
        await refused.ProblemAsync(503, "SERVICE_UNAVAILABLE");

        first.Dispose();

        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            using var next = await host.Client.GetAsync("api/v1/stream/market?symbols=BTC", HttpCompletionOption.ResponseHeadersRead, patience.Token);
            if (next.StatusCode == HttpStatusCode.OK)
            {
                break;
            }

            await Task.Delay(20, patience.Token);
        }
    }

    [Fact]
    public async Task Stream_ClientThatTakesNothing_IsCutOffAndLeavesItsPlace()
    {
        await using var host = await StartAsync();
        var streams = host.Services.GetRequiredService<MarketStreams>();
        var opened = await streams.SubscribeAsync(new MarketStreamQuery(["BTC-USDT"], MarketChannels.Depth, CandleInterval.Find("1m")!), new StreamClient(1));
        var http = new DefaultHttpContext();
        using var connection = new StuckConnection();
        http.Features.Set<IHttpRequestLifetimeFeature>(connection);
        http.Response.Body = new StuckStream();
        var answering = new StreamAnswer(opened.Value).ExecuteAsync(http);
        Assert.False(answering.IsCompleted);

        host.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
        await answering.WaitAsync(Patience);

        Assert.True(connection.IsAborted);
        Assert.Equal(0, host.Services.GetRequiredService<StreamConnections>().Count);
    }

    private static async Task<HttpAppHost> StartAsync(StreamOptions? options = null)
    {
        var host = await HttpAppHost.StartAsync(services => services.AddSingleton(options ?? new StreamOptions()));
        var created = await host.Services.GetRequiredService<CreateMarket>().ExecuteAsync(
            new MarketTerms("BTC-USDT", "BTC", "USDT", "0.01", "0.00001", "0.00001", "100", "1", "1000000", 20, 10, 20, 200));
        Assert.True(created.IsSuccess, created.Error?.Message);
        return host;
    }

    private static async Task<string> DataOfAsync(StreamReader lines, string name)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (await lines.ReadLineAsync(patience.Token) is { } line)
        {
            if (line == $"event: {name}")
            {
                return (await lines.ReadLineAsync(patience.Token))!["data: ".Length..];
            }
        }

        throw new EndOfStreamException($"The stream ended before {name}.");
    }

    /// <summary>Never takes a byte.</summary>
    private sealed class StuckStream : MemoryStream
    {
        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            await Task.Delay(Timeout.Infinite, cancellationToken);
    }

    private sealed class StuckConnection : IHttpRequestLifetimeFeature, IDisposable
    {
        private readonly CancellationTokenSource aborted = new();

        public StuckConnection() => RequestAborted = aborted.Token;

        public bool IsAborted => aborted.IsCancellationRequested;

        public CancellationToken RequestAborted { get; set; }

        public void Abort() => aborted.Cancel();

        public void Dispose() => aborted.Dispose();
    }
}
