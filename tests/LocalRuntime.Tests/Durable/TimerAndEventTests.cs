using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace CryptoVault.LocalRuntime.Tests.Durable;

public sealed class TimerAndEventTests
{
    [Fact]
    public async Task Timer_MonthsAhead_FiresWhenItIsDue_NotBefore()
    {
        await using var world = new DurableWorld(configure: DurableWorld.Unhurried).Orchestrator("Wait", async context =>
        {
            var began = context.CurrentUtcDateTime;
            await context.CreateTimer(TimeSpan.FromDays(200), CancellationToken.None);
            return (context.CurrentUtcDateTime - began).TotalDays;
        });
        await world.StartAsync();
        var id = await world.ScheduleAsync("Wait", "a");
        await world.IdleAsync(id);
        world.Clock.Advance(TimeSpan.FromDays(199));
        await world.IdleAsync(id);
        Assert.Equal("Running", world.Head(id)!.Status);

        var end = await world.EndOfAsync(id, TimeSpan.FromHours(1));

        Assert.InRange(end.ReadOutputAs<double>(), 200, 200.5);
    }

    [Fact]
    public async Task Timer_AfterARestart_FiresWhenItIsDue()
    {
        await using var world = new DurableWorld(configure: DurableWorld.Unhurried).Orchestrator("Wait", async context =>
        {
            await context.CreateTimer(TimeSpan.FromHours(2), CancellationToken.None);
            return context.IsReplaying;
        });
        await world.StartAsync();
        var id = await world.ScheduleAsync("Wait", "a");
        await world.IdleAsync(id);
        await world.RestartAsync();

        var end = await world.EndOfAsync(id, TimeSpan.FromMinutes(1));

        Assert.False(end.ReadOutputAs<bool>());
    }

    [Fact]
    public async Task Timer_ThatWasDueWhileNoProcessRan_FiresAtTheStart()
    {
        await using var world = new DurableWorld(configure: DurableWorld.Unhurried).Orchestrator("Wait", context => context.CreateTimer(TimeSpan.FromHours(2), CancellationToken.None));
        await world.StartAsync();
        var id = await world.ScheduleAsync("Wait", "a");
        await world.IdleAsync(id);
        await world.Engine.DisposeAsync();
        world.Clock.Advance(TimeSpan.FromDays(3));

        await world.StartAsync();

        await world.EndOfAsync(id, TimeSpan.FromMilliseconds(1));
    }

    [Fact]
    public async Task Timer_ThatIsCanceled_IsForgotten()
    {
        await using var world = new DurableWorld().Orchestrator("Cancel", async context =>
        {
            using var cancel = new CancellationTokenSource();
            var timer = context.CreateTimer(TimeSpan.FromDays(1), cancel.Token);
            await context.WaitForExternalEvent<string>("go");
            cancel.Cancel();
            await context.WaitForExternalEvent<string>("end");
            return timer.IsCanceled;
        });
        await world.StartAsync();
        var id = await world.ScheduleAsync("Cancel", "a");
        await world.IdleAsync(id);
        Assert.NotNull(world.Head(id)!.NextTimer);
        await world.Client.RaiseEventAsync(id, "go");
        await Eventually.TrueAsync(() => world.Head(id)!.NextTimer is null, "the timer is gone");
        await world.RestartAsync();

        await world.Client.RaiseEventAsync(id, "end");

        Assert.True((await world.EndOfAsync(id)).ReadOutputAs<bool>());
    }

    [Fact]
    public async Task ExternalEvent_BeforeTimer_EventWins()
    {
        await using var world = await RaceAsync();
        var id = await world.ScheduleAsync("Race", "a");
        await world.IdleAsync(id);
        world.Clock.Advance(TimeSpan.FromMinutes(29));

        await world.Client.RaiseEventAsync(id, "APPROVAL", "yes");

        Assert.Equal("yes", (await world.EndOfAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task ExternalEvent_AfterTimer_TimerWins()
    {
        await using var world = await RaceAsync();
        var id = await world.ScheduleAsync("Race", "a");
        await world.IdleAsync(id);

        world.Clock.Advance(TimeSpan.FromMinutes(30));

        Assert.Equal("timeout", (await world.EndOfAsync(id)).ReadOutputAs<string>());
        await world.Client.RaiseEventAsync(id, "approval", "too late");
        Assert.Equal("timeout", (await world.EndOfAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task ExternalEvent_BeforeTimer_WhileNoProcessRan_EventWins()
    {
        await using var world = await RaceAsync();
        var id = await world.ScheduleAsync("Race", "a");
        await world.IdleAsync(id);
        await world.Engine.DisposeAsync();
        await world.Client.RaiseEventAsync(id, "approval", "yes");
        world.Clock.Advance(TimeSpan.FromHours(1));

        await world.StartAsync();

        Assert.Equal("yes", (await world.EndOfAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task ExternalEvent_WithTimeout_ThrowsWhenTheTimeIsOver()
    {
        await using var world = new DurableWorld().Orchestrator("Wait", async context =>
        {
            try
            {
                return await context.WaitForExternalEvent<string>("never", TimeSpan.FromMinutes(1));
            }
            catch (TaskCanceledException)
            {
                return "over";
            }
        });
        await world.StartAsync();
        var id = await world.ScheduleAsync("Wait", "a");
        await world.IdleAsync(id);

        world.Clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal("over", (await world.EndOfAsync(id)).ReadOutputAs<string>());
        Assert.Null(world.Head(id)!.NextTimer);
    }

    [Fact]
    public async Task ExternalEvents_BeforeAnybodyWaits_AreKeptInOrder()
    {
        await using var world = new DurableWorld()
            .Activity<int, int>("Work", n => n)
            .Orchestrator("Collect", async context =>
            {
                await context.WaitForExternalEvent<int>("start");
                await context.CallActivityAsync<int>("Work", 1);
                var seen = new List<int>();
                while (seen.Count < 4)
                {
                    seen.Add(await context.WaitForExternalEvent<int>("Number"));
                }

                return seen;
            });
        await world.StartAsync();
        var id = await world.ScheduleAsync("Collect", "a");
        for (var n = 1; n <= 4; n++)
        {
            await world.Client.RaiseEventAsync(id, n % 2 == 0 ? "number" : "NUMBER", n);
            world.Clock.Advance(TimeSpan.FromMilliseconds(1));
        }

        await world.Client.RaiseEventAsync(id, "start", 0);

        var end = await world.EndOfAsync(id);
        Assert.Equal([1, 2, 3, 4], end.ReadOutputAs<int[]>()!);
    }

    [Fact]
    public async Task ExternalEvents_TwoHundredAtOnce_AreEachTakenOnce()
    {
        await using var world = new DurableWorld().Orchestrator("Collect", async context =>
        {
            var sum = 0;
            for (var i = 0; i < 200; i++)
            {
                sum += await context.WaitForExternalEvent<int>("n");
            }

            return sum;
        });
        await world.StartAsync();
        var id = await world.ScheduleAsync("Collect", "a");

        await Task.WhenAll(Enumerable.Range(1, 200).Select(n => world.Client.RaiseEventAsync(id, "n", n)));

        Assert.Equal(20_100, (await world.EndOfAsync(id)).ReadOutputAs<int>());
        Assert.DoesNotContain(world.Documents(id), d => d.Id.StartsWith("in:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ExternalEvent_ForAnInstanceThatIsNotThere_VanishesWithoutTrace()
    {
        await using var world = await RaceAsync();

        await world.Client.RaiseEventAsync("nobody", "approval", "yes");

        Assert.Empty(world.Documents("nobody"));
    }

    [Fact]
    public async Task ExternalEvent_OfAnotherTypeThanAskedFor_FailsTheWait()
    {
        await using var world = new DurableWorld().Orchestrator("Wait", context => context.WaitForExternalEvent<int>("number"));
        await world.StartAsync();
        var id = await world.ScheduleAsync("Wait", "a");

        await world.Client.RaiseEventAsync(id, "number", "not a number");

        Assert.Equal(OrchestrationRuntimeStatus.Failed, (await world.EndOfAsync(id)).RuntimeStatus);
    }

    [Fact]
    public async Task SendEvent_ReachesAnotherInstance()
    {
        await using var world = new DurableWorld()
            .Orchestrator("Receiver", context => context.WaitForExternalEvent<string>("greeting"))
            .Orchestrator("Sender", context =>
            {
                context.SendEvent("receiver", "greeting", "hello");
                return Task.CompletedTask;
            });
        await world.StartAsync();
        var id = await world.ScheduleAsync("Receiver", "receiver");
        await world.IdleAsync(id);

        await world.RunAsync("Sender");

        Assert.Equal("hello", (await world.EndOfAsync(id)).ReadOutputAs<string>());
    }

    private static async Task<DurableWorld> RaceAsync() => await new DurableWorld().Orchestrator("Race", async context =>
    {
        using var cancel = new CancellationTokenSource();
        var deadline = context.CreateTimer(TimeSpan.FromMinutes(30), cancel.Token);
        var approval = context.WaitForExternalEvent<string>("approval");
        var winner = await Task.WhenAny(approval, deadline);
        if (winner == deadline)
        {
            return "timeout";
        }

        cancel.Cancel();
        return await approval;
    }).StartAsync();
}
