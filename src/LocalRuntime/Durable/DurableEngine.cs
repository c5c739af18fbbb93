using CryptoVault.Adapters.Embedded.Leases;
using CryptoVault.Ids;
using CryptoVault.LocalRuntime.Durable.Client;
using CryptoVault.LocalRuntime.Durable.Engine;
using CryptoVault.LocalRuntime.Durable.Functions;
using CryptoVault.Storage;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;

namespace CryptoVault.LocalRuntime.Durable;

/// <summary>
/// The durable engine: event-sourced orchestrations on the document store. While this process holds the task hub's
/// lease it runs the orchestrations; clients of it work in any process.
/// </summary>
internal sealed class DurableEngine : IAsyncDisposable
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private readonly DurableOptions options;
    private readonly IIds ids;
    private readonly TimeProvider clock;
    private readonly ILogger logger;
    private readonly StoreLease lease;
    private readonly CancellationTokenSource stop = new();
    private volatile EngineSession? session;
    private Task? running;

    public DurableEngine(IDocumentStore store, DurableOptions options, IIds ids, TimeProvider clock, ILoggerFactory logging)
    {
        this.options = options;
        this.ids = ids;
        this.clock = clock;
        logger = logging.CreateLogger("CryptoVault.LocalRuntime.Durable");
        Store = new WorkflowStore(store, clock, logger);
        lease = new StoreLease(store, $"workflows-{options.TaskHub}", ids.New(), options.Lease, clock, logger);
    }

    /// <summary>What it runs; filled before it starts.</summary>
    public FunctionCatalog Functions { get; } = new();

    public WorkflowStore Store { get; }

    public InstanceWatch Watch { get; } = new();

    public DurableOptions Options => options;

    public TimeProvider Clock => clock;

    /// <summary>True while this process runs the hub's orchestrations.</summary>
    public bool IsRunning => session is not null;

    /// <summary>What is in memory while this process runs the hub.</summary>
    public EngineSession? Session => session;

    public void Start() => running ??= Task.Run(() => lease.RunAsync(RunSessionAsync, stop.Token));

    /// <summary>A client whose values are converted as one app wants it.</summary>
    public LocalDurableTaskClient CreateClient(DataConverter converter) => new(this, converter, ids, logger);

    /// <summary>Tells the instance, if this process runs it; else the process that does finds it in the store.</summary>
    public void Post(string instanceId, InstanceMail mail) => session?.Instances.Post(instanceId, mail);

    /// <summary>Begins nothing new, lets what runs end until the deadline, and lets the next process take over.</summary>
    public async Task StopAsync(CancellationToken deadline)
    {
        if (stop.IsCancellationRequested)
        {
            return;
        }

        if (session is { } current)
        {
            await current.DrainAsync(deadline);
        }

        await stop.CancelAsync();
        if (running is not null)
        {
            await running;
        }
    }

    public async ValueTask DisposeAsync()
    {
        using var deadline = new CancellationTokenSource(options.StopTimeout);
        await StopAsync(deadline.Token);
        stop.Dispose();
    }

    private async Task RunSessionAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            using var ends = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            using var current = new EngineSession(Store, Functions, options, Watch, clock, logger, ends.Token);
            session = current;
            try
            {
                await current.RunAsync();
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                logger.LogDebug("Task hub {Hub} is no longer run by this process.", options.TaskHub);
            }
            catch (Exception exception)
            {
                logger.LogError(exception, "The durable engine failed; it starts again from the store.");
                await Task.Delay(RetryDelay, clock, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            finally
            {
                session = null;
                await ends.CancelAsync();
            }
        }
    }
}
