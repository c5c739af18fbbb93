using System.Net;
using System.Text;
using CryptoVault.LocalRuntime.Durable.Functions;
using CryptoVault.LocalRuntime.Operations.ChangeFeeds;
using CryptoVault.LocalRuntime.Operations.Functions;
using CryptoVault.LocalRuntime.Operations.Logs;
using CryptoVault.LocalRuntime.Operations.Orchestrations;
using CryptoVault.LocalRuntime.Operations.Queues;
using CryptoVault.LocalRuntime.Operations.Timers;
using CryptoVault.Security;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CryptoVault.LocalRuntime.Operations;

/// <summary>The operations page at <c>/dev</c>: a look into the running host, for development on this machine.</summary>
internal sealed class OperationsPages
{
    private readonly HostView view;
    private readonly bool hasCors;
    private readonly IReadOnlyList<IOperationsPage> pages;

    public OperationsPages(DurableRuntime durable, bool hasCors, IReadOnlyList<IOperationsPage> more)
    {
        this.hasCors = hasCors;
        view = new HostView(durable);
        pages =
        [
            new FunctionsPage(view), new OrchestrationsPage(view), new QueuesPage(view), new DeadLettersPage(view),
            new ChangeFeedsPage(view), new TimersPage(view), .. more, new LogsPage(view),
        ];
    }

    /// <summary>Why a host that is set up like this must not have the page, or null.</summary>
    public static string? Refuse(IPAddress address, string? environment) =>
        !IPAddress.IsLoopback(address) ? $"The operations page is for this machine only; the host listens on {address}."
        : environment != "Development" ? $"The operations page is for development only; the environment is '{environment}'."
        : null;

    public void Map(IEndpointRouteBuilder endpoints)
    {
        var services = endpoints.ServiceProvider;
        var guard = new OperationsGuard(services.GetRequiredService<IRandomness>());
        var routes = new OperationsRoutes(
            endpoints, guard, new PageFrame(pages), services.GetRequiredService<TimeProvider>(), hasCors, services.GetRequiredService<ILogger<OperationsPages>>());
        new OverviewPage(view).Map(routes);
        foreach (var page in pages)
        {
            page.Map(routes);
        }

        var style = ReadStyle();
        routes.File("style.css", "text/css; charset=utf-8", _ => Task.FromResult<string?>(style));
    }

    public void Show(LocalRuntimeHost host, IReadOnlyList<LocalRuntime.Functions.ITriggerListener> listeners) => view.Show(host, listeners);

    private static string ReadStyle()
    {
        using var stream = typeof(OperationsPages).Assembly.GetManifestResourceStream("operations.css")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
