using CryptoVault.LocalRuntime.Functions;
using CryptoVault.LocalRuntime.Hosting;
using CryptoVault.Messaging;
using Microsoft.Extensions.Logging;

namespace CryptoVault.LocalRuntime.Queues;

/// <summary>Receives for the queue functions of an app.</summary>
internal sealed class QueueListener : ITriggerListener, IDisposable
{
    private readonly List<QueuePump> pumps;
    private readonly ShutdownTokens tokens;
    private Task running = Task.CompletedTask;

    public QueueListener(FunctionApp app, IEnumerable<(LocalFunction Function, string Queue)> functions, LocalRuntimeOptions options, RuntimeServices services)
    {
        var logger = services.Logging.CreateLogger<QueueListener>();
        var receiver = services.Required<IQueueReceiver>("Queue functions");
        tokens = new ShutdownTokens(logger);
        pumps = [.. functions.Select(f => new QueuePump(app, f.Function, f.Queue, receiver, options, services.Clock, logger))];
    }

    public Task StartAsync(CancellationToken cancellation)
    {
        running = Task.WhenAll(pumps.Select(p => p.RunAsync(tokens)));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken deadline) => tokens.EndAsync(running, deadline);

    public void Dispose() => tokens.Dispose();
}
