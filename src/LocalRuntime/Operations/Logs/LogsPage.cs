using CryptoVault.LocalRuntime.Operations.Html;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CryptoVault.LocalRuntime.Operations.Logs;

/// <summary>The newest log lines, of one correlation id or invocation or of all; live, the browser loads them again every two seconds.</summary>
internal sealed class LogsPage(HostView view) : IOperationsPage
{
    private const int PageSize = 100;

    private static readonly (string Value, string Text)[] Levels =
        [("", "any"), (nameof(LogLevel.Information), "information and worse"), (nameof(LogLevel.Warning), "warnings and worse"), (nameof(LogLevel.Error), "errors")];

    public string Path => "logs";

    public string Title => "Logs";

    public void Map(OperationsRoutes routes) => routes.Page(Path, ShowAsync);

    private Task<PageContent?> ShowAsync(PageRequest request)
    {
        var id = request.Query("id")?.Trim();
        var level = Enum.TryParse<LogLevel>(request.Query("level"), out var asked) ? asked : LogLevel.Trace;
        var isLive = request.Query("live") == "yes";
        var before = request.Number("before");
        var ring = view.Host.Services.GetRequiredService<LogRing>();
        var lines = ring.Newest(e => e.Level >= level && (id is null || e.CorrelationId == id || e.InvocationId == id), before, PageSize);
        var table = new Table("logs", "Time", "Level", "Message", "Function", "Correlation");
        foreach (var line in lines)
        {
            table.Row(
                Markup.Of($"{line.Time.UtcDateTime:HH:mm:ss.fff}"), Level(line.Level),
                Markup.Of($"{line.Text}{Parts.Folded("exception", line.Exception)}<br><span class=\"faint\">{line.Category}</span>"),
                Markup.Of($"{line.Function}"),
                line.CorrelationId is null ? Markup.Empty : Parts.Link($"{OperationsRoutes.Root}/{Path}?id={Uri.EscapeDataString(line.CorrelationId)}", line.CorrelationId));
        }

        var next = lines.Count == PageSize ? request.With(("before", $"{lines[^1].Number}"), ("live", null)) : null;
        var live = isLive
            ? Markup.Of($"<p>{Parts.Badge("live", "good")} {Parts.Link(request.With(("live", null)), "Stop")}</p>")
            : Markup.Of($"<p>{Parts.Link(request.With(("live", "yes"), ("before", null)), "Follow live")}</p>");
        var filter = Markup.Of(
            $"<form method=\"get\"><label>Correlation or invocation id <input name=\"id\" value=\"{id}\" size=\"40\" autocomplete=\"off\"></label>{Parts.Choice("level", "Level", Levels, request.Query("level"))}<button>Filter</button></form>");
        return Task.FromResult<PageContent?>(new PageContent(Title, Markup.Of(
            $"{filter}{live}{table.ToMarkup("No line is like that.")}{Parts.Pager(next, before == 0, request.With(("before", null)))}"))
        {
            Reload = isLive ? request.With() : null,
        });
    }

    private static Markup Level(LogLevel level) => Parts.Badge(level.ToString(), level switch
    {
        LogLevel.Error or LogLevel.Critical => "bad",
        LogLevel.Warning => "busy",
        _ => "calm",
    });
}
