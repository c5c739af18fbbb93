using System.Globalization;
using CryptoVault.LocalRuntime.Operations.Html;
using CryptoVault.LocalRuntime.Operations.Orchestrations;
using Microsoft.DurableTask.Client;

namespace CryptoVault.LocalRuntime.Operations;

/// <summary>The first page: how each part stands, in one number.</summary>
internal sealed class OverviewPage(HostView view)
{
    private const int MostCounted = 1000;

    public void Map(OperationsRoutes routes) => routes.Page(string.Empty, ShowAsync);

    private async Task<PageContent?> ShowAsync(PageRequest request)
    {
        var functions = view.Host.Functions;
        var failing = functions.Count(f => f.Statistics.Failures > 0);
        var cards = new List<Markup>
        {
            Card("functions", "Functions", functions.Count, failing == 0 ? "none failed" : $"{failing} with failures"),
            Card("timers", "Timers", view.Host.Timers.Count, "run by schedule"),
        };
        if (view.Workflows is { } workflows)
        {
            var list = new InstanceList(workflows.Store);
            foreach (var status in new[] { OrchestrationRuntimeStatus.Running, OrchestrationRuntimeStatus.Failed })
            {
                var page = await list.PageAsync(new InstanceFilter { Status = status }, MostCounted, null, request.Aborted);
                cards.Add(Card($"orchestrations?status={status}", $"Orchestrations {status}", page.Items.Count, page.Continuation is null ? "instances" : "instances and more"));
            }
        }

        if (view.Queues is { } queues)
        {
            var dead = await queues.DeadLettersAsync(MostCounted, null, request.Aborted);
            cards.Add(Card("queues", "Messages in queues", queues.QueueNames.Sum(q => queues.State(q).Length), $"{queues.QueueNames.Count} queues"));
            cards.Add(Card("dead-letters", "Dead letters", dead.Items.Count, dead.Continuation is null ? "in all queues" : "and more"));
        }

        return new PageContent("Overview", Markup.Of($"<ul class=\"cards\">{Markup.Each(cards, c => c)}</ul>"));
    }

    private static Markup Card(string path, string title, long count, string detail) => Markup.Of(
        $"<li><a href=\"{OperationsRoutes.Root}/{path}\">{title}<strong>{count.ToString("N0", CultureInfo.InvariantCulture)}</strong><span class=\"faint\">{detail}</span></a></li>");
}
