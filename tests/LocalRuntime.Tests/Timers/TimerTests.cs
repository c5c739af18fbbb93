using CryptoVault.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CryptoVault.LocalRuntime.Tests.Timers;

public sealed class TimerTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly TestStore store = new();
    private readonly TestClock clock = new(Noon.AddMinutes(20));
    private TimerRuns runs = null!;

    public void Dispose() => store.Dispose();

    [Fact]
    public async Task Timer_AtItsOccurrences_RunsAndKeepsItsState()
    {
        await using var host = await StartAsync(typeof(HourlyTimer));

        await clock.AdvanceToAwaitedAsync(Noon.AddHours(1));
        await AssertRunsAsync(1);
        await clock.AdvanceToAwaitedAsync(Noon.AddHours(2));
        await AssertRunsAsync(2);

        Assert.Equal([Noon.AddHours(1), Noon.AddHours(2)], runs.All.Select(r => r.Time));
        Assert.All(runs.All, r => Assert.False(r.IsPastDue));
        Assert.Equal(Noon.AddHours(1).UtcDateTime, runs.All[1].Status!.Last);
        Assert.Equal(Noon.AddHours(2).UtcDateTime, runs.All[1].Status!.Next);
        await Eventually.TrueAsync(() => host.Host.Timers.Single().Next == Noon.AddHours(3), "the next occurrence is known");
        Assert.Equal("0 0 * * * *", host.Host.Timers.Single().Schedule);
    }

    [Fact]
    public async Task Timer_ThatMissedRunsWhileTheHostWasDown_CatchesUpOnce()
    {
        await using (await StartAsync(typeof(HourlyTimer)))
        {
            await clock.AdvanceToAwaitedAsync(Noon.AddHours(1));
            await AssertRunsAsync(1);
        }

        clock.AdvanceTo(Noon.AddHours(5).AddMinutes(7));
        await using var host = await StartAsync(typeof(HourlyTimer));

        await AssertRunsAsync(1);
        Assert.True(runs.All[0].IsPastDue);
        Assert.Equal(Noon.AddHours(1).UtcDateTime, runs.All[0].Status!.Last);
        await clock.AdvanceToAwaitedAsync(Noon.AddHours(6));
        await AssertRunsAsync(2);
        Assert.False(runs.All[1].IsPastDue);
        Assert.Equal(Noon.AddHours(5).AddMinutes(7).UtcDateTime, runs.All[1].Status!.Last);
    }

    [Fact]
    public async Task Timer_ThatMissedNothing_DoesNotRunAtStart()
    {
        await using (await StartAsync(typeof(HourlyTimer)))
        {
            await Eventually.TrueAsync(() => clock.IsAwaited(Noon.AddHours(1)), "the timer waits");
        }

        clock.AdvanceTo(Noon.AddMinutes(59));
        await using var host = await StartAsync(typeof(HourlyTimer));

        await Eventually.TrueAsync(() => clock.IsAwaited(Noon.AddHours(1)), "the timer waits");
        Assert.Empty(runs.All);
    }

    [Fact]
    public async Task Timer_WithoutMonitor_DoesNotCatchUp()
    {
        await using (await StartAsync(typeof(RetriedTimer)))
        {
            await clock.AdvanceToAwaitedAsync(Noon.AddHours(1));
            await AssertRunsAsync(1);
            await Eventually.TrueAsync(() => clock.IsAwaited(Noon.AddHours(2)), "the timer waits");
        }

        clock.AdvanceTo(Noon.AddHours(5).AddMinutes(7));
        await using var host = await StartAsync(typeof(RetriedTimer));

        await Eventually.TrueAsync(() => clock.IsAwaited(Noon.AddHours(6)), "the timer waits");
        Assert.Empty(runs.All);
    }

    [Fact]
    public async Task Timer_WhoseScheduleChanged_ForgetsWhatItMissed()
    {
        await using (await StartAsync(b => b.Configuration["Schedule"] = "0 0 13 * * *", typeof(StartupTimer)))
        {
            await AssertRunsAsync(1);
        }

        clock.AdvanceTo(Noon.AddHours(4));
        await using var host = await StartAsync(b => b.Configuration["Schedule"] = "0 30 * * * *", typeof(StartupTimer));

        await AssertRunsAsync(1);
        Assert.False(runs.All[0].IsPastDue);
        Assert.True(await IsAwaitedAsync(Noon.AddHours(4).AddMinutes(30)));
    }

    [Fact]
    public async Task Timer_ThatFails_GoesOnWithItsSchedule()
    {
        await using var host = await StartAsync(typeof(HourlyTimer));
        runs.Behaviour = (_, _) => throw new InvalidOperationException("no luck");

        await clock.AdvanceToAwaitedAsync(Noon.AddHours(1));
        await clock.AdvanceToAwaitedAsync(Noon.AddHours(2));

        await AssertRunsAsync(2);
        Assert.False(runs.All[1].IsPastDue);
        await Eventually.TrueAsync(() => host.Host.Functions.Single().Statistics.Failures == 2, "both failures are counted");
        Assert.Equal(2, host.Logs.All.Count(l => l.Level == LogLevel.Error));
    }

    [Fact]
    public async Task Timer_WithRetryPolicy_RetriesWithGrowingDelays()
    {
        await using var host = await StartAsync(typeof(RetriedTimer));
        runs.Behaviour = (_, _) => throw new InvalidOperationException("no luck");

        await clock.AdvanceToAwaitedAsync(Noon.AddHours(1));
        await clock.AdvanceToAwaitedAsync(Noon.AddHours(1).AddSeconds(10));
        await clock.AdvanceToAwaitedAsync(Noon.AddHours(1).AddSeconds(25));

        await AssertRunsAsync(3);
        Assert.Equal([0, 1, 2], runs.All.Select(r => r.Retry));
        Assert.Null(runs.All[0].Status);
        Assert.True(await IsAwaitedAsync(Noon.AddHours(2)));
    }

    [Fact]
    public async Task Timer_ThatOutlastsItsNextOccurrences_RunsOneAtATimeAndSkipsThem()
    {
        var started = clock.GetUtcNow();
        var release = new TaskCompletionSource();
        await using var host = await StartAsync(typeof(FastTimer));
        runs.Behaviour = (_, _) => release.Task;

        await clock.AdvanceToAwaitedAsync(started.AddSeconds(5));
        await AssertRunsAsync(1);
        clock.AdvanceTo(started.AddSeconds(23));
        var now = host.Host.Timers.Single().RunNowAsync();
        Assert.False(now.IsCompleted);
        Assert.Single(runs.All);
        release.SetResult();
        await now.WaitAsync(TimeSpan.FromSeconds(10));

        await AssertRunsAsync(2);
        await clock.AdvanceToAwaitedAsync(started.AddSeconds(25));
        await AssertRunsAsync(3);
        Assert.Equal(started.AddSeconds(25), runs.All[2].Time);
        Assert.Null(runs.All[2].Status);
    }

    [Fact]
    public async Task Timers_OfTwoHostsOnOneStore_RunInOneOfThem()
    {
        // Close to the occurrence, so that the jump to it does not outlast the lease.
        clock.AdvanceTo(Noon.AddHours(1).AddSeconds(-10));
        await using var first = await StartAsync(typeof(HourlyTimer));
        var firstRuns = runs;
        await Eventually.TrueAsync(() => clock.IsAwaited(Noon.AddHours(1)), "the first host's timer waits");
        await using var second = await StartAsync(typeof(HourlyTimer));
        await Eventually.TrueAsync(() => clock.IsAwaited(clock.GetUtcNow().AddSeconds(1)), "the second host waits for the lease");

        clock.AdvanceTo(Noon.AddHours(1));
        await Eventually.TrueAsync(() => firstRuns.All.Count == 1, "the first host runs it");
        Assert.Empty(runs.All);
        Assert.Null(second.Host.Timers.Single().Next);
        await first.DisposeAsync();
        await Eventually.TrueAsync(
            () =>
            {
                clock.AdvanceTo(clock.GetUtcNow().AddSeconds(1));
                return second.Host.Timers.Single().Next is not null;
            },
            "the second host takes over");

        await clock.AdvanceToAwaitedAsync(Noon.AddHours(2));
        await AssertRunsAsync(1);
        Assert.Single(firstRuns.All);
    }

    [Fact]
    public async Task Stop_WhileATimerRuns_WaitsForIt()
    {
        var host = await StartAsync(b => b.Configuration["Schedule"] = "0 0 0 1 1 *", typeof(StartupTimer));
        var release = new TaskCompletionSource();
        await AssertRunsAsync(1);
        runs.Behaviour = (_, _) => release.Task;
        var running = host.Host.Timers.Single().RunNowAsync();
        await AssertRunsAsync(2);

        var stopping = host.Host.StopAsync();
        Assert.False(stopping.IsCompleted);
        release.SetResult();
        await running.WaitAsync(TimeSpan.FromSeconds(10));
        await stopping.WaitAsync(TimeSpan.FromSeconds(10));
        await host.DisposeAsync();
    }

    [Fact]
    public async Task Stop_WhenATimerTakesTooLong_CancelsIt()
    {
        var canceled = new TaskCompletionSource();
        await using var host = await StartAsync(
            b => b.Configuration["Schedule"] = "0 0 0 1 1 *", new LocalRuntimeOptions { DrainTimeout = TimeSpan.FromMilliseconds(50) }, (_, cancellation) =>
            {
                cancellation.Register(() => canceled.TrySetResult());
                return Task.Delay(Timeout.Infinite, cancellation);
            }, typeof(StartupTimer));
        await AssertRunsAsync(1);

        await host.Host.StopAsync().WaitAsync(TimeSpan.FromSeconds(10));

        Assert.True(canceled.Task.IsCompleted);
        Assert.Contains(host.Logs.All, l => l.Level == LogLevel.Warning && l.Text.Contains("canceled", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(typeof(FiveFieldsTimer), "'*/5 * * * *' is no NCRONTAB expression (position 12): it has 5 fields; 6 are needed")]
    [InlineData(typeof(BadFieldTimer), "'0 0 25 * * *' is no NCRONTAB expression (position 5): '25' is no hour.")]
    [InlineData(typeof(WrongTypeTimer), "parameter 'timer' of type String cannot be bound in a function with TimerTrigger")]
    [InlineData(typeof(StartupTimer), "the setting 'Schedule' that '%Schedule%' names is missing")]
    public async Task Build_WithABadTimer_IsRefusedWithExpressionAndPosition(Type faulty, string expected)
    {
        var problems = await TestHost.ProblemsOfAsync(b => b.Shared.AddSingleton(runs = new TimerRuns(clock)), faulty);

        Assert.Contains(expected, Assert.Single(problems), StringComparison.Ordinal);
    }

    private Task<TestHost> StartAsync(params Type[] functions) => StartAsync(_ => { }, functions);

    private Task<TestHost> StartAsync(Action<LocalRuntimeBuilder> configure, params Type[] functions) =>
        StartAsync(configure, new LocalRuntimeOptions(), (_, _) => Task.CompletedTask, functions);

    private Task<TestHost> StartAsync(Action<LocalRuntimeBuilder> configure, LocalRuntimeOptions options, Func<TimerRun, CancellationToken, Task> behaviour, params Type[] functions)
    {
        runs = new TimerRuns(clock) { Behaviour = behaviour };
        var mine = runs;
        return TestHost.StartAsync(null, builder =>
        {
            builder.Shared.AddSingleton<TimeProvider>(clock).AddSingleton<IDocumentStore>(_ => new Borrowed(store.Store)).AddSingleton(mine);
            configure(builder);
        }, options, functions);
    }

    private Task AssertRunsAsync(int count) => Eventually.TrueAsync(() => runs.All.Count >= count, $"{count} runs");

    private async Task<bool> IsAwaitedAsync(DateTimeOffset time)
    {
        await Eventually.TrueAsync(() => clock.IsAwaited(time), $"somebody waits for {time:u}");
        return true;
    }
}
