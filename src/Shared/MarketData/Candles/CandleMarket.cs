using CryptoVault.Hosting;
using CryptoVault.Markets;
using CryptoVault.Matching;
using CryptoVault.Storage;

namespace CryptoVault.MarketData.Candles;

/// <summary>How one market's candles stand: what is durable, and the run over the log after it. Never changed once it is published.</summary>
/// <param name="ClosedBefore">The minute before which everything is closed for good.</param>
/// <param name="Position">The last log document that is projected.</param>
/// <param name="Run">The bars after that.</param>
internal sealed record CandleState(long ClosedBefore, long Position, CandleRun Run);

/// <summary>One market's candles: its state, at most a tenth of a second old when it is asked for, and its newest answers.</summary>
internal sealed class CandleMarket(string symbol, IDocumentStore store, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Keep = TimeSpan.FromMilliseconds(100);
    private const int PageSize = 500;

    /// <summary>Pages of the log read at once, when the projection is far behind; the next request goes on.</summary>
    private const int MaxPages = 20;

    private const int MaxAnswers = 64;

    private readonly SemaphoreSlim reading = new(1, 1);
    private readonly CandleBars bars = new(symbol, store);
    private readonly Lock gate = new();
    private readonly Dictionary<CandleQuery, MarketView> answers = [];
    private (CandleState State, long Minute) answered;
    private volatile CandleState? state;
    private long readAt;

    public async ValueTask<MarketView> AnswerAsync(Market market, CandleQuery query, CancellationToken cancellation)
    {
        var newest = await NewestAsync(cancellation);
        var minute = CandleTime.MinuteOf(clock.GetUtcNow());
        lock (gate)
        {
            if (ReferenceEquals(answered.State, newest) && answered.Minute == minute && answers.TryGetValue(query, out var ready))
            {
                return ready;
            }
        }

        var candles = await new CandleAnswer(bars, newest, query.Interval, cancellation).ReadAsync(query, minute);
        var view = MarketViews.ViewOf(CandleViews.Write(market, query.Interval, candles));
        lock (gate)
        {
            if (!ReferenceEquals(answered.State, newest) || answered.Minute != minute || answers.Count >= MaxAnswers)
            {
                answers.Clear();
                answered = (newest, minute);
            }

            answers[query] = view;
        }

        return view;
    }

    public void Dispose() => reading.Dispose();

    private ValueTask<CandleState> NewestAsync(CancellationToken cancellation) =>
        state is { } known && IsFresh() ? ValueTask.FromResult(known) : ReadAsync(cancellation);

    private bool IsFresh() => clock.GetElapsedTime(Volatile.Read(ref readAt)) < Keep;

    private async ValueTask<CandleState> ReadAsync(CancellationToken cancellation)
    {
        await reading.WaitAsync(cancellation);
        try
        {
            if (state is { } known && IsFresh())
            {
                return known;
            }

            var started = clock.GetTimestamp();
            var position = await store.FindAsync<CandlePositionDocument>(
                CandlePositionDocument.PartitionOf(symbol), CandlePositionDocument.DocumentId, cancellation) ?? new CandlePositionDocument();
            var newest = state is { } before && before.Position == position.Sequence && before.ClosedBefore == position.Minute
                ? before
                : new CandleState(position.Minute, position.Sequence, new CandleRun(position));
            newest = await FollowAsync(newest, cancellation);
            state = newest;
            Volatile.Write(ref readAt, started);
            return newest;
        }
        finally
        {
            reading.Release();
        }
    }

    /// <summary>Counts what the log has after the state; the same state when there is nothing.</summary>
    private async Task<CandleState> FollowAsync(CandleState known, CancellationToken cancellation)
    {
        CandleRun? run = null;
        var query = new DocumentQuery(ContainerNames.Markets, IndexDefinition.ById)
        {
            Partition = symbol, From = MarketLogDocument.IdOf(known.Run.Sequence + 1), To = MarketLogDocument.IdEnd, Limit = PageSize,
        };
        for (var pages = 0; pages < MaxPages; pages++)
        {
            var page = await store.ListAsync<MarketLogDocument>(query, cancellation);
            foreach (var log in page.Items)
            {
                run ??= known.Run.Copy();
                run.Apply(log);
            }

            if (page.Continuation is null)
            {
                break;
            }

            query = query with { Continuation = page.Continuation };
        }

        return run is null ? known : known with { Run = run };
    }
}
