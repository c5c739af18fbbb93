using CryptoVault.Hosting;
using CryptoVault.Markets;
using CryptoVault.Matching;
using CryptoVault.Results;
using CryptoVault.Storage;
using Microsoft.Extensions.Logging;

namespace CryptoVault.MarketData.Candles;

/// <summary>
/// Projects the markets' logs into candles. Log documents expire; what is projected here lasts. Position and bars are
/// replaced in one commit, so however often, late or by how many it is run, each trade is counted once.
/// </summary>
public sealed class ProjectCandles(IDocumentStore store, Partitions partitions, MarketCatalog markets, TimeProvider clock, ILogger<ProjectCandles> logger)
{
    /// <summary>How long after a minute's end it is closed, so that commits that are under way then still are counted in it.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    private const int PageSize = 500;

    /// <summary>Bars closed in one commit, at most: so many documents it may touch.</summary>
    private const int MaxClosed = 60;

    /// <summary>Projects what the logs of all markets have more; a market that cannot be projected now is left for the next time.</summary>
    public async Task ExecuteAsync(CancellationToken cancellation = default)
    {
        foreach (var market in await markets.AllAsync(cancellation))
        {
            var projected = await ProjectAsync(market.Symbol, int.MaxValue, cancellation);
            if (!projected.IsSuccess)
            {
                logger.LogWarning("The candles of {Symbol} are behind: {Problem}", market.Symbol, projected.Error.Message);
            }
        }
    }

    /// <summary>Projects one market's log to its end; <paramref name="maxCommits"/> stops it earlier.</summary>
    internal async Task<Result<CandlePositionDocument>> ProjectAsync(string symbol, int maxCommits, CancellationToken cancellation = default)
    {
        var partition = CandlePositionDocument.PartitionOf(symbol);
        var position = await partitions.DecideAsync(partition, static view => Result<CandlePositionDocument>.Success(PositionIn(view)), cancellation);
        for (var commits = 0; position.IsSuccess && commits < maxCommits; commits++)
        {
            var now = clock.GetUtcNow();
            var page = await store.ListAsync<MarketLogDocument>(
                new DocumentQuery(ContainerNames.Markets, IndexDefinition.ById)
                {
                    Partition = symbol, From = MarketLogDocument.IdOf(position.Value.Sequence + 1), To = MarketLogDocument.IdEnd, Limit = PageSize,
                },
                cancellation);
            var isEnd = page.Continuation is null;
            var before = position.Value;
            position = await partitions.DecideAsync(partition, view => Count(view, page.Items, isEnd, now), cancellation);
            if (position.IsSuccess && (page.Items.Count == 0 || position.Value.Sequence >= page.Items[^1].Sequence) && isEnd)
            {
                return position;
            }

            if (position.IsSuccess && position.Value.Sequence == before.Sequence)
            {
                return new ServiceUnavailable($"Log document {before.Sequence + 1} is not there yet.", TimeSpan.FromSeconds(1));
            }
        }

        return position;
    }

    private static CandlePositionDocument PositionIn(PartitionView view) =>
        view.Find<CandlePositionDocument>(CandlePositionDocument.DocumentId) ?? new CandlePositionDocument();

    private static Result<CandlePositionDocument> Count(PartitionView view, IReadOnlyList<MarketLogDocument> logs, bool isEnd, DateTimeOffset now)
    {
        var position = PositionIn(view);
        var run = new CandleRun(position);
        foreach (var log in logs)
        {
            if (log.Sequence <= run.Sequence)
            {
                continue;
            }

            if (run.Closed.Count >= MaxClosed || (log.Sequence != run.Sequence + 1 && !IsExpired(run, now)))
            {
                isEnd = false;
                break;
            }

            run.Apply(log);
        }

        if (isEnd && run.First > 0)
        {
            run.AdvanceTo(CandleTime.MinuteOf(now - Grace));
        }

        if (run.Sequence == position.Sequence && run.Minute == position.Minute)
        {
            return position;
        }

        Write(view, run);
        return run.ToPosition();
    }

    /// <summary>True when the documents after the last counted one may have expired, so that a gap in the log is no delay.</summary>
    private static bool IsExpired(CandleRun run, DateTimeOffset now) =>
        run.Time.Length == 0 || StoredTime.Parse(run.Time) + MarketLogDocument.Life < now;

    private static void Write(PartitionView view, CandleRun run)
    {
        foreach (var document in run.Closed.GroupBy(closed => closed.Level.DocumentIdOf(closed.Bar.Start)))
        {
            var known = view.Find<CandleBarsDocument>(document.Key)?.Bars ?? [];
            view.Put(new CandleBarsDocument(document.Key, [.. known, .. document.Select(closed => closed.Bar)]));
        }

        view.Put(run.ToPosition());
    }
}
