using System.Globalization;
using CryptoVault.LocalRuntime.Hosting;
using Microsoft.Azure.Functions.Worker;

namespace CryptoVault.LocalRuntime.Invocations;

/// <summary>How an event with its retries ended.</summary>
internal enum EventOutcome
{
    /// <summary>An attempt succeeded.</summary>
    Succeeded,
    /// <summary>No attempt succeeded, and no retry is left.</summary>
    Failed,
    /// <summary>The host stops; the event is not dealt with.</summary>
    Interrupted,
}

/// <summary>Invokes a function for an event, again and again as its retry attribute says.</summary>
internal sealed class RetryPolicy
{
    private readonly int most;
    private readonly TimeSpan first;
    private readonly TimeSpan longest;

    private RetryPolicy(int most, TimeSpan first, TimeSpan longest)
    {
        this.most = most;
        this.first = first;
        this.longest = longest;
    }

    /// <summary>The policy that a function declares; without one, no retries.</summary>
    public static RetryPolicy Of(LocalFunction function) => function.Retry switch
    {
        FixedDelayRetryAttribute { DelayInterval: var delay } retry => new RetryPolicy(retry.MaxRetryCount, Parse(delay), Parse(delay)),
        ExponentialBackoffRetryAttribute retry => new RetryPolicy(retry.MaxRetryCount, Parse(retry.MinimumInterval), Parse(retry.MaximumInterval)),
        _ => new RetryPolicy(0, TimeSpan.Zero, TimeSpan.Zero),
    };

    /// <summary>Runs the attempts. Failures are logged and counted by the app.</summary>
    public async Task<EventOutcome> RunAsync(FunctionApp app, LocalFunction function, object trigger, TimeProvider clock, ShutdownTokens tokens)
    {
        for (var failed = 0; ; failed++)
        {
            try
            {
                await app.InvokeAsync(new Invocation(app, function, trigger, null, tokens.Kill) { Retry = new InvocationRetry(failed, most) });
                return EventOutcome.Succeeded;
            }
            catch (Exception) when (tokens.Kill.IsCancellationRequested)
            {
                return EventOutcome.Interrupted;
            }
            catch (Exception)
            {
                // Logged by the app; what remains is whether to try again.
                if (most >= 0 && failed >= most)
                {
                    return EventOutcome.Failed;
                }
            }

            await Task.Delay(DelayAfter(failed), clock, tokens.Stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (tokens.Stop.IsCancellationRequested)
            {
                return EventOutcome.Interrupted;
            }
        }
    }

    private TimeSpan DelayAfter(int failed)
    {
        var delay = first * Math.Pow(2, Math.Min(failed, 30));
        return first == longest || delay > longest ? longest : delay;
    }

    private static TimeSpan Parse(string interval) => TimeSpan.Parse(interval, CultureInfo.InvariantCulture);
}
