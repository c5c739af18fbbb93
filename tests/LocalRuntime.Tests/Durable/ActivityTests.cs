using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace CryptoVault.LocalRuntime.Tests.Durable;

public sealed class ActivityTests
{
    [Fact]
    public async Task Chain_OfActivities_GivesTheResult()
    {
        await using var world = new DurableWorld()
            .Activity<int, int>("Double", n => 2 * n)
            .Orchestrator("Chain", async context =>
            {
                var n = context.GetInput<int>();
                for (var i = 0; i < 3; i++)
                {
                    n = await context.CallActivityAsync<int>("double", n);
                }

                return n;
            });
        await world.StartAsync();

        var end = await world.RunAsync("Chain", 5);

        Assert.Equal((OrchestrationRuntimeStatus.Completed, 40, 5), (end.RuntimeStatus, end.ReadOutputAs<int>(), end.ReadInputAs<int>()));
        Assert.Equal(3, world.Runs["Double"]);
    }

    [Fact]
    public async Task FanOut_OfManyActivities_RunsEachOnce_AndGivesTheSum()
    {
        const int Count = 3_000;
        await using var world = new DurableWorld()
            .Activity<int, int>("Self", n => n)
            .Orchestrator("FanOut", async context => (await Task.WhenAll(Enumerable.Range(1, Count).Select(n => context.CallActivityAsync<int>("Self", n)))).Sum());
        await world.StartAsync();

        var end = await world.RunAsync("FanOut");

        Assert.Equal(Count * (Count + 1) / 2, end.ReadOutputAs<int>());
        Assert.Equal(Count, world.Runs["Self"]);
    }

    [Fact]
    public async Task FanOut_LargerThanACommit_IsWrittenInPieces()
    {
        var text = new string('x', 50_000);
        await using var world = new DurableWorld()
            .Activity<string, int>("Length", s => s.Length)
            .Orchestrator("FanOut", async context => (await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => context.CallActivityAsync<int>("Length", text)))).Sum());
        await world.StartAsync();

        var end = await world.RunAsync("FanOut");

        Assert.Equal(5_000_000, end.ReadOutputAs<int>());
    }

    [Fact]
    public async Task Activities_AtTheSameTime_AreBounded()
    {
        var (now, most) = (0, 0);
        var open = new TaskCompletionSource();
        await using var world = new DurableWorld(configure: options => options with { MaxConcurrentActivities = 4 })
            .Activity<int, int>("Hold", async n =>
            {
                var count = Interlocked.Increment(ref now);
                InterlockedMax(ref most, count);
                await open.Task;
                Interlocked.Decrement(ref now);
                return n;
            })
            .Orchestrator("FanOut", context => Task.WhenAll(Enumerable.Range(0, 20).Select(n => context.CallActivityAsync<int>("Hold", n))));
        await world.StartAsync();
        var id = await world.ScheduleAsync("FanOut", "a");
        await Eventually.TrueAsync(() => Volatile.Read(ref now) == 4, "four run");

        open.SetResult();
        await world.EndOfAsync(id);

        Assert.Equal(4, most);
        Assert.Equal(20, world.Runs["Hold"]);
    }

    [Fact]
    public async Task Failure_ReachesTheOrchestrator_WithItsCauses()
    {
        await using var world = new DurableWorld()
            .Activity<int, int>("Fail", int (_) => throw new InvalidOperationException("outer", new ArgumentException("inner")))
            .Orchestrator("Catch", async context =>
            {
                try
                {
                    await context.CallActivityAsync("Fail", 1);
                    return "no failure";
                }
                catch (TaskFailedException exception)
                {
                    var details = exception.FailureDetails;
                    return $"{exception.TaskName}|{details.ErrorMessage}|{details.IsCausedBy<InvalidOperationException>()}|{details.InnerFailure!.ErrorMessage}|{details.InnerFailure.IsCausedBy<ArgumentException>()}";
                }
            });
        await world.StartAsync();

        var end = await world.RunAsync("Catch");

        Assert.Equal("Fail|outer|True|inner|True", end.ReadOutputAs<string>());
    }

    [Fact]
    public async Task Failure_ThatNobodyCatches_FailsTheInstance_WithDetails()
    {
        await using var world = new DurableWorld()
            .Activity<int, int>("Fail", int (_) => throw new InvalidOperationException("boom"))
            .Orchestrator("Careless", context => context.CallActivityAsync("Fail", 1));
        await world.StartAsync();

        var end = await world.RunAsync("Careless");

        Assert.Equal(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
        Assert.True(end.FailureDetails!.IsCausedBy<TaskFailedException>());
        Assert.Equal("boom", end.FailureDetails.InnerFailure!.ErrorMessage);
    }

    [Fact]
    public async Task Call_OfAnActivityThatDoesNotExist_FailsTheCall()
    {
        await using var world = new DurableWorld().Orchestrator("Lost", context => context.CallActivityAsync("Nowhere"));
        await world.StartAsync();

        var end = await world.RunAsync("Lost");

        Assert.Contains("Nowhere", end.FailureDetails!.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RetryPolicy_RunsUntilItSucceeds_WithGrowingPauses()
    {
        var calls = new List<DateTimeOffset>();
        await using var world = new DurableWorld();
        world.Activity<int, string>("Flaky", _ =>
        {
            calls.Add(world.Clock.GetUtcNow());
            return calls.Count < 4 ? throw new TimeoutException("again") : "done";
        })
        .Orchestrator("Retry", context => context.CallActivityAsync<string>(
            "Flaky", 1, TaskOptions.FromRetryPolicy(new RetryPolicy(5, TimeSpan.FromSeconds(10), 2.0, TimeSpan.FromSeconds(25)))));
        await world.StartAsync();
        var id = await world.ScheduleAsync("Retry", "a");

        var end = await world.EndOfAsync(id, TimeSpan.FromMilliseconds(500));

        Assert.Equal("done", end.ReadOutputAs<string>());
        double[] pauses = [.. calls.Zip(calls.Skip(1), (a, b) => (b - a).TotalSeconds)];
        Assert.InRange(pauses[0], 10, 12);
        Assert.InRange(pauses[1], 20, 22);
        Assert.InRange(pauses[2], 25, 27);
    }

    [Fact]
    public async Task RetryPolicy_ThatDoesNotHandleTheFailure_GivesUpAtOnce()
    {
        await using var world = new DurableWorld()
            .Activity<int, int>("Fail", int (_) => throw new ArgumentException("never"))
            .Orchestrator("Retry", context => context.CallActivityAsync("Fail", 1, TaskOptions.FromRetryPolicy(
                new RetryPolicy(5, TimeSpan.FromSeconds(1)) { HandleFailure = details => details.IsCausedBy<TimeoutException>() })));
        await world.StartAsync();

        var end = await world.RunAsync("Retry");

        Assert.Equal(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
        Assert.Equal(1, world.Runs["Fail"]);
    }

    [Fact]
    public async Task RetryPolicy_AfterItsLastAttempt_Fails()
    {
        await using var world = new DurableWorld()
            .Activity<int, int>("Fail", int (_) => throw new TimeoutException("again"))
            .Orchestrator("Retry", context => context.CallActivityAsync("Fail", 1, TaskOptions.FromRetryPolicy(new RetryPolicy(3, TimeSpan.FromSeconds(1)))));
        await world.StartAsync();
        var id = await world.ScheduleAsync("Retry", "a");

        var end = await world.EndOfAsync(id, TimeSpan.FromSeconds(1));

        Assert.Equal(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
        Assert.Equal(3, world.Runs["Fail"]);
    }

    [Fact]
    public async Task RetryHandler_DecidesHowOften()
    {
        await using var world = new DurableWorld()
            .Activity<int, int>("Fail", int (_) => throw new TimeoutException("again"))
            .Orchestrator("Retry", context => context.CallActivityAsync(
                "Fail", 1, TaskOptions.FromRetryHandler(retry => retry.LastAttemptNumber < 4 && retry.LastFailure.IsCausedBy<TimeoutException>())));
        await world.StartAsync();

        var end = await world.RunAsync("Retry");

        Assert.Equal(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
        Assert.Equal(4, world.Runs["Fail"]);
    }

    [Fact]
    public async Task Payload_ThatIsTooLarge_FailsTheCall_NotTheEngine()
    {
        await using var world = new DurableWorld()
            .Activity<string, string>("Echo", s => s)
            .Activity<int, string>("Grow", n => new string('y', n))
            .Orchestrator("Large", context => context.CallActivityAsync("Echo", new string('x', 300_000)))
            .Orchestrator("LargeResult", context => context.CallActivityAsync("Grow", 300_000))
            .Orchestrator("LargeOutput", context => Task.FromResult(new string('z', 300_000)));
        await world.StartAsync();

        foreach (var name in (string[])["Large", "LargeResult", "LargeOutput"])
        {
            var end = await world.RunAsync(name);
            Assert.Equal(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
            Assert.Contains("at most", end.FailureDetails!.ErrorMessage, StringComparison.Ordinal);
        }

        Assert.False(world.Runs.ContainsKey("Echo"));
    }

    private static void InterlockedMax(ref int target, int value)
    {
        int seen;
        while ((seen = Volatile.Read(ref target)) < value && Interlocked.CompareExchange(ref target, value, seen) != seen)
        {
        }
    }
}
