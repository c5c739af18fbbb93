using CryptoVault.Hosting;
using CryptoVault.Matching;
using CryptoVault.Storage;

namespace CryptoVault.MarketData;

/// <summary>
/// Follows one market's log into a <see cref="MarketView"/>. It needs no engine in its process: it reads what the
/// engine committed.
/// </summary>
internal sealed class MarketFollower(string symbol, IDocumentStore store)
{
    private const int PageSize = 200;
    private const int MaxBars = 24 * 60;

    /// <summary>Log documents looked back at for recent trades when a market is opened.</summary>
    private const int LookBack = 400;

    public MarketView View { get; } = new();

    /// <summary>Loads the levels, the last day's closed minutes and recent trades.</summary>
    public async Task LoadAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        // The head before the orders: levels that commits in between have changed are set again by their log documents.
        var stored = await store.ReadAsync(ContainerNames.Markets, symbol, MarketHead.DocumentId, cancellation).ConfigureAwait(false);
        var head = stored is null ? new MarketHead() : DocumentCodec.Decode<MarketHead>(stored);
        var orders = new List<WorkingOrderDocument>();
        await foreach (var order in ReadAsync(ContainerNames.Markets, symbol, WorkingOrderDocument.IdPrefix, "order;", cancellation).ConfigureAwait(false))
        {
            orders.Add(DocumentCodec.Decode<WorkingOrderDocument>(order));
        }

        var bars = MinuteBarDocument.PartitionOf(symbol);
        var oldest = (now.ToUnixTimeSeconds() / 60) - MaxBars;
        var through = 0L;
        lock (View.Gate)
        {
            View.Start(head.Sequence, head.LastPrice, orders);
        }

        await foreach (var bar in ReadAsync(bars.Container, bars.Value, MinuteBarDocument.IdOf(oldest), MinuteBarDocument.IdEnd, cancellation).ConfigureAwait(false))
        {
            var document = DocumentCodec.Decode<MinuteBarDocument>(bar);
            through = document.ThroughSequence;
            lock (View.Gate)
            {
                View.AddClosed(document);
            }
        }

        await LoadRecentAsync(through, head.Sequence, cancellation).ConfigureAwait(false);
    }

    /// <summary>Reads and applies what was committed since.</summary>
    public async Task FollowAsync(CancellationToken cancellation)
    {
        int read;
        do
        {
            var page = await store.QueryAsync(LogAfter(View.Sequence), cancellation).ConfigureAwait(false);
            read = page.Items.Count;
            foreach (var stored in page.Items)
            {
                await ApplyAsync(DocumentCodec.Decode<MarketLogDocument>(stored), cancellation).ConfigureAwait(false);
            }
        }
        while (read == PageSize);
    }

    /// <summary>Applies a log document that the engine announced in this process; after a gap, reads what is missing.</summary>
    public Task FollowAsync(MarketLogDocument announced, CancellationToken cancellation) =>
        announced.Sequence == View.Sequence + 1 ? ApplyAsync(announced, cancellation)
        : announced.Sequence > View.Sequence ? FollowAsync(cancellation)
        : Task.CompletedTask;

    /// <summary>Trades since the last closed minute count for the day; older ones are only listed.</summary>
    private async Task LoadRecentAsync(long through, long head, CancellationToken cancellation)
    {
        var from = Math.Min(through, Math.Max(0, head - LookBack));
        await foreach (var stored in ReadAsync(
            ContainerNames.Markets, symbol, MarketLogDocument.IdOf(from + 1), MarketLogDocument.IdOf(head + 1), cancellation).ConfigureAwait(false))
        {
            var log = DocumentCodec.Decode<MarketLogDocument>(stored);
            MinuteBarDocument? finished;
            lock (View.Gate)
            {
                finished = log.Sequence > through ? View.AddTrades(log, StoredTime.Parse(log.Time)) : View.ListTrades(log, StoredTime.Parse(log.Time));
            }

            await SaveAsync(finished, cancellation).ConfigureAwait(false);
        }
    }

    private async Task ApplyAsync(MarketLogDocument log, CancellationToken cancellation)
    {
        MinuteBarDocument? finished;
        lock (View.Gate)
        {
            finished = View.AddTrades(log, StoredTime.Parse(log.Time));
            View.AddLevels(log);
        }

        await SaveAsync(finished, cancellation).ConfigureAwait(false);
    }

    private async Task SaveAsync(MinuteBarDocument? bar, CancellationToken cancellation)
    {
        if (bar is null)
        {
            return;
        }

        // Whoever is first writes it; what any other follower would write is the same, so "exists already" is as good.
        var partition = MinuteBarDocument.PartitionOf(symbol);
        var outcome = await store.CommitAsync(
            new DocumentBatch(partition.Container, partition.Value, [DocumentOperation.Create(bar.Id, DocumentCodec.Encode(bar), bar.TimeToLive)]), cancellation).ConfigureAwait(false);
        if (!outcome.IsCommitted && outcome.Status != CommitStatus.AlreadyExists)
        {
            throw new StoreException(outcome.Status, $"The minute bar {bar.Id} of {symbol} was not written: {outcome.Reason}");
        }
    }

    private DocumentQuery LogAfter(long sequence) => new(ContainerNames.Markets, IndexDefinition.ById)
    {
        Partition = symbol, From = MarketLogDocument.IdOf(sequence + 1), To = MarketLogDocument.IdEnd, Limit = PageSize,
    };

    private async IAsyncEnumerable<StoredDocument> ReadAsync(
        string container, string partition, string from, string to,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        var query = new DocumentQuery(container, IndexDefinition.ById) { Partition = partition, From = from, To = to, Limit = PageSize };
        do
        {
            var page = await store.QueryAsync(query, cancellation).ConfigureAwait(false);
            foreach (var item in page.Items)
            {
                yield return item;
            }

            query = query with { Continuation = page.Continuation };
        }
        while (query.Continuation is not null);
    }
}
