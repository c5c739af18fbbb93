using CryptoVault.LocalRuntime.Hosting;
using CryptoVault.LocalRuntime.Invocations;
using CryptoVault.Storage;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace CryptoVault.LocalRuntime.Timers;

/// <summary>
/// Runs one timer function, one run at a time. A monitored timer keeps its next occurrence: when that passed while
/// nobody ran it, it is run once for all that was missed. A run that outlasts the next occurrences skips them.
/// </summary>
internal sealed class FunctionTimer(
    FunctionApp app, LocalFunction function, TimerSchedule schedule, StateDocuments<TimerDocument> states, TimeProvider clock, ILogger logger) : IDisposable
{
    /// <summary>Timers of the system hold no longer than 49 days; waiting in parts also follows changes of the clock.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(5);

    private readonly TimerTriggerAttribute trigger = (TimerTriggerAttribute)function.Trigger;
    private readonly RetryPolicy retries = RetryPolicy.Of(function);
    private readonly SemaphoreSlim one = new(1, 1);
    private TimerDocument? state;
    private string? etag;

    public LocalFunction Function => function;

    public TimerSchedule Schedule => schedule;

    /// <summary>The next occurrence, while the timer runs in this process.</summary>
    public DateTimeOffset? Next { get; private set; }

    private bool IsMonitored { get; set; }

    /// <summary>Runs the timer until it is told to stop.</summary>
    public async Task RunAsync(ShutdownTokens tokens)
    {
        while (!tokens.Stop.IsCancellationRequested)
        {
            try
            {
                await RunScheduleAsync(tokens);
            }
            catch (OperationCanceledException) when (tokens.Stop.IsCancellationRequested)
            {
                break;
            }
            catch (Exception failure)
            {
                logger.LogError(failure, "The timer {Function} cannot go on with its state; it tries again in {Pause}.", function.Name, RetryPause);
                await Task.Delay(RetryPause, clock, tokens.Stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        Next = null;
    }

    /// <summary>Runs the function now, beside its schedule but never at the same time.</summary>
    public async Task RunNowAsync(ShutdownTokens tokens)
    {
        await one.WaitAsync(tokens.Stop);
        try
        {
            await retries.RunAsync(app, function, new TimerInfo { ScheduleStatus = Status() }, clock, tokens);
        }
        finally
        {
            one.Release();
        }
    }

    public void Dispose() => one.Dispose();

    private async Task RunScheduleAsync(ShutdownTokens tokens)
    {
        var now = clock.GetUtcNow();
        IsMonitored = trigger.UseMonitor && schedule.IsSlow(now);
        var isPastDue = IsMonitored && await LoadAsync(now, tokens.Stop);
        if (isPastDue || trigger.RunOnStartup)
        {
            await RunOnceAsync(now, isPastDue, tokens);
        }

        while (true)
        {
            var due = schedule.After(clock.GetUtcNow());
            Next = due;
            await WaitUntilAsync(due, tokens.Stop);
            // More than one occurrence passed when the machine slept or the clock was set.
            await RunOnceAsync(due, schedule.After(due) <= clock.GetUtcNow(), tokens);
        }
    }

    /// <summary>Reads the timer's state, or begins it.</summary>
    /// <returns>True when an occurrence passed while nobody ran the timer.</returns>
    private async Task<bool> LoadAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        (state, etag) = await states.ReadAsync(function.Definition.Id, cancellation);
        if (state is not null && state.Schedule == schedule.Expression)
        {
            return StoredTime.Parse(state.Next) <= now;
        }

        await SaveAsync(state?.Last, schedule.After(now), now, cancellation);
        return false;
    }

    private async Task WaitUntilAsync(DateTimeOffset due, CancellationToken cancellation)
    {
        for (var left = due - clock.GetUtcNow(); left > TimeSpan.Zero; left = due - clock.GetUtcNow())
        {
            await Task.Delay(left < LongestWait ? left : LongestWait, clock, cancellation);
        }
    }

    private async Task RunOnceAsync(DateTimeOffset occurrence, bool isPastDue, ShutdownTokens tokens)
    {
        await one.WaitAsync(tokens.Stop);
        try
        {
            if (isPastDue)
            {
                logger.LogInformation("{Function} makes up for the run of {Missed}.", function.Name, state?.Next ?? StoredTime.Format(occurrence));
            }

            var outcome = await retries.RunAsync(app, function, new TimerInfo { ScheduleStatus = Status(), IsPastDue = isPastDue }, clock, tokens);
            if (IsMonitored && outcome != EventOutcome.Interrupted)
            {
                // The run is over; noting that is not given up for a stop.
                await SaveAsync(StoredTime.Format(occurrence), schedule.After(occurrence), clock.GetUtcNow(), tokens.Kill);
            }
        }
        finally
        {
            one.Release();
        }
    }

    private ScheduleStatus? Status() => state is null ? null : new ScheduleStatus
    {
        Last = state.Last is null ? default : StoredTime.Parse(state.Last).UtcDateTime,
        Next = StoredTime.Parse(state.Next).UtcDateTime,
        LastUpdated = StoredTime.Parse(state.Updated).UtcDateTime,
    };

    private async Task SaveAsync(string? last, DateTimeOffset next, DateTimeOffset now, CancellationToken cancellation)
    {
        var document = new TimerDocument(function.Definition.Id, schedule.Expression, last, StoredTime.Format(next), StoredTime.Format(now));
        if (await states.WriteAsync(document, etag, clock, cancellation) is { } written)
        {
            (state, etag) = (document, written);
            return;
        }

        logger.LogWarning("The state of the timer {Function} was written by another process.", function.Name);
        (state, etag) = await states.ReadAsync(function.Definition.Id, cancellation);
    }
}
