using DurableTask.Core.Exceptions;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using static Microsoft.DurableTask.Client.OrchestrationRuntimeStatus;

namespace CryptoVault.LocalRuntime.Tests.Durable;

public sealed class ClientTests
{
    private static readonly OrchestrationRuntimeStatus[] All = [Completed, Failed, Terminated, Pending, Running, Suspended];

    [Fact]
    public async Task Schedule_WithAnIdThatIsInUse_IsRefusedAndChangesNothing()
    {
        await using var world = await WaitingAsync();
        await world.ScheduleAsync("Wait", "a", "first");
        await world.IdleAsync("a");
        var before = world.Head("a");

        await Assert.ThrowsAsync<OrchestrationAlreadyExistsException>(() => world.ScheduleAsync("Wait", "a", "second"));
        await Assert.ThrowsAsync<OrchestrationAlreadyExistsException>(() => world.Client.ScheduleNewOrchestrationInstanceAsync(
            "Wait", "second", new StartOrchestrationOptions("a").WithDedupeStatuses(All)));

        Assert.Equal(before, world.Head("a"));
    }

    [Fact]
    public async Task Schedule_WithTheIdOfAnEndedInstance_RunsItAgain_UnlessDeDuplicated()
    {
        await using var world = await WaitingAsync();
        await world.ScheduleAsync("Wait", "a", "first");
        await world.Client.RaiseEventAsync("a", "go", "1");
        await world.EndOfAsync("a");
        await Assert.ThrowsAsync<OrchestrationAlreadyExistsException>(() => world.Client.ScheduleNewOrchestrationInstanceAsync(
            "Wait", "second", new StartOrchestrationOptions("a").WithDedupeStatuses(All)));

        await world.ScheduleAsync("Wait", "a", "second");

        await world.IdleAsync("a");
        await world.Client.RaiseEventAsync("a", "go", "2");
        var end = await world.EndOfAsync("a");
        Assert.Equal(("second", "2"), (end.ReadInputAs<string>(), end.ReadOutputAs<string>()));
    }

    [Fact]
    public async Task Schedule_OverARunningInstance_WhenAllowed_ReplacesIt()
    {
        await using var world = await WaitingAsync();
        await world.ScheduleAsync("Wait", "a", "first");
        await world.IdleAsync("a");

        await world.Client.ScheduleNewOrchestrationInstanceAsync("Wait", "second", new StartOrchestrationOptions("a").WithDedupeStatuses());

        await world.UntilAsync("a", i => i.RuntimeStatus == Running && i.ReadInputAs<string>() == "second", "the second runs");
        await world.Client.RaiseEventAsync("a", "go", "2");
        Assert.Equal("2", (await world.EndOfAsync("a")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Schedule_WithStatusesThatContradict_IsRefused()
    {
        await using var world = await WaitingAsync();

        await Assert.ThrowsAsync<ArgumentException>(() => world.Client.ScheduleNewOrchestrationInstanceAsync(
            "Wait", null, new StartOrchestrationOptions("a").WithDedupeStatuses(Terminated)));
        await Assert.ThrowsAsync<ArgumentException>(() => world.Client.ScheduleNewOrchestrationInstanceAsync(
            "Wait", null, new StartOrchestrationOptions("a") { DedupeStatuses = ["Sleeping"] }));

        Assert.Empty(world.Documents("a"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("@entity")]
    [InlineData("a/b")]
    [InlineData("a#b")]
    public async Task Schedule_WithAnIdThatIsNone_IsRefused(string id)
    {
        await using var world = await WaitingAsync();

        await Assert.ThrowsAsync<ArgumentException>(() => world.ScheduleAsync("Wait", id));

        Assert.Empty(world.Memory!.All("workflows"));
    }

    [Fact]
    public async Task Schedule_OfAnOrchestratorThatDoesNotExist_IsRefused()
    {
        await using var world = await WaitingAsync();

        await Assert.ThrowsAsync<ArgumentException>(() => world.ScheduleAsync("Nowhere", "a"));

        Assert.Empty(world.Documents("a"));
    }

    [Fact]
    public async Task Schedule_ForLater_StartsThen_AlsoAfterARestart()
    {
        await using var world = await WaitingAsync();
        await world.Client.ScheduleNewOrchestrationInstanceAsync(
            "Wait", "x", new StartOrchestrationOptions("a", world.Clock.GetUtcNow().AddHours(1)));
        await world.Client.RaiseEventAsync("a", "go", "early");
        world.Clock.Advance(TimeSpan.FromMinutes(59));
        await world.RestartAsync();
        Assert.Equal(Pending, (await world.Client.GetInstanceAsync("a"))!.RuntimeStatus);

        var end = await world.EndOfAsync("a", TimeSpan.FromSeconds(10));

        Assert.Equal("early", end.ReadOutputAs<string>());
    }

    [Fact]
    public async Task Suspend_HoldsEventsAndTimersBack_UntilResumed()
    {
        await using var world = new DurableWorld().Orchestrator("Both", async context =>
        {
            var timer = context.CreateTimer(TimeSpan.FromMinutes(1), CancellationToken.None);
            var order = new List<string>();
            var go = context.WaitForExternalEvent<string>("go");
            order.Add(await Task.WhenAny(timer, go) == go ? "event" : "timer");
            await Task.WhenAll(timer, go);
            return order[0];
        });
        await world.StartAsync();
        await world.ScheduleAsync("Both", "a");
        await world.IdleAsync("a");
        await world.Client.SuspendInstanceAsync("a", "inspection");
        await world.UntilAsync("a", i => i.RuntimeStatus == Suspended, "suspended");
        await world.Client.RaiseEventAsync("a", "go", "x");
        await Eventually.TrueAsync(() => world.History("a").Any(e => e.Name == "go"), "the event is in the history");
        world.Clock.Advance(TimeSpan.FromMinutes(2));
        await Eventually.TrueAsync(() => world.Head("a")!.NextTimer is null, "the timer fired");
        Assert.Equal(Suspended, (await world.Client.GetInstanceAsync("a"))!.RuntimeStatus);
        await world.RestartAsync();

        await world.Client.ResumeInstanceAsync("a");

        Assert.Equal("event", (await world.EndOfAsync("a")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Terminate_EndsTheInstance_WithItsOutput()
    {
        await using var world = await WaitingAsync();
        await world.ScheduleAsync("Wait", "a");
        await world.IdleAsync("a");

        await world.Client.TerminateInstanceAsync("a", "because");

        var end = await world.EndOfAsync("a");
        Assert.Equal((Terminated, "because"), (end.RuntimeStatus, end.ReadOutputAs<string>()));
    }

    [Fact]
    public async Task Terminate_BeforeTheStart_NeverStartsIt()
    {
        await using var world = await WaitingAsync();
        await world.Client.ScheduleNewOrchestrationInstanceAsync("Wait", null, new StartOrchestrationOptions("a", world.Clock.GetUtcNow().AddHours(1)));

        await world.Client.TerminateInstanceAsync("a");
        await world.EndOfAsync("a", TimeSpan.FromMinutes(1));

        Assert.DoesNotContain(world.History("a"), e => e.Kind == CryptoVault.LocalRuntime.Durable.Documents.HistoryKind.Started);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Terminate_Recursively_EndsSubOrchestrationsToo(bool recursive)
    {
        await using var world = new DurableWorld()
            .Orchestrator("Wait", context => context.WaitForExternalEvent<string>("go"))
            .Orchestrator("Parent", context => context.CallSubOrchestratorAsync("Wait", null, new SubOrchestrationOptions(instanceId: "child")));
        await world.StartAsync();
        await world.ScheduleAsync("Parent", "a");
        await Eventually.TrueAsync(() => world.Head("child") is { IsPending: false }, "the child waits");

        await world.Client.TerminateInstanceAsync("a", new TerminateInstanceOptions(Recursive: recursive));
        await world.EndOfAsync("a");

        if (recursive)
        {
            Assert.Equal(Terminated, (await world.EndOfAsync("child")).RuntimeStatus);
        }
        else
        {
            await world.Client.RaiseEventAsync("child", "go", "x");
            Assert.Equal(Completed, (await world.EndOfAsync("child")).RuntimeStatus);
        }
    }

    [Fact]
    public async Task Purge_DeletesEverythingOfAnEndedInstance_AndOnlyOfThat()
    {
        await using var world = await WaitingAsync();
        foreach (var id in (string[])["ended", "running"])
        {
            await world.ScheduleAsync("Wait", id);
        }

        await world.Client.RaiseEventAsync("ended", "go", "x");
        await world.EndOfAsync("ended");
        await world.IdleAsync("running");

        Assert.Equal(1, (await world.Client.PurgeInstanceAsync("ended")).PurgedInstanceCount);
        Assert.Equal(0, (await world.Client.PurgeInstanceAsync("running")).PurgedInstanceCount);
        Assert.Equal(0, (await world.Client.PurgeInstanceAsync("nobody")).PurgedInstanceCount);

        Assert.Empty(world.Documents("ended"));
        Assert.NotEmpty(world.Documents("running"));
        Assert.Null(await world.Client.GetInstanceAsync("ended"));
    }

    [Fact]
    public async Task PurgeAll_DeletesWhatTheFilterSays()
    {
        await using var world = await WaitingAsync();
        for (var i = 0; i < 3; i++)
        {
            await world.ScheduleAsync("Wait", $"i{i}");
            await world.IdleAsync($"i{i}");
            await world.Client.TerminateInstanceAsync($"i{i}");
            await world.EndOfAsync($"i{i}");
            world.Clock.Advance(TimeSpan.FromDays(1));
        }

        var result = await world.Client.PurgeAllInstancesAsync(new PurgeInstancesFilter(CreatedTo: world.Clock.GetUtcNow().AddDays(-2), Statuses: [Terminated]));

        Assert.Equal(2, result.PurgedInstanceCount);
        Assert.NotNull(await world.Client.GetInstanceAsync("i2"));
    }

    [Fact]
    public async Task Query_ByStatusPrefixAndTime_PageByPage_FindsEachOnce()
    {
        await using var world = await WaitingAsync();
        var began = world.Clock.GetUtcNow();
        for (var i = 0; i < 12; i++)
        {
            await world.ScheduleAsync("Wait", $"{(i % 2 == 0 ? "even" : "odd")}-{i}");
            await world.IdleAsync($"{(i % 2 == 0 ? "even" : "odd")}-{i}");
            world.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        await world.Client.TerminateInstanceAsync("even-4");
        await world.EndOfAsync("even-4");

        Assert.Equal(12, await CountAsync(new OrchestrationQuery(PageSize: 5)));
        Assert.Equal(6, await CountAsync(new OrchestrationQuery(PageSize: 2, InstanceIdPrefix: "even-")));
        Assert.Equal(11, await CountAsync(new OrchestrationQuery(PageSize: 3, Statuses: [Running])));
        Assert.Equal(12, await CountAsync(new OrchestrationQuery(PageSize: 3, Statuses: [Terminated, Running])));
        Assert.Equal(3, await CountAsync(new OrchestrationQuery(began.AddSeconds(2), began.AddSeconds(4))));

        async Task<int> CountAsync(OrchestrationQuery query)
        {
            var ids = new List<string>();
            await foreach (var page in world.Client.GetAllInstancesAsync(query).AsPages())
            {
                Assert.True(page.Values.Count <= query.PageSize);
                ids.AddRange(page.Values.Select(i => i.InstanceId));
            }

            Assert.Equal(ids.Distinct().Count(), ids.Count);
            return ids.Count;
        }
    }

    [Fact]
    public async Task WaitForStart_EndsWhenItRuns()
    {
        await using var world = await WaitingAsync();
        await world.ScheduleAsync("Wait", "a");

        var started = await world.Client.WaitForInstanceStartAsync("a").WaitAsync(TimeSpan.FromSeconds(20));

        Assert.Equal(Running, started.RuntimeStatus);
    }

    [Fact]
    public async Task Tags_AreKept()
    {
        await using var world = await WaitingAsync();
        await world.Client.ScheduleNewOrchestrationInstanceAsync(
            "Wait", null, new StartOrchestrationOptions("a") { Tags = new Dictionary<string, string> { ["asset"] = "BTC" } });
        await world.IdleAsync("a");

        Assert.Equal("BTC", (await world.Client.GetInstanceAsync("a"))!.Tags["asset"]);
    }

    private static Task<DurableWorld> WaitingAsync() =>
        new DurableWorld(configure: DurableWorld.Unhurried).Orchestrator("Wait", context => context.WaitForExternalEvent<string>("go")).StartAsync();
}
