using System.Text.Json;
using CryptoVault.Hosting;
using CryptoVault.LocalRuntime.ChangeFeed;
using CryptoVault.LocalRuntime.Operations.Html;
using CryptoVault.Storage;

namespace CryptoVault.LocalRuntime.Operations.ChangeFeeds;

/// <summary>How far each change-feed function has read, and who holds the leases under which one process at a time works.</summary>
internal sealed class ChangeFeedsPage(HostView view) : IOperationsPage
{
    private const int PageSize = 100;
    private const int MostCounted = 100;

    public string Path => "change-feeds";

    public string Title => "Change feeds";

    public void Map(OperationsRoutes routes) => routes.Page(Path, ShowAsync);

    private async Task<PageContent?> ShowAsync(PageRequest request)
    {
        if (view.Store is not { } store)
        {
            return new PageContent(Title, Markup.Of($"<p>There is no store here.</p>"));
        }

        var positions = await PageAsync(store, ChangeFeedPosition.Partition, request.Query("positions"), request.Aborted);
        var leases = await PageAsync(store, "leases", request.Query("leases"), request.Aborted);
        var feeds = new Table("positions", "Function", "Container", "Position", "Behind", "Last change");
        foreach (var position in positions.Items.Select(DocumentCodec.Decode<ChangeFeedPosition>))
        {
            feeds.Row(
                Markup.Of($"{position.Id}{(view.Feeds.Any(f => f.Function.Definition.Id == position.Id) ? Markup.Empty : Markup.Of($" <span class=\"faint\">(no function any more)</span>"))}"),
                Markup.Of($"{position.Container}"), Markup.Of($"<code>{position.Continuation}</code>"),
                await BehindAsync(store, position, request.Aborted), Parts.Time(StoredTime.Parse(position.Updated), request.Now));
        }

        foreach (var fresh in view.Feeds.Where(f => positions.Items.All(p => p.Id != f.Function.Definition.Id) && positions.Continuation is null && request.Query("positions") is null))
        {
            feeds.Row(Markup.Of($"{fresh.Function.Definition.Id}"), Markup.Of($"{fresh.Container}"), Markup.Of($"<span class=\"faint\">none yet</span>"), Markup.Empty, Markup.Empty);
        }

        return new PageContent(Title, Markup.Of($"""
            {feeds.ToMarkup("No function has read a change feed.")}
            {Parts.Pager(positions.Continuation is null ? null : request.With(("positions", positions.Continuation)), request.Query("positions") is null, request.With(("positions", null)))}
            <h2>Leases</h2>
            {Leases(leases.Items, request.Now)}
            {Parts.Pager(leases.Continuation is null ? null : request.With(("leases", leases.Continuation)), request.Query("leases") is null, request.With(("leases", null)))}
            """));
    }

    private static ValueTask<DocumentPage> PageAsync(IDocumentStore store, string partition, string? continuation, CancellationToken cancellation) =>
        store.QueryAsync(new DocumentQuery(ContainerNames.Runtime, IndexDefinition.ById) { Partition = partition, Limit = PageSize, Continuation = continuation }, cancellation);

    private static async Task<Markup> BehindAsync(IDocumentStore store, ChangeFeedPosition position, CancellationToken cancellation)
    {
        try
        {
            var page = await store.ReadChangesAsync(position.Container, position.Continuation, MostCounted, cancellation);
            return page.Items.Count == 0 ? Parts.Badge("up to date", "good") : Parts.Badge($"{page.Items.Count}{(page.HasMore ? " or more" : "")} changes", "busy");
        }
        catch (ArgumentException)
        {
            return Parts.Badge("the container has no change feed", "bad");
        }
    }

    private static Markup Leases(IReadOnlyList<StoredDocument> leases, DateTimeOffset now)
    {
        var table = new Table("leases", "Lease", "Held by", "Expires", "Owner");
        foreach (var stored in leases)
        {
            using var lease = JsonDocument.Parse(stored.Body);
            table.Row(
                Markup.Of($"{stored.Id}"), Markup.Of($"process {Text(lease, "processId")} on {Text(lease, "machine")}"),
                Parts.Time(StoredTime.Parse(Text(lease, "expires")), now), Markup.Of($"<code>{Text(lease, "owner")}</code>"));
        }

        return table.ToMarkup("Nobody holds a lease.");
    }

    private static string Text(JsonDocument document, string name) => document.RootElement.GetProperty(name).ToString();
}
