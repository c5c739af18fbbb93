using System.Text;
using System.Text.Json;
using CryptoVault.MarketData;
using CryptoVault.MarketData.Candles;
using CryptoVault.MarketData.Streams;
using CryptoVault.Money;
using CryptoVault.Prices;
using CryptoVault.Results;
using CryptoVault.Shared.Tests.Orders;
using CryptoVault.Streams;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace CryptoVault.Shared.Tests.MarketData.Streams;

/// <summary>Trading and the streams of it; a batch is sent when the test says so.</summary>
internal sealed class StreamWorld : IDisposable
{
    private StreamWorld(TradingWorld trading, StreamOptions options)
    {
        Trading = trading;
        Data = new PublicMarketData(
            trading.Store, trading.Markets, new ReferencePrices(trading.Store, trading.Clock), AssetCatalog.Default, trading.Signals, trading.Clock, NullLogger<PublicMarketData>.Instance);
        Candles = new PublicCandles(trading.Store, trading.Markets, trading.Clock);
        Connections = new StreamConnections(options, Lifetime, trading.Clock, NullLogger<StreamConnections>.Instance);
        Streams = new MarketStreams(Data, Candles, Connections, new NoHubs(), options, trading.Clock, NullLogger<MarketStreams>.Instance);
    }

    public TradingWorld Trading { get; }

    public PublicMarketData Data { get; }

    public PublicCandles Candles { get; }

    public MarketStreams Streams { get; }

    public StreamConnections Connections { get; }

    public TestLifetime Lifetime { get; } = new();

    public static async Task<StreamWorld> StartAsync(StreamOptions? options = null)
    {
        var trading = await new TradingWorld().WithMarketAsync();
        await trading.FundAsync("sam", "50", "BTC");
        await trading.FundAsync("sam", "1000000", "USDT");
        await trading.FundAsync("bea", "50", "BTC");
        await trading.FundAsync("bea", "1000000", "USDT");
        return new StreamWorld(trading, options ?? new StreamOptions());
    }

    public Task<Result<StreamConnection>> TrySubscribeAsync(MarketChannels channels, params string[] symbols) =>
        Streams.SubscribeAsync(new MarketStreamQuery(symbols.Length == 0 ? [TradingWorld.Symbol] : symbols, channels, CandleInterval.Find("1m")!), new StreamClient(1));

    public async Task<StreamConnection> SubscribeAsync(MarketChannels channels)
    {
        var subscribed = (await TrySubscribeAsync(channels)).Value;
        Assert.True(subscribed.TryNext(out var open));
        Assert.Contains("event: open", Encoding.UTF8.GetString(open.Frame.Span), StringComparison.Ordinal);
        return subscribed;
    }

    public static List<StreamedEvent> Take(StreamConnection subscription)
    {
        var events = new List<StreamedEvent>();
        while (subscription.TryNext(out var next))
        {
            events.Add(StreamedEvent.Of(next));
        }

        return events;
    }

    public void Dispose()
    {
        Streams.Dispose();
        Connections.Dispose();
        Candles.Dispose();
        Data.Dispose();
        Lifetime.Dispose();
    }
}

/// <summary>An event as a client reads it.</summary>
internal sealed record StreamedEvent(string Name, string? Id, JsonElement Data)
{
    public static StreamedEvent Of(StreamMessage happened)
    {
        var text = Encoding.UTF8.GetString(happened.Frame.Span);
        Assert.EndsWith("\n\n", text, StringComparison.Ordinal);
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string? Field(string name) => lines.SingleOrDefault(line => line.StartsWith(name, StringComparison.Ordinal))?[name.Length..];
        return Field("event: ") is { } name
            ? new StreamedEvent(name, Field("id: "), JsonElement.Parse(Field("data: ")!))
            : new StreamedEvent(text.TrimEnd(), null, default);
    }
}

internal sealed class TestLifetime : IHostApplicationLifetime, IDisposable
{
    private readonly CancellationTokenSource stopping = new();

    public CancellationToken ApplicationStarted => default;

    public CancellationToken ApplicationStopping => stopping.Token;

    public CancellationToken ApplicationStopped => default;

    public void StopApplication() => stopping.Cancel();

    public void Dispose() => stopping.Dispose();
}
