using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace CryptoVault.LocalRuntime.Tests.Durable;

/// <summary>Sub-orchestrations, starting over, ids, time, status, logs.</summary>
public sealed class CompositionTests
{
    [Fact]
    public async Task SubOrchestrations_GiveTheirResults_AndKnowTheirParent()
    {
        await using var world = new DurableWorld()
            .Activity<int, int>("Double", n => 2 * n)
            .Orchestrator("Child", async context => $"{context.Parent!.Name} {context.Parent.InstanceId} {await context.CallActivityAsync<int>("Double", context.GetInput<int>())}")
            .Orchestrator("Parent", async context => await Task.WhenAll(
                Enumerable.Range(1, 5).Select(n => context.CallSubOrchestratorAsync<string>("Child", n, new SubOrchestrationOptions(instanceId: $"child-{n}")))));
        await world.StartAsync();
        await world.ScheduleAsync("Parent", "p");

        var end = await world.EndOfAsync("p");

        Assert.Equal(Enumerable.Range(1, 5).Select(n => $"Parent p {2 * n}"), end.ReadOutputAs<string[]>()!);
        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await world.Client.GetInstanceAsync("child-3"))!.RuntimeStatus);
        await Eventually.TrueAsync( // a child's answer is deleted after its parent has it
            () => world.Memory!.All("workflows").All(d => d.Id == "instance" || d.Id.StartsWith("h:", StringComparison.Ordinal)),
            "nothing but instances and histories");
    }

    [Fact]
    public async Task SubOrchestration_ThatFails_FailsTheCall_WithItsCauses()
    {
        await using var world = new DurableWorld()
            .Orchestrator("Child", Task (_) => throw new InvalidOperationException("child broke"))
            .Orchestrator("Parent", async context =>
            {
                try
                {
                    await context.CallSubOrchestratorAsync("Child");
                    return "no failure";
                }
                catch (TaskFailedException exception)
                {
                    return $"{exception.TaskName}: {exception.FailureDetails.ErrorMessage}";
                }
            });
        await world.StartAsync();

        Assert.Equal("Child: child broke", (await world.RunAsync("Parent")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task SubOrchestration_WithTheIdOfARunningInstance_FailsTheCall()
    {
        await using var world = new DurableWorld()
            .Orchestrator("Child", context => context.WaitForExternalEvent<string>("never"))
            .Orchestrator("Parent", context => context.CallSubOrchestratorAsync("Child", null, new SubOrchestrationOptions(instanceId: "taken")));
        await world.StartAsync();
        await world.ScheduleAsync("Child", "taken");

        var end = await world.RunAsync("Parent");

        Assert.Contains("taken", end.FailureDetails!.ErrorMessage, StringComparison.Ordinal);
        Assert.Null(world.Head("taken")!.Parent);
    }

    [Fact]
    public async Task SubOrchestrations_Nested_SurviveARestart()
    {
        await using var world = new DurableWorld()
            .Orchestrator("Leaf", context => context.WaitForExternalEvent<int>("value"))
            .Orchestrator("Middle", async context => 10 + await context.CallSubOrchestratorAsync<int>("Leaf", null, new SubOrchestrationOptions(instanceId: "leaf")))
            .Orchestrator("Top", async context => 100 + await context.CallSubOrchestratorAsync<int>("Middle"));
        await world.StartAsync();
        await world.ScheduleAsync("Top", "top");
        await Eventually.TrueAsync(() => world.Head("leaf") is { IsPending: false }, "the leaf waits");
        await world.RestartAsync();

        await world.Client.RaiseEventAsync("leaf", "value", 1);

        Assert.Equal(111, (await world.EndOfAsync("top")).ReadOutputAs<int>());
    }

    [Fact]
    public async Task ContinueAsNew_AThousandTimes_LeavesNoHistoryBehind()
    {
        await using var world = new DurableWorld()
            .Activity<int, int>("Next", n => n + 1)
            .Orchestrator("Loop", async context =>
            {
                var n = await context.CallActivityAsync<int>("Next", context.GetInput<int>());
                if (n < 1000)
                {
                    context.ContinueAsNew(n);
                }

                return n;
            });
        await world.StartAsync();
        await world.ScheduleAsync("Loop", "a", 0);

        var end = await world.EndOfAsync("a");

        Assert.Equal((1000, 999), (end.ReadOutputAs<int>(), end.ReadInputAs<int>()));
        await Eventually.TrueAsync(() => world.Documents("a").Count <= 5, "the old histories are gone");
    }

    [Fact]
    public async Task ContinueAsNew_WithALongHistory_DeletesItLater()
    {
        await using var world = new DurableWorld()
            .Activity<int, int>("Next", n => n + 1)
            .Orchestrator("Loop", async context =>
            {
                for (var i = 0; i < 40; i++)
                {
                    await context.CallActivityAsync<int>("Next", i);
                }

                if (context.GetInput<int>() == 0)
                {
                    context.ContinueAsNew(1);
                }
            });
        await world.StartAsync();
        await world.ScheduleAsync("Loop", "a", 0);
        await world.EndOfAsync("a");

        await Eventually.TrueAsync(
            () => world.Documents("a").All(d => d.Id == "instance" || d.Id.StartsWith("h:00000002:", StringComparison.Ordinal)), "only the second run's history is left");
    }

    [Theory]
    [InlineData(true, 3)]
    [InlineData(false, 0)]
    public async Task ContinueAsNew_CarriesUnprocessedEvents_IfAsked(bool preserve, int expected)
    {
        await using var world = new DurableWorld().Orchestrator("Loop", async context =>
        {
            if (context.GetInput<int>() == 0)
            {
                await context.WaitForExternalEvent<string>("go");
                context.ContinueAsNew(1, preserve);
                return 0;
            }

            var count = 0;
            using var cancel = new CancellationTokenSource();
            var over = context.WaitForExternalEvent<string>("over");
            while (true)
            {
                var next = context.WaitForExternalEvent<string>("other", cancel.Token);
                if (await Task.WhenAny(next, over) == over)
                {
                    cancel.Cancel();
                    return count;
                }

                count++;
            }
        });
        await world.StartAsync();
        await world.ScheduleAsync("Loop", "a", 0);
        foreach (var name in (string[])["other", "other", "other", "go"])
        {
            await world.Client.RaiseEventAsync("a", name, "x");
            world.Clock.Advance(TimeSpan.FromMilliseconds(1));
        }

        await Eventually.TrueAsync(() => world.Head("a")!.Generation == 2, "it started over");
        await world.Client.RaiseEventAsync("a", "over", "x");

        Assert.Equal(expected, (await world.EndOfAsync("a")).ReadOutputAs<int>());
    }

    [Fact]
    public async Task TimeAndIds_AreTheSameInEachReplay()
    {
        var seen = new List<(DateTime, Guid, Guid)>();
        await using var world = new DurableWorld().Orchestrator("Replay", async context =>
        {
            var first = (context.CurrentUtcDateTime, context.NewGuid(), context.NewGuid());
            lock (seen)
            {
                seen.Add(first);
            }

            await context.WaitForExternalEvent<string>("go");
        });
        await world.StartAsync();
        await world.ScheduleAsync("Replay", "a");
        await world.IdleAsync("a");
        world.Clock.Advance(TimeSpan.FromHours(1));
        await world.RestartAsync();
        await world.Client.RaiseEventAsync("a", "go");
        await world.EndOfAsync("a");

        Assert.Equal(2, seen.Count);
        Assert.Equal(seen[0], seen[1]);
        Assert.NotEqual(seen[0].Item2, seen[0].Item3);
        Assert.Equal(5, seen[0].Item2.Version);
    }

    [Fact]
    public async Task ReplaySafeLogger_WritesEachLineOnce()
    {
        await using var world = new DurableWorld().Orchestrator("Log", async context =>
        {
            var logger = context.CreateReplaySafeLogger("test");
            logger.Log(Microsoft.Extensions.Logging.LogLevel.Information, default, "one", null, (s, _) => s);
            await context.WaitForExternalEvent<string>("go");
            logger.Log(Microsoft.Extensions.Logging.LogLevel.Information, default, "two", null, (s, _) => s);
            await context.WaitForExternalEvent<string>("end");
            logger.Log(Microsoft.Extensions.Logging.LogLevel.Information, default, "three", null, (s, _) => s);
        });
        await world.StartAsync();
        await world.ScheduleAsync("Log", "a");
        foreach (var name in (string[])["go", "end"])
        {
            await world.IdleAsync("a");
            await world.RestartAsync();
            await world.Client.RaiseEventAsync("a", name);
            await Eventually.TrueAsync(() => world.History("a").Any(e => e.Name == name), name);
        }

        await world.EndOfAsync("a");

        Assert.Equal(["one", "two", "three"], world.Logs);
    }

    [Fact]
    public async Task CustomStatus_IsSeenByClients()
    {
        await using var world = new DurableWorld().Orchestrator("Status", async context =>
        {
            context.SetCustomStatus(new { Step = 1 });
            await context.WaitForExternalEvent<string>("go");
            context.SetCustomStatus("done");
        });
        await world.StartAsync();
        await world.ScheduleAsync("Status", "a");
        await world.UntilAsync("a", i => i.SerializedCustomStatus == "{\"Step\":1}", "the first status");

        await world.Client.RaiseEventAsync("a", "go");

        Assert.Equal("done", (await world.EndOfAsync("a")).ReadCustomStatusAs<string>());
    }

    [Fact]
    public async Task Cache_LargerThanItsLimit_DropsInstances_ThatGoOnAllTheSame()
    {
        await using var world = new DurableWorld(configure: options => options with { MaxCachedInstances = 5 })
            .Orchestrator("Wait", async context => await context.WaitForExternalEvent<int>("a") + await context.WaitForExternalEvent<int>("b"));
        await world.StartAsync();
        for (var i = 0; i < 50; i++)
        {
            await world.ScheduleAsync("Wait", $"i{i}");
        }

        for (var i = 0; i < 50; i++)
        {
            await world.Client.RaiseEventAsync($"i{i}", "a", i);
        }

        await Eventually.TrueAsync(() => world.Engine.Session!.Instances.Count <= 5, "most are dropped");
        for (var i = 0; i < 50; i++)
        {
            await world.Client.RaiseEventAsync($"i{i}", "b", 1);
            Assert.Equal(i + 1, (await world.EndOfAsync($"i{i}")).ReadOutputAs<int>());
        }
    }
}
