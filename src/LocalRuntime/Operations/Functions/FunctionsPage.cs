using CryptoVault.LocalRuntime.Operations.Html;

namespace CryptoVault.LocalRuntime.Operations.Functions;

/// <summary>The functions with their last run and their errors since the start.</summary>
internal sealed class FunctionsPage(HostView view) : IOperationsPage
{
    private const int PageSize = 50;

    public string Path => "functions";

    public string Title => "Functions";

    public void Map(OperationsRoutes routes)
    {
        routes.Page(Path, ListAsync);
        routes.Page($"{Path}/{{app}}/{{name}}", ShowAsync);
    }

    private Task<PageContent?> ListAsync(PageRequest request)
    {
        var trigger = request.Query("trigger");
        var onlyFailing = request.Query("failing") == "yes";
        var skip = request.Number("skip");
        var all = view.Host.Functions
            .Where(f => (trigger is null || f.TriggerType == trigger) && (!onlyFailing || f.Statistics.Failures > 0))
            .OrderBy(f => f.App, StringComparer.Ordinal).ThenBy(f => f.Name, StringComparer.Ordinal).ToList();
        var table = new Table("functions", "Function", "Trigger", "Runs", "Last run", "Errors", "Last error");
        foreach (var function in all.Skip(skip).Take(PageSize))
        {
            var statistics = function.Statistics;
            table.Row(
                Parts.Link($"{OperationsRoutes.Root}/{Path}/{Uri.EscapeDataString(function.App)}/{Uri.EscapeDataString(function.Name)}", function.Name),
                Markup.Of($"{function.TriggerType}{(function.Route is null ? Markup.Empty : Markup.Of($"<br><code>{string.Join(", ", function.HttpMethods)} /{function.Route}</code>"))}"),
                Markup.Of($"{statistics.Runs:N0}"),
                Parts.Time(statistics.LastRun, request.Now),
                Parts.Count(statistics.Failures, "bad"),
                statistics.LastFailure is { } failure ? Markup.Of($"{Parts.Time(failure.Time, request.Now)}: {failure.Message}") : Markup.Empty);
        }

        var triggers = view.Host.Functions.Select(f => f.TriggerType).Distinct().Order(StringComparer.Ordinal).Select(t => (t, t)).Prepend(("", "any"));
        var filter = Markup.Of(
            $"<form method=\"get\">{Parts.Choice("trigger", "Trigger", triggers, trigger)}{Parts.Choice("failing", "Errors", [("", "any"), ("yes", "only with errors")], onlyFailing ? "yes" : null)}<button>Filter</button></form>");
        var next = skip + PageSize < all.Count ? request.With(("skip", $"{skip + PageSize}")) : null;
        return Task.FromResult<PageContent?>(new PageContent(
            Title, Markup.Of($"{filter}<p class=\"faint\">{all.Count} functions; counts since the start of the process.</p>{table.ToMarkup("No function is like that.")}{Parts.Pager(next, skip == 0, request.With(("skip", null)))}")));
    }

    private Task<PageContent?> ShowAsync(PageRequest request)
    {
        if (view.Host.Functions.FirstOrDefault(f => f.App == request.Route("app") && f.Name == request.Route("name")) is not { } function)
        {
            return Task.FromResult<PageContent?>(null);
        }

        var failures = new Table("failures", "Time", "Error", "Invocation");
        foreach (var failure in function.Statistics.RecentFailures)
        {
            failures.Row(
                Markup.Of($"{Parts.Exact(failure.Time)}"), Markup.Of($"{failure.Message}"),
                Parts.Link($"{OperationsRoutes.Root}/logs?id={Uri.EscapeDataString(failure.InvocationId)}", failure.InvocationId));
        }

        return Task.FromResult<PageContent?>(new PageContent(function.Name, Markup.Of($"""
            <dl>
            <dt>App</dt><dd>{function.App}</dd>
            <dt>Method</dt><dd><code>{function.EntryPoint}</code></dd>
            <dt>Trigger</dt><dd>{function.TriggerType}</dd>
            <dt>Runs</dt><dd>{function.Statistics.Runs}</dd>
            <dt>Last run</dt><dd>{Parts.Time(function.Statistics.LastRun, request.Now)}</dd>
            <dt>Errors</dt><dd>{Parts.Count(function.Statistics.Failures, "bad")}</dd>
            </dl>
            <h2>Newest errors</h2>
            {failures.ToMarkup("It has not failed since the start.")}
            """)));
    }
}
