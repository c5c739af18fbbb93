using CryptoVault.Hosting;
using CryptoVault.Storage;

namespace CryptoVault.Compliance.Cases;

/// <summary>The work of one reviewer.</summary>
/// <param name="ReviewerId">Who.</param>
/// <param name="Claimed">Open cases that they have claimed.</param>
/// <param name="Decided">Their decisions within the time looked at.</param>
/// <param name="MedianTime">The median time from a case's opening to their decision; null without decisions.</param>
public sealed record ReviewerMetrics(string ReviewerId, int Claimed, int Decided, TimeSpan? MedianTime);

/// <summary>How the queue of cases stands.</summary>
/// <param name="Open">Cases that are not closed.</param>
/// <param name="ByState">Of them by state.</param>
/// <param name="ByType">Of them by type.</param>
/// <param name="SlaBreached">Of them those that should have been decided by now.</param>
/// <param name="OldestAge">The age of the oldest of them; null when there is none.</param>
/// <param name="MedianAge">Their median age; null when there is none.</param>
/// <param name="Reviewers">The work of each reviewer.</param>
/// <param name="IsPartial">True when there are more cases than were looked at.</param>
public sealed record QueueMetrics(
    int Open, IReadOnlyDictionary<CaseState, int> ByState, IReadOnlyDictionary<CaseType, int> ByType, int SlaBreached,
    TimeSpan? OldestAge, TimeSpan? MedianAge, IReadOnlyList<ReviewerMetrics> Reviewers, bool IsPartial);

/// <summary>Measures the queue: all open cases, and the closed ones of the last days.</summary>
public sealed class CaseMetrics(IDocumentStore store, TimeProvider clock)
{
    private const int PageSize = 1000;
    private const int MaxOpen = 20_000;
    private const int MaxClosed = 5_000;

    /// <summary>How far back decisions on closed cases are looked at.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromDays(30);

    /// <summary>The figures of this moment.</summary>
    public async ValueTask<QueueMetrics> ReadAsync(CancellationToken cancellation = default)
    {
        var now = clock.GetUtcNow();
        var (open, isPartial) = await AllAsync(Query(CaseState.Open), MaxOpen, cancellation);
        var (closed, _) = await AllAsync(
            new DocumentQuery(ContainerNames.Cases, CaseDocument.ByClosing.Name) { From = StoredTime.Format(now - Window), Descending = true }, MaxClosed, cancellation);
        var ages = open.Select(one => now - StoredTime.Parse(one.CreatedTime)).Order().ToArray();
        return new QueueMetrics(
            open.Count,
            open.GroupBy(one => one.State).ToDictionary(group => group.Key, group => group.Count()),
            open.GroupBy(one => one.CaseType).ToDictionary(group => group.Key, group => group.Count()),
            open.Count(one => CaseFilter.IsBreached(one, now)),
            ages.Length == 0 ? null : ages[^1], Median(ages), ReviewersOf(open, closed), isPartial);
    }

    private static List<ReviewerMetrics> ReviewersOf(List<CaseDocument> open, List<CaseDocument> closed)
    {
        var decisions = open.Concat(closed)
            .SelectMany(one => one.Decisions.Select(decision => (decision.ReviewerId, Time: StoredTime.Parse(decision.Time) - StoredTime.Parse(one.CreatedTime))))
            .ToLookup(one => one.ReviewerId, one => one.Time);
        var claims = open.Where(one => one.AssignedTo is not null).ToLookup(one => one.AssignedTo!);
        return
        [
            .. decisions.Select(group => group.Key).Union(claims.Select(group => group.Key)).Order(StringComparer.Ordinal)
                .Select(reviewer => new ReviewerMetrics(reviewer, claims[reviewer].Count(), decisions[reviewer].Count(), Median([.. decisions[reviewer].Order()]))),
        ];
    }

    private static TimeSpan? Median(TimeSpan[] ordered) => ordered.Length == 0 ? null : ordered[ordered.Length / 2];

    private static DocumentQuery Query(CaseState state) => new(ContainerNames.Cases, CaseDocument.Queue.Name) { Equal = [state.ToString()] };

    private async ValueTask<(List<CaseDocument> Cases, bool IsPartial)> AllAsync(DocumentQuery query, int max, CancellationToken cancellation)
    {
        var found = new List<CaseDocument>();
        string? continuation = null;
        do
        {
            var page = await store.ListAsync<CaseDocument>(query with { Limit = PageSize, Continuation = continuation }, cancellation);
            found.AddRange(page.Items);
            continuation = page.Continuation;
        }
        while (continuation is not null && found.Count < max);

        return (found, continuation is not null);
    }
}
