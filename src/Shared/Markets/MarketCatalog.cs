using CryptoVault.Hosting;
using CryptoVault.Money;
using CryptoVault.Storage;

namespace CryptoVault.Markets;

/// <summary>All markets, in memory, at most two seconds old.</summary>
public sealed class MarketCatalog(IDocumentStore store, AssetCatalog assets, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim reading = new(1, 1);
    private volatile Snapshot? snapshot;
    private long changes;

    /// <summary>The market, or null. One that is not known yet is looked for in the store, so a new market is found at once.</summary>
    public async ValueTask<Market?> FindAsync(string symbol, CancellationToken cancellation = default) =>
        (await NewestAsync(cancellation)).BySymbol.GetValueOrDefault(symbol)
        ?? await LookUpAsync(symbol, cancellation);

    /// <summary>All markets, by symbol.</summary>
    public async ValueTask<IReadOnlyList<Market>> AllAsync(CancellationToken cancellation = default) =>
        (await NewestAsync(cancellation)).All;

    /// <summary>Forgets what was read: a market was changed here.</summary>
    public void Forget()
    {
        Interlocked.Increment(ref changes);
        snapshot = null;
    }

    /// <inheritdoc />
    public void Dispose() => reading.Dispose();

    private ValueTask<Snapshot> NewestAsync(CancellationToken cancellation) =>
        snapshot is { } known && clock.GetElapsedTime(known.ReadAt) < MaxAge ? ValueTask.FromResult(known) : ReadAsync(cancellation);

    private async ValueTask<Snapshot> ReadAsync(CancellationToken cancellation)
    {
        var stale = snapshot;
        if (stale is null)
        {
            await reading.WaitAsync(cancellation);
        }
        else if (!await reading.WaitAsync(0, cancellation))
        {
            return stale; // another request reads already
        }

        try
        {
            if (snapshot is { } known && clock.GetElapsedTime(known.ReadAt) < MaxAge)
            {
                return known;
            }

            var changesBefore = Interlocked.Read(ref changes);
            var readAt = clock.GetTimestamp();
            var markets = new List<Market>();
            var query = new DocumentQuery(ContainerNames.Markets, MarketDocument.Index.Name) { Limit = 1_000 };
            do
            {
                var page = await store.QueryAsync(query, cancellation);
                markets.AddRange(page.Items.Select(item => new Market(DocumentCodec.Decode<MarketDocument>(item), assets)));
                query = query with { Continuation = page.Continuation };
            }
            while (query.Continuation is not null);
            var newest = new Snapshot(markets, markets.ToDictionary(market => market.Symbol, StringComparer.Ordinal), readAt);
            if (Interlocked.Read(ref changes) == changesBefore)
            {
                snapshot = newest; // else it may lack the change: the next one reads again
            }

            return newest;
        }
        finally
        {
            reading.Release();
        }
    }

    private async ValueTask<Market?> LookUpAsync(string symbol, CancellationToken cancellation)
    {
        if (!Symbol.TryParse(symbol, out _)
            || await store.ReadAsync(ContainerNames.Markets, symbol, MarketDocument.DocumentId, cancellation) is not { } stored)
        {
            return null;
        }

        Forget();
        return new Market(DocumentCodec.Decode<MarketDocument>(stored), assets);
    }

    private sealed record Snapshot(IReadOnlyList<Market> All, Dictionary<string, Market> BySymbol, long ReadAt);
}
