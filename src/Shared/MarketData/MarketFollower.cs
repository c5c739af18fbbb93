using CryptoVault.Hosting;
using CryptoVault.Markets;
using CryptoVault.Matching;
using CryptoVault.Storage;

namespace CryptoVault.MarketData;

/// <summary>
/// Keeps one market's projection in step with its log: told at once by an engine in the same process, else by reading
/// the log after the last sequence it has.
/// </summary>
internal sealed class MarketFollower(string symbol, IDocumentStore store, TimeProvider clock, Action<Market, MarketLogDocument> applied)
{
    private static readonly TimeSpan History = TimeSpan.FromHours(24);
    private const int MaxHistoryDocuments = 50_000;

    private readonly Lock gate = new();
    private MarketProjection? projection;
    private long version;

    /// <summary>Changes whenever the projection does.</summary>
    public long Version => Volatile.Read(ref version);

    public bool IsLoaded => Volatile.Read(ref projection) is not null;

    /// <summary>Reads the projection under its lock.</summary>
    public T Read<T>(Func<MarketProjection, long, T> read)
    {
        lock (gate)
        {
            return read(projection!, version);
        }
    }

    /// <summary>Takes what an engine in this process just committed.</summary>
    public void Take(Market market, MarketLogDocument log)
    {
        lock (gate)
        {
            if (projection is not null && projection.TryApply(log))
            {
                projection.Market = market;
                version++;
                applied(market, log);
            }
        }
    }

    /// <summary>Loads the market, or reads what its log has more.</summary>
    public async Task CatchUpAsync(Market market, CancellationToken cancellation)
    {
        if (projection is null)
        {
            await LoadAsync(market, cancellation).ConfigureAwait(false);
        }

        var from = Read(static (known, _) => known.Sequence) + 1;
        var query = new DocumentQuery(ContainerNames.Markets, IndexDefinition.ById)
        {
            Partition = symbol, From = MarketLogDocument.IdOf(from), To = MarketLogDocument.IdEnd, Limit = 500,
        };
        do
        {
            var page = await store.QueryAsync(query, cancellation).ConfigureAwait(false);
            foreach (var item in page.Items)
            {
                Take(market, DocumentCodec.Decode<MarketLogDocument>(item));
            }

            query = query with { Continuation = page.Continuation };
        }
        while (query.Continuation is not null);
    }

    private async Task LoadAsync(Market market, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var loading = new MarketProjection(market);
        if (await store.ReadAsync(ContainerNames.Markets, symbol, MarketHead.DocumentId, cancellation).ConfigureAwait(false) is { } stored)
        {
            var head = DocumentCodec.Decode<MarketHead>(stored);
            loading.Start(head, now);
            await foreach (var order in ReadOrdersAsync(cancellation).ConfigureAwait(false))
            {
                loading.AddOrder(order);
            }

            await LoadHistoryAsync(loading, head.Sequence, now - History, cancellation).ConfigureAwait(false);
        }

        lock (gate)
        {
            projection = loading;
            version++;
        }
    }

    /// <summary>Reads the log backwards to its beginning or 24 hours ago, then adds it forwards.</summary>
    private async Task LoadHistoryAsync(MarketProjection loading, long last, DateTimeOffset since, CancellationToken cancellation)
    {
        var logs = new Stack<MarketLogDocument>();
        var query = new DocumentQuery(ContainerNames.Markets, IndexDefinition.ById)
        {
            Partition = symbol, From = MarketLogDocument.IdPrefix, To = MarketLogDocument.IdOf(last + 1), Descending = true, Limit = 500,
        };
        do
        {
            var page = await store.QueryAsync(query, cancellation).ConfigureAwait(false);
            foreach (var item in page.Items)
            {
                var log = DocumentCodec.Decode<MarketLogDocument>(item);
                if (StoredTime.Parse(log.Time) < since || logs.Count >= MaxHistoryDocuments)
                {
                    page = page with { Continuation = null };
                    break;
                }

                logs.Push(log);
            }

            query = query with { Continuation = page.Continuation };
        }
        while (query.Continuation is not null);
        while (logs.TryPop(out var log))
        {
            loading.AddHistory(log);
        }
    }

    private async IAsyncEnumerable<WorkingOrderDocument> ReadOrdersAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        var query = new DocumentQuery(ContainerNames.Markets, IndexDefinition.ById)
        {
            Partition = symbol, From = WorkingOrderDocument.IdPrefix, To = WorkingOrderDocument.IdEnd, Limit = 1_000,
        };
        do
        {
            var page = await store.QueryAsync(query, cancellation).ConfigureAwait(false);
            foreach (var item in page.Items)
            {
                yield return DocumentCodec.Decode<WorkingOrderDocument>(item);
            }

            query = query with { Continuation = page.Continuation };
        }
        while (query.Continuation is not null);
    }
}
