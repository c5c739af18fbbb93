using System.Collections.Concurrent;
using CryptoVault.Adapters.Embedded.Leases;
using CryptoVault.LocalRuntime.Durable;
using CryptoVault.LocalRuntime.Durable.Documents;
using CryptoVault.Shared.Tests.Storage;
using CryptoVault.Storage;
using DurableTask.Core.Exceptions;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace CryptoVault.LocalRuntime.Tests.Durable;

/// <summary>
/// The process dies at each commit of a workflow that uses everything, before and after the write; the next process
/// on the same data brings it to the same end.
/// </summary>
public sealed class CrashTests
{
    private const int MaxCommits = 200;
    private static readonly LeaseOptions ShortLease = new() { Duration = TimeSpan.FromSeconds(2), RenewEvery = TimeSpan.FromSeconds(0.6), TryEvery = TimeSpan.FromSeconds(0.2) };
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(200);

    [Theory]
    [InlineData(Death.BeforeCommit, "Story")]
    [InlineData(Death.AfterCommit, "Story")]
    [InlineData(Death.BeforeCommit, "Large")]
    [InlineData(Death.AfterCommit, "Large")]
    public async Task Death_AtEachCommit_LeadsToTheSameEnd(Death death, string story)
    {
        var expected = await RunAsync(int.MaxValue, death, story);
        Assert.Equal(OrchestrationRuntimeStatus.Completed, expected.End.RuntimeStatus);
        for (var commit = 1; commit <= MaxCommits; commit++)
        {
            var run = await RunAsync(commit, death, story);

            Assert.True(expected.End.SerializedOutput == run.End.SerializedOutput, $"Dead at commit {commit}: {run.End.SerializedOutput} {run.End.FailureDetails}");
            Assert.All(expected.Activities.Keys, activity => Assert.True(run.Activities.ContainsKey(activity), $"Dead at commit {commit}: {activity} never ran"));
            Assert.All(run.Results, task => Assert.True(task.Value == 1, $"Dead at commit {commit}: {task.Key} has {task.Value} results"));
            if (!run.HasDied)
            {
                return; // it ends before that commit
            }
        }

        Assert.Fail($"The story has more than {MaxCommits} commits.");
    }

    private static async Task<Outcome> RunAsync(int commit, Death death, string story)
    {
        var memory = new MemoryStore(WorkflowContainer.Definition, new ContainerDefinition("system"), new ContainerDefinition("runtime"));
        var dying = new HaltingStore(memory, commit, death);
        var activities = new ConcurrentDictionary<string, int>();
        await using var first = Declare(new DurableWorld(dying, options => options with { StopTimeout = TimeSpan.Zero, Lease = ShortLease }), activities);
        using var burial = new Burial(dying);
        await first.StartAsync();
        using var life = new CancellationTokenSource();
        var starting = StartAsync(first, story, life.Token);
        var ending = first.Client.WaitForInstanceCompletionAsync("main", true, life.Token);
        await GoOnAsync(first, () => dying.IsDead || ending.IsCompleted, "the end or the death of the process");
        if (!dying.IsDead)
        {
            await starting;
            return new Outcome(await ending, activities, ResultsOf(memory), HasDied: false);
        }

        await life.CancelAsync();
        _ = starting.ContinueWith(dead => dead.Exception, TaskScheduler.Default); // it ends with the burial
        return await GoOnInNextProcessAsync(first, memory, activities, story, commit);
    }

    private static async Task<Outcome> GoOnInNextProcessAsync(
        DurableWorld first, MemoryStore memory, ConcurrentDictionary<string, int> activities, string story, int commit)
    {
        await using var second = Declare(new DurableWorld(memory, options => options with { Lease = ShortLease }, first.Clock), activities);
        second.NewProcess();
        // The dead one's lease has to run out: it is of this very process, which lives.
        await GoOnAsync(first, () => second.Engine.IsRunning, "the next process runs the hub");
        var starting = StartAsync(second, story, CancellationToken.None);
        var ending = second.Client.WaitForInstanceCompletionAsync("main", true);
        await GoOnAsync(first, () => ending.IsCompleted, $"the end after a death at commit {commit}");
        await starting;
        return new Outcome(await ending, activities, ResultsOf(memory), HasDied: true);
    }

    private static Task GoOnAsync(DurableWorld world, Func<bool> condition, string what) => Eventually.TrueAsync(
        () =>
        {
            world.Clock.Advance(Step);
            return condition();
        },
        what);

    /// <summary>What a client does, idempotently: starts, and raises the event that is waited for.</summary>
    private static async Task StartAsync(DurableWorld world, string story, CancellationToken cancellation)
    {
        try
        {
            await world.Client.ScheduleNewOrchestrationInstanceAsync(story, 3, new StartOrchestrationOptions("main").WithDedupeStatuses(
                OrchestrationRuntimeStatus.Completed, OrchestrationRuntimeStatus.Failed, OrchestrationRuntimeStatus.Terminated,
                OrchestrationRuntimeStatus.Pending, OrchestrationRuntimeStatus.Running, OrchestrationRuntimeStatus.Suspended), cancellation);
        }
        catch (OrchestrationAlreadyExistsException) when (!cancellation.IsCancellationRequested)
        {
            // It was started before the process died.
        }

        await world.Client.RaiseEventAsync("main", "Go", 7, cancellation);
    }

    private static DurableWorld Declare(DurableWorld world, ConcurrentDictionary<string, int> activities) => world
        .Activity<string, int>("Count", name =>
        {
            activities.AddOrUpdate(name, 1, (_, n) => n + 1);
            return name.Length;
        })
        .Activity<string, int>("Flaky", name => activities.AddOrUpdate(name, 1, (_, n) => n + 1) == 1 ? throw new TimeoutException("again") : 1)
        .Orchestrator("Child", async context =>
        {
            await context.CreateTimer(TimeSpan.FromMilliseconds(300), CancellationToken.None);
            return await context.CallActivityAsync<int>("Count", $"child {context.GetInput<int>()}");
        })
        .Orchestrator("Story", StoryAsync)
        .Orchestrator("Large", async context =>
        {
            var text = new string('x', 40_000);
            return (await Task.WhenAll(Enumerable.Range(0, 30).Select(i => context.CallActivityAsync<int>("Count", $"{i} {text}")))).Sum();
        });

    private static async Task<string> StoryAsync(TaskOrchestrationContext context)
    {
        var round = context.GetInput<int>();
        var sum = (await Task.WhenAll(Enumerable.Range(0, 3).Select(i => context.CallActivityAsync<int>("Count", $"{round}/{i}")))).Sum();
        await context.CallActivityAsync<int>("Flaky", $"flaky {round}", TaskOptions.FromRetryPolicy(new RetryPolicy(5, TimeSpan.FromMilliseconds(100))));
        var child = context.CallSubOrchestratorAsync<int>("Child", round, new SubOrchestrationOptions(instanceId: $"child-{round}"));
        await context.CreateTimer(TimeSpan.FromMilliseconds(500), CancellationToken.None);
        sum += await child;
        if (round == 2)
        {
            sum += await context.WaitForExternalEvent<int>("go");
            context.SetCustomStatus("went");
        }

        if (round > 1)
        {
            context.ContinueAsNew(round - 1);
        }

        return $"{round} {sum}";
    }

    /// <summary>How many results each task of each instance has in the histories.</summary>
    private static Dictionary<string, int> ResultsOf(MemoryStore memory) => memory.All(WorkflowContainer.Name)
        .Where(d => d.Id.StartsWith("h:", StringComparison.Ordinal))
        .SelectMany(d => DocumentCodec.Decode<HistoryDocument>(d).Events.Select(e => (Run: $"{d.Partition} {d.Id[..10]}", Event: e)))
        .Where(x => x.Event.Kind is HistoryKind.TaskCompleted or HistoryKind.TaskFailed or HistoryKind.SubCompleted or HistoryKind.TimerFired)
        .GroupBy(x => $"{x.Run} #{x.Event.Task}").ToDictionary(g => g.Key, g => g.Count());

    private sealed class Burial(HaltingStore store) : IDisposable
    {
        public void Dispose() => store.Bury();
    }

    private sealed record Outcome(OrchestrationMetadata End, ConcurrentDictionary<string, int> Activities, Dictionary<string, int> Results, bool HasDied);
}
