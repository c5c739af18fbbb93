using CryptoVault.LocalRuntime.Hosting;
using CryptoVault.Messaging;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace CryptoVault.LocalRuntime.Queues;

/// <summary>
/// Receives from one queue for one function with several workers, each handling one batch (of one session) or one
/// message at a time. A worker waits in the receiver itself, so that a message is handled as soon as it is there.
/// </summary>
internal sealed class QueuePump
{
    private static readonly TimeSpan FailurePause = TimeSpan.FromSeconds(1);

    private readonly FunctionApp app;
    private readonly LocalFunction function;
    private readonly string queue;
    private readonly IQueueReceiver receiver;
    private readonly TimeProvider clock;
    private readonly ILogger logger;
    private readonly TimeSpan renewal;
    private readonly TimeSpan renewalLimit;
    private readonly int batchSize;
    private readonly bool completes;
    private readonly QueueDelivery?[] held;

    public QueuePump(
        FunctionApp app, LocalFunction function, string queue, IQueueReceiver receiver, LocalRuntimeOptions options, TimeProvider clock, ILogger logger)
    {
        this.app = app;
        this.function = function;
        this.queue = queue;
        this.receiver = receiver;
        this.clock = clock;
        this.logger = logger;
        renewal = options.QueueLockRenewal;
        batchSize = ((ServiceBusTriggerAttribute)function.Trigger).IsBatched ? options.QueueBatchSize : 1;
        completes = QueueTriggerKind.CompletesMessages(function, options.QueueAutoComplete);
        renewalLimit = options.QueueLockRenewalLimit;
        held = new QueueDelivery?[((ServiceBusTriggerAttribute)function.Trigger).IsSessionsEnabled ? options.QueueSessions : options.QueueConcurrency];
    }

    /// <summary>Receives until it is told to stop; ends when the last invocation has ended.</summary>
    public async Task RunAsync(ShutdownTokens tokens)
    {
        using var over = new CancellationTokenSource();
        var renewing = Task.Run(() => RenewAsync(over.Token), CancellationToken.None);
        await Task.WhenAll(Enumerable.Range(0, held.Length).Select(slot => Task.Run(() => WorkAsync(slot, tokens))));
        await over.CancelAsync();
        await renewing;
    }

    private async Task WorkAsync(int slot, ShutdownTokens tokens)
    {
        while (!tokens.Stop.IsCancellationRequested)
        {
            try
            {
                if (await receiver.ReceiveAsync(queue, batchSize, tokens.Stop) is not { } batch)
                {
                    return;
                }

                await HandleAsync(slot, batch, tokens);
            }
            catch (OperationCanceledException) when (tokens.Stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                logger.LogError(failure, "Receiving from {Queue} failed; it goes on in {Pause}.", queue, FailurePause);
                await Task.Delay(FailurePause, clock, tokens.Stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task HandleAsync(int slot, QueueBatch batch, ShutdownTokens tokens)
    {
        await using var delivery = new QueueDelivery(batch, clock.GetUtcNow() + renewalLimit);
        Volatile.Write(ref held[slot], delivery);
        try
        {
            if (await InvokeAsync(delivery, tokens) is { } failure)
            {
                await delivery.AbandonRestAsync(failure);
            }
            else if (completes)
            {
                await delivery.CompleteRestAsync();
            }
        }
        catch (LockLostException lost)
        {
            logger.LogWarning("{Function} took longer than its lock on {Queue}: {Message}", function.Name, queue, lost.Message);
        }
        finally
        {
            Volatile.Write(ref held[slot], null);
        }
    }

    /// <summary>Invokes the function.</summary>
    /// <returns>Why it failed, or null.</returns>
    private async Task<string?> InvokeAsync(QueueDelivery delivery, ShutdownTokens tokens)
    {
        try
        {
            await app.InvokeAsync(function, delivery, tokens.Kill);
            return null;
        }
        catch (Exception failure)
        {
            // Logged by the app.
            return $"{failure.GetType().Name}: {failure.Message}";
        }
    }

    /// <summary>Prolongs the locks of deliveries that take long. One loop for all workers, so that short ones cost nothing.</summary>
    private async Task RenewAsync(CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            await Task.Delay(renewal, clock, over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            for (var slot = 0; slot < held.Length && !over.IsCancellationRequested; slot++)
            {
                if (Volatile.Read(ref held[slot]) is not { } delivery || delivery.RenewUntil <= clock.GetUtcNow())
                {
                    continue;
                }

                try
                {
                    await delivery.RenewBeforeAsync(clock.GetUtcNow() + 3 * renewal, over);
                }
                catch (Exception failure) when (failure is LockLostException or OperationCanceledException)
                {
                    logger.LogDebug(failure, "The lock of a delivery of {Queue} was not renewed.", queue);
                }
            }
        }
    }
}
