using CryptoVault.LocalRuntime.Operations.Html;

namespace CryptoVault.LocalRuntime.Operations.Timers;

/// <summary>The timers with their next run, and a button that runs one now.</summary>
internal sealed class TimersPage(HostView view) : IOperationsPage
{
    private const int PageSize = 50;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public string Path => "timers";

    public string Title => "Timers";

    public void Map(OperationsRoutes routes)
    {
        routes.Page(Path, ListAsync);
        routes.Action($"{Path}/run", RunAsync);
    }

    private Task<PageContent?> ListAsync(PageRequest request)
    {
        var timers = view.Host.Timers.OrderBy(t => t.Function.Definition.Id, StringComparer.Ordinal).ToList();
        var skip = request.Number("skip");
        var table = new Table("timers", "Timer", "Schedule", "Next run", "Last run", "Runs", "Errors", "Last error", "Actions");
        foreach (var timer in timers.Skip(skip).Take(PageSize))
        {
            var statistics = timer.Function.Statistics;
            table.Row(
                Parts.Link($"{OperationsRoutes.Root}/functions/{Uri.EscapeDataString(timer.Function.App)}/{Uri.EscapeDataString(timer.Function.Name)}", timer.Function.Name),
                Markup.Of($"<code>{timer.Schedule}</code>"),
                timer.Next is null ? Markup.Of($"<span class=\"faint\">run by another process</span>") : Parts.Time(timer.Next, request.Now),
                Parts.Time(statistics.LastRun, request.Now), Markup.Of($"{statistics.Runs:N0}"), Parts.Count(statistics.Failures, "bad"), Markup.Of($"{statistics.LastFailure?.Message}"),
                timer.Next is null ? Markup.Empty : request.Button($"{OperationsRoutes.Root}/{Path}/run", "Run now", ("timer", timer.Function.Definition.Id)));
        }

        var next = skip + PageSize < timers.Count ? request.With(("skip", $"{skip + PageSize}")) : null;
        return Task.FromResult<PageContent?>(new PageContent(
            Title, Markup.Of($"{table.ToMarkup("No function has a timer.")}{Parts.Pager(next, skip == 0, request.With(("skip", null)))}<p class=\"faint\">Schedules are in UTC.</p>")));
    }

    private async Task<string> RunAsync(PageRequest request)
    {
        var timer = view.Host.Timers.FirstOrDefault(t => t.Function.Definition.Id == request.Form["timer"].ToString());
        var notice = timer switch
        {
            null => Notices.Gone,
            { Next: null } => Notices.Elsewhere, // it would run beside that process's own runs
            _ => await RunAsync(timer),
        };
        return $"{OperationsRoutes.Root}/{Path}?{Notices.Key}={notice}";
    }

    private static async Task<string> RunAsync(LocalTimer timer)
    {
        var failures = timer.Function.Statistics.Failures;
        var running = timer.RunNowAsync();
        if (await Task.WhenAny(running, Task.Delay(Patience)) != running)
        {
            return Notices.StillRunning;
        }

        await running;
        return timer.Function.Statistics.Failures == failures ? Notices.Ran : Notices.RunFailed;
    }
}
