using Microsoft.Extensions.Logging;

namespace CryptoVault.LocalRuntime.Hosting;

/// <summary>The two steps in which a listener ends: first it takes no new work, later what still runs is canceled.</summary>
internal sealed class ShutdownTokens : IDisposable
{
    private static readonly TimeSpan LastGrace = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource stop;
    private readonly CancellationTokenSource kill;
    private readonly ILogger logger;

    public ShutdownTokens(ILogger logger) : this(new CancellationTokenSource(), new CancellationTokenSource(), logger)
    {
    }

    private ShutdownTokens(CancellationTokenSource stop, CancellationTokenSource kill, ILogger logger)
    {
        this.stop = stop;
        this.kill = kill;
        this.logger = logger;
    }

    /// <summary>Fires when no new work is to be taken.</summary>
    public CancellationToken Stop => stop.Token;

    /// <summary>Fires when running invocations are to end; it is their cancellation token.</summary>
    public CancellationToken Kill => kill.Token;

    /// <summary>Tokens that follow these and have one more reason to stop.</summary>
    public ShutdownTokens Linked(CancellationToken alsoStop) =>
        new(CancellationTokenSource.CreateLinkedTokenSource(Stop, alsoStop), CancellationTokenSource.CreateLinkedTokenSource(Kill), logger);

    /// <summary>Stops, waits for <paramref name="running"/> until the deadline, then cancels it.</summary>
    public async Task EndAsync(Task running, CancellationToken deadline)
    {
        await stop.CancelAsync();
        await WaitAsync(running, deadline);
        if (running.IsCompleted)
        {
            return;
        }

        logger.LogWarning("Running invocations are canceled: the time to stop is over.");
        await kill.CancelAsync();
        using var grace = new CancellationTokenSource(LastGrace);
        await WaitAsync(running, grace.Token);
    }

    public void Dispose()
    {
        stop.Dispose();
        kill.Dispose();
    }

    private async Task WaitAsync(Task running, CancellationToken until)
    {
        try
        {
            await running.WaitAsync(until);
        }
        catch (OperationCanceledException) when (until.IsCancellationRequested)
        {
            return;
        }
        catch (Exception failure)
        {
            logger.LogError(failure, "A listener ended with an exception.");
        }
    }
}
