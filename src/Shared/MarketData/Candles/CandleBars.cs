using CryptoVault.Storage;

namespace CryptoVault.MarketData.Candles;

/// <summary>One market's bars with trades, of any level and range: the projection's documents, of which the newest asked for are kept, and the run after them.</summary>
internal sealed class CandleBars(string symbol, IDocumentStore store)
{
    private const int MaxDocuments = 400;
    private const int ReadAtOnce = 100;
    private static readonly IReadOnlyList<TimedBar> None = [];

    private readonly Lock gate = new();
    private readonly Dictionary<string, Kept> kept = new(StringComparer.Ordinal);

    /// <summary>The bars that start from <paramref name="from"/> and before <paramref name="to"/>, oldest first.</summary>
    public async ValueTask<List<TimedBar>> ReadAsync(CandleState state, CandleLevel level, long from, long to, CancellationToken cancellation)
    {
        var found = new List<TimedBar>();
        var closedTo = Math.Min(to, level.StartOf(state.ClosedBefore));
        if (from < closedTo)
        {
            foreach (var document in await DocumentsAsync(state, level, from, closedTo, cancellation))
            {
                // A document may be newer than the state; what was open then is counted in the run.
                found.AddRange(document.Where(bar => bar.Start >= from && bar.Start < closedTo));
            }
        }

        foreach (var (of, bar) in state.Run.Closed)
        {
            if (of == level && bar.Start >= from && bar.Start < to)
            {
                found.Add(bar);
            }
        }

        var open = state.Run.Open(level);
        if (open.Bar.Trades > 0 && open.Start >= from && open.Start < to)
        {
            found.Add(open);
        }

        return found;
    }

    private async ValueTask<List<IReadOnlyList<TimedBar>>> DocumentsAsync(CandleState state, CandleLevel level, long from, long to, CancellationToken cancellation)
    {
        var periods = new List<(string Id, long End)>();
        for (var period = level.PeriodOf(Math.Max(from, state.Run.First)); period < to; period = level.NextPeriod(period))
        {
            periods.Add((level.DocumentIdOf(period), level.NextPeriod(period)));
        }

        var found = new Dictionary<string, IReadOnlyList<TimedBar>>(StringComparer.Ordinal);
        lock (gate)
        {
            foreach (var (id, end) in periods)
            {
                if (kept.TryGetValue(id, out var known) && (known.AsOf >= end || known.AsOf >= state.ClosedBefore))
                {
                    found[id] = known.Bars;
                }
            }
        }

        foreach (var wanted in periods.Where(period => !found.ContainsKey(period.Id)).Select(period => period.Id).Chunk(ReadAtOnce))
        {
            var partition = CandlePositionDocument.PartitionOf(symbol);
            var documents = await store.ReadManyAsync(partition.Container, partition.Value, wanted, cancellation);
            for (var i = 0; i < wanted.Length; i++)
            {
                found[wanted[i]] = documents[i] is { } stored ? DocumentCodec.Decode<CandleBarsDocument>(stored).Bars : None;
            }

            Keep(wanted, found, state.ClosedBefore);
        }

        return [.. periods.Select(period => found[period.Id])];
    }

    private void Keep(string[] ids, Dictionary<string, IReadOnlyList<TimedBar>> found, long asOf)
    {
        lock (gate)
        {
            if (kept.Count + ids.Length > MaxDocuments)
            {
                kept.Clear();
            }

            foreach (var id in ids)
            {
                kept[id] = new Kept(found[id], asOf);
            }
        }
    }

    /// <param name="Bars">The document's bars.</param>
    /// <param name="AsOf">It has at least all that was closed before this minute.</param>
    private sealed record Kept(IReadOnlyList<TimedBar> Bars, long AsOf);
}
