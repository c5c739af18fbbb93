using CryptoVault.Hosting;
using CryptoVault.Results;
using CryptoVault.Storage;

namespace CryptoVault.Compliance.Cases;

/// <summary>Which cases are wanted. What is not set is not looked at; without a state, all that are not closed.</summary>
public sealed record CaseFilter
{
    /// <summary>The state; null for all that are not closed.</summary>
    public CaseState? State { get; init; }

    /// <summary>The type.</summary>
    public CaseType? Type { get; init; }

    /// <summary>The priority.</summary>
    public int? Priority { get; init; }

    /// <summary>The asset's code.</summary>
    public string? Asset { get; init; }

    /// <summary>Who works on it; empty for nobody.</summary>
    public string? AssignedTo { get; init; }

    /// <summary>True for those that should have been decided by now, false for those that need not.</summary>
    public bool? IsSlaBreached { get; init; }

    /// <summary>True when the case is wanted.</summary>
    internal bool Admits(CaseDocument document, DateTimeOffset now) =>
        (State is { } state ? document.State == state : !document.IsOver)
        && (Type is null || document.CaseType == Type)
        && (Priority is null || document.CasePriority == Priority)
        && (Asset is null || document.Withdrawal?.Asset == Asset)
        && (AssignedTo is null || (document.AssignedTo ?? "") == AssignedTo)
        && (IsSlaBreached is null || IsBreached(document, now) == IsSlaBreached);

    internal static bool IsBreached(CaseDocument document, DateTimeOffset now) =>
        !document.IsOver && document.SlaDue is { } due && now >= StoredTime.Parse(due);
}

/// <summary>Reads cases for reviewers.</summary>
public sealed class ReadCases(IDocumentStore store, TimeProvider clock)
{
    /// <summary>Most cases that one page looks through for those that are wanted. A page that found fewer goes on where it stopped.</summary>
    private const int MaxLooked = 1000;

    /// <summary>
    /// A page of the queue: by priority, then by when they are due (those behind their time: by that time). The most
    /// selective index serves it; what that does not tell is looked for in what it finds, so a page may hold fewer than
    /// asked for, or none, and still go on.
    /// </summary>
    public async ValueTask<DocumentList<CaseDocument>> ListAsync(CaseFilter filter, int limit, string? continuation, CancellationToken cancellation = default)
    {
        var now = clock.GetUtcNow();
        var query = QueryOf(filter, now);
        var isExact = IsServedByIndex(filter);
        var found = new List<CaseDocument>();
        for (var looked = 0; looked < MaxLooked && found.Count < limit;)
        {
            // Never more than still fit: so the place where a page stops is between two cases.
            var size = limit - found.Count;
            var page = await store.ListAsync<CaseDocument>(query with { Limit = size, Continuation = continuation }, cancellation);
            found.AddRange(page.Items.Where(one => filter.Admits(one, now)));
            looked += size;
            continuation = page.Continuation;
            if (continuation is null || isExact)
            {
                break;
            }
        }

        return new DocumentList<CaseDocument>(found, continuation);
    }

    /// <summary>One case, or <see cref="CaseNotFound"/>.</summary>
    public async Task<Result<CaseDocument>> FindAsync(string caseId, CancellationToken cancellation = default) =>
        await store.FindAsync<CaseDocument>(CaseDocument.PartitionOf(caseId), CaseDocument.DocumentId, cancellation) is { } document
            ? document
            : new CaseNotFound();

    private static bool IsServedByIndex(CaseFilter filter) =>
        filter is { Type: null, Priority: null, IsSlaBreached: not false }
        && new[] { filter.State is not null, filter.Asset is not null, filter.AssignedTo is not null, filter.IsSlaBreached is true }.Count(isSet => isSet) <= 1
        && filter.AssignedTo != "";

    private static DocumentQuery QueryOf(CaseFilter filter, DateTimeOffset now) => filter switch
    {
        { State: CaseState.Closed } => Of(CaseDocument.Queue, nameof(CaseState.Closed)),
        { AssignedTo: { Length: > 0 } assignee } => Of(CaseDocument.ByAssignee, assignee),
        { IsSlaBreached: true } => new DocumentQuery(ContainerNames.Cases, CaseDocument.BySla.Name) { To = StoredTime.Format(now + TimeSpan.FromTicks(1)) },
        { Asset: { } asset } => Of(CaseDocument.ByAsset, asset),
        { State: { } state } => Of(CaseDocument.ByState, state.ToString()),
        _ => Of(CaseDocument.Queue, nameof(CaseState.Open)),
    };

    private static DocumentQuery Of(IndexDefinition index, string value) => new(ContainerNames.Cases, index.Name) { Equal = [value] };
}
