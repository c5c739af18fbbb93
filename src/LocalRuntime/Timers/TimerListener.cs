using CryptoVault.Adapters.Embedded.Leases;
using CryptoVault.Ids;
using CryptoVault.LocalRuntime.Functions;
using CryptoVault.LocalRuntime.Hosting;
using CryptoVault.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CryptoVault.LocalRuntime.Timers;

/// <summary>Runs the timers of an app, in one process at a time: the one that holds the lease.</summary>
internal sealed class TimerListener : ITriggerListener, IDisposable
{
    private readonly ShutdownTokens tokens;
    private readonly StoreLease lease;
    private Task running = Task.CompletedTask;

    public TimerListener(FunctionApp app, IEnumerable<(LocalFunction Function, TimerSchedule Schedule)> timers, RuntimeServices services)
    {
        var logger = services.Logging.CreateLogger<TimerListener>();
        var store = services.Required<IDocumentStore>("Timers");
        tokens = new ShutdownTokens(logger);
        lease = new StoreLease(store, $"timers-{app.Name}", services.Shared.GetRequiredService<IIds>().New(), HostLease.Options, services.Clock, logger);
        var states = new StateDocuments<TimerDocument>(store, TimerDocument.Partition, logger);
        Timers = [.. timers.Select(t => new FunctionTimer(app, t.Function, t.Schedule, states, services.Clock, logger))];
    }

    private List<FunctionTimer> Timers { get; }

    public Task StartAsync(CancellationToken cancellation)
    {
        running = Task.Run(() => lease.RunAsync(RunAllAsync, tokens.Stop), CancellationToken.None);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken deadline) => tokens.EndAsync(running, deadline);

    /// <summary>The timers as operators see them.</summary>
    public IEnumerable<LocalTimer> Describe() => Timers.Select(t => new LocalTimer(t, tokens));

    public void Dispose()
    {
        foreach (var timer in Timers)
        {
            timer.Dispose();
        }

        tokens.Dispose();
    }

    private async Task RunAllAsync(CancellationToken leaseOver)
    {
        using var linked = tokens.Linked(leaseOver);
        await Task.WhenAll(Timers.Select(t => t.RunAsync(linked)));
    }
}
