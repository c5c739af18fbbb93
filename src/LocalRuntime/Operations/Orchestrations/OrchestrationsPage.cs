using CryptoVault.LocalRuntime.Durable.Documents;
using CryptoVault.LocalRuntime.Operations.Html;
using CryptoVault.Storage;
using Microsoft.DurableTask.Client;

namespace CryptoVault.LocalRuntime.Operations.Orchestrations;

/// <summary>The orchestration instances, and each with its history.</summary>
internal sealed class OrchestrationsPage(HostView view) : IOperationsPage
{
    private const int PageSize = 50;
    private const int TurnsPerPage = 100;

    private static readonly (string Value, string Text)[] Ages =
    [
        ("", "any"), ("within-1h", "up to an hour"), ("within-1d", "up to a day"), ("over-1h", "over an hour"), ("over-1d", "over a day"), ("over-7d", "over a week"),
    ];

    public string Path => "orchestrations";

    public string Title => "Orchestrations";

    public void Map(OperationsRoutes routes)
    {
        routes.Page(Path, ListAsync);
        routes.Page($"{Path}/{{instance}}", ShowAsync);
    }

    private async Task<PageContent?> ListAsync(PageRequest request)
    {
        if (view.Workflows is not { } workflows)
        {
            return new PageContent(Title, Markup.Of($"<p>No app here has durable functions.</p>"));
        }

        var status = Enum.TryParse<OrchestrationRuntimeStatus>(request.Query("status"), out var asked) ? asked : (OrchestrationRuntimeStatus?)null;
        var (from, to) = RangeOf(request.Query("age"), request.Now);
        var filter = new InstanceFilter { Status = status, Name = request.Query("name"), From = from, To = to };
        var page = await new InstanceList(workflows.Store).PageAsync(filter, PageSize, request.Query("after"), request.Aborted);
        var table = new Table("instances", "Instance", "Orchestrator", "Status", "Created", "Last change", "Custom status");
        foreach (var instance in page.Items)
        {
            table.Row(
                Parts.Link(AddressOf(instance.InstanceId), instance.InstanceId), Markup.Of($"{instance.Name}"), Status(instance.Status),
                Parts.Time(StoredTime.Parse(instance.CreatedAt), request.Now), Parts.Time(StoredTime.Parse(instance.UpdatedAt), request.Now),
                Markup.Of($"{instance.CustomStatus}"));
        }

        var next = page.Continuation is null ? null : request.With(("after", page.Continuation));
        return new PageContent(Title, Markup.Of($"{Filter(request, status)}{table.ToMarkup(next is null ? "No instance is like that." : "None so far; there are older ones to look through.")}{Parts.Pager(next, request.Query("after") is null, request.With(("after", null)))}"));
    }

    private Markup Filter(PageRequest request, OrchestrationRuntimeStatus? status)
    {
        var statuses = Enum.GetNames<OrchestrationRuntimeStatus>().Select(s => (s, s)).Prepend(("", "any"));
        var names = view.Host.Functions.Where(f => f.TriggerType == "orchestrationTrigger").Select(f => f.Name).Order(StringComparer.Ordinal).Select(n => (n, n)).Prepend(("", "any"));
        return Markup.Of(
            $"<form method=\"get\">{Parts.Choice("status", "Status", statuses, status?.ToString())}{Parts.Choice("name", "Orchestrator", names, request.Query("name"))}{Parts.Choice("age", "Age", Ages, request.Query("age"))}<button>Filter</button></form>");
    }

    private async Task<PageContent?> ShowAsync(PageRequest request)
    {
        var id = request.Route("instance");
        if (view.Workflows is not { } workflows || await workflows.ReadInstanceAsync(id, request.Aborted) is not { Document: var instance })
        {
            return null;
        }

        var (start, end) = HistoryDocument.RangeOf(instance.Generation);
        var history = await workflows.Store.ListAsync<HistoryDocument>(
            new DocumentQuery(Durable.WorkflowContainer.Name, IndexDefinition.ById)
            {
                Partition = id, From = start, To = end, Limit = TurnsPerPage, Continuation = request.Query("after"),
            },
            request.Aborted);
        var next = history.Continuation is null ? null : request.With(("after", history.Continuation));
        return new PageContent(id, Markup.Of($"""
            <dl>
            <dt>Orchestrator</dt><dd>{instance.Name}</dd>
            <dt>Status</dt><dd id="status">{Status(instance.Status)}</dd>
            <dt>Created</dt><dd>{Parts.Exact(StoredTime.Parse(instance.CreatedAt))}</dd>
            <dt>Last change</dt><dd>{Parts.Exact(StoredTime.Parse(instance.UpdatedAt))}</dd>
            {Optional("Waits until", instance.NextTimer is null ? Markup.Empty : Parts.Time(StoredTime.Parse(instance.NextTimer), request.Now))}
            {Optional("Generation", instance.Generation <= 1 ? Markup.Empty : Markup.Of($"{instance.Generation}"))}
            {Optional("Parent", instance.Parent is null ? Markup.Empty : Parts.Link(AddressOf(instance.Parent.InstanceId), instance.Parent.InstanceId))}
            {Optional("Logs", instance.CorrelationId is null ? Markup.Empty : Parts.Link($"{OperationsRoutes.Root}/logs?id={Uri.EscapeDataString(instance.CorrelationId)}", instance.CorrelationId))}
            </dl>
            <h2>Input</h2><div id="input">{Parts.Payload(instance.Input)}</div>
            <h2>Output</h2><div id="output">{Parts.Payload(instance.Output)}{Failure(instance.Failure)}</div>
            <h2>Custom status</h2><div id="custom-status">{Parts.Payload(instance.CustomStatus)}</div>
            <h2>History</h2>
            {Timeline.Of(history.Items, instance)}
            {Parts.Pager(next, request.Query("after") is null, request.With(("after", null)))}
            """));
    }

    internal static Markup Failure(FailureRecord? failure) => failure is null
        ? Markup.Empty
        : Markup.Of($"<p class=\"bad\">{failure.Type}: {failure.Message}</p>{Parts.Folded("Stack", failure.Stack)}{Failure(failure.Inner)}");

    internal static string AddressOf(string instanceId) => $"{OperationsRoutes.Root}/orchestrations/{Uri.EscapeDataString(instanceId)}";

    private static Markup Optional(string name, Markup value) => value == Markup.Empty ? value : Markup.Of($"<dt>{name}</dt><dd>{value}</dd>");

    private static Markup Status(string status) => Parts.Badge(status, status switch
    {
        nameof(OrchestrationRuntimeStatus.Completed) => "good",
        nameof(OrchestrationRuntimeStatus.Failed) or nameof(OrchestrationRuntimeStatus.Terminated) => "bad",
        nameof(OrchestrationRuntimeStatus.Running) => "busy",
        _ => "calm",
    });

    private static (DateTimeOffset? From, DateTimeOffset? To) RangeOf(string? age, DateTimeOffset now) => age switch
    {
        "within-1h" => (now.AddHours(-1), null),
        "within-1d" => (now.AddDays(-1), null),
        "over-1h" => (null, now.AddHours(-1)),
        "over-1d" => (null, now.AddDays(-1)),
        "over-7d" => (null, now.AddDays(-7)),
        _ => (null, null),
    };
}
