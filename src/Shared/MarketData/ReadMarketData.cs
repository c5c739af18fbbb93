using System.Collections.Concurrent;
using CryptoVault.Hosting;
using CryptoVault.Markets;
using CryptoVault.Matching;
using CryptoVault.Money;
using CryptoVault.Prices;
using CryptoVault.Results;
using CryptoVault.Storage;
using Microsoft.Extensions.Logging;

namespace CryptoVault.MarketData;

/// <summary>
/// Public market data, served from memory. A market is followed from the first time somebody asks for it; the app
/// needs no matching engine in its process.
/// </summary>
public sealed class ReadMarketData(
    IDocumentStore store, MarketSignals signals, AssetCatalog assets, ReferencePrices prices, TimeProvider clock, ILogger<ReadMarketData> logger)
    : IDisposable
{
    /// <summary>The quote asset that a base asset alone stands for.</summary>
    private const string DefaultQuote = "USDT";

    private readonly ConcurrentDictionary<string, Lazy<Task<MarketFeed?>>> feeds = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource stop = new();

    /// <summary>Last price, best bid and ask, the last 24 hours' figures, and beside them the reference price.</summary>
    /// <param name="symbol">The market, or a base asset alone for its market with the default quote.</param>
    public async Task<Result<PublicData>> TickerAsync(string symbol)
    {
        if (await FindAsync(symbol) is not { } feed)
        {
            return new MarketUnknown(symbol);
        }

        return feed.Rendered.Ticker(feed.View, await prices.FindAsync(feed.Market.Base.Code), clock.GetUtcNow());
    }

    /// <summary>The best price levels of both sides.</summary>
    public async Task<Result<PublicData>> DepthAsync(string symbol, int levels) =>
        await FindAsync(symbol) is { } feed ? feed.Rendered.Depth(feed.View, levels) : new MarketUnknown(symbol);

    /// <summary>The newest trades, newest first.</summary>
    public async Task<Result<PublicData>> TradesAsync(string symbol, int limit) =>
        await FindAsync(symbol) is { } feed ? feed.Rendered.Trades(feed.View, limit) : new MarketUnknown(symbol);

    /// <inheritdoc />
    public void Dispose()
    {
        stop.Cancel();
        stop.Dispose();
    }

    private ValueTask<MarketFeed?> FindAsync(string text)
    {
        var name = text.Contains('-', StringComparison.Ordinal) ? text : $"{text}-{DefaultQuote}";
        if (feeds.TryGetValue(name, out var known) && known.Value.IsCompletedSuccessfully)
        {
            return ValueTask.FromResult(known.Value.Result);
        }

        return Symbol.TryParse(name, out var symbol) ? new ValueTask<MarketFeed?>(StartAsync(symbol.Text)) : ValueTask.FromResult<MarketFeed?>(null);
    }

    private async Task<MarketFeed?> StartAsync(string symbol)
    {
        // Only markets that exist are remembered: names that do not must not fill the memory.
        var starting = feeds.GetOrAdd(symbol, name => new Lazy<Task<MarketFeed?>>(() => LoadAsync(name)));
        MarketFeed? feed = null;
        try
        {
            feed = await starting.Value;
            return feed;
        }
        finally
        {
            if (feed is null)
            {
                feeds.TryRemove(new KeyValuePair<string, Lazy<Task<MarketFeed?>>>(symbol, starting));
            }
        }
    }

    private async Task<MarketFeed?> LoadAsync(string symbol)
    {
        var stored = await store.ReadAsync(ContainerNames.Markets, symbol, MarketDocument.DocumentId, stop.Token);
        return stored is null
            ? null
            : await MarketFeed.StartAsync(new Market(DocumentCodec.Decode<MarketDocument>(stored), assets), store, signals, clock, logger, stop.Token);
    }
}
