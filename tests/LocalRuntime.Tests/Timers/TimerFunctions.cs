using Microsoft.Azure.Functions.Worker;

namespace CryptoVault.LocalRuntime.Tests.Timers;

/// <summary>What timer functions did.</summary>
public sealed class TimerRuns(TimeProvider clock)
{
    private readonly List<TimerRun> runs = [];

    public Func<TimerRun, CancellationToken, Task> Behaviour { get; set; } = (_, _) => Task.CompletedTask;

    public IReadOnlyList<TimerRun> All
    {
        get
        {
            lock (runs)
            {
                return [.. runs];
            }
        }
    }

    public async Task RunAsync(TimerInfo timer, FunctionContext context, CancellationToken cancellation)
    {
        var run = new TimerRun(clock.GetUtcNow(), timer.IsPastDue, timer.ScheduleStatus, context.RetryContext.RetryCount);
        lock (runs)
        {
            runs.Add(run);
        }

        await Behaviour(run, cancellation);
    }
}

public sealed record TimerRun(DateTimeOffset Time, bool IsPastDue, ScheduleStatus? Status, int Retry);

public sealed class HourlyTimer(TimerRuns runs)
{
    [Function("Hourly")]
    public Task Run([TimerTrigger("0 0 * * * *")] TimerInfo timer, FunctionContext context, CancellationToken cancellation) => runs.RunAsync(timer, context, cancellation);
}

public sealed class StartupTimer(TimerRuns runs)
{
    [Function("Startup")]
    public Task Run([TimerTrigger("%Schedule%", RunOnStartup = true)] TimerInfo timer, FunctionContext context, CancellationToken cancellation) => runs.RunAsync(timer, context, cancellation);
}

public sealed class FastTimer(TimerRuns runs)
{
    [Function("Fast")]
    public Task Run([TimerTrigger("*/5 * * * * *")] TimerInfo timer, FunctionContext context, CancellationToken cancellation) => runs.RunAsync(timer, context, cancellation);
}

public sealed class RetriedTimer(TimerRuns runs)
{
    [Function("Retried")]
    [ExponentialBackoffRetry(2, "00:00:10", "00:00:15")]
    public Task Run([TimerTrigger("0 0 * * * *", UseMonitor = false)] TimerInfo timer, FunctionContext context, CancellationToken cancellation) => runs.RunAsync(timer, context, cancellation);
}

public sealed class FiveFieldsTimer
{
    [Function("FiveFields")]
    public void Run([TimerTrigger("*/5 * * * *")] TimerInfo timer) => _ = timer;
}

public sealed class BadFieldTimer
{
    [Function("BadField")]
    public void Run([TimerTrigger("0 0 25 * * *")] TimerInfo timer) => _ = timer;
}

public sealed class WrongTypeTimer
{
    [Function("WrongType")]
    public void Run([TimerTrigger("0 0 1 * * *")] string timer) => _ = timer;
}
