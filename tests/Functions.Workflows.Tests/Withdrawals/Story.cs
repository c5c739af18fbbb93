using CryptoVault.Functions.Workflows.Withdrawals;
using CryptoVault.Wallets.Withdrawals;
using CryptoVault.Workflows;
using Microsoft.DurableTask;
using Moq;

namespace CryptoVault.Functions.Workflows.Tests.Withdrawals;

/// <summary>
/// The orchestration on a mocked context: what the activities answer is scripted, timers fire and events arrive when the
/// test says so.
/// </summary>
internal sealed class Story
{
    private readonly Mock<TaskOrchestrationContext> context = new(MockBehavior.Strict);
    private readonly Dictionary<string, Queue<WithdrawalProgress>> answers = new(StringComparer.Ordinal);
    private readonly List<string> steps = [];
    private readonly List<(DateTime Time, TaskCompletionSource Fired, CancellationToken Canceled)> timers = [];
    private readonly List<(TaskCompletionSource<object?> Raised, CancellationToken Canceled)> waits = [];
    private readonly HashSet<string> broken = [];
    private Task<string>? running;

    public Story()
    {
        context.Setup(one => one.GetInput<WithdrawalReference>()).Returns(new WithdrawalReference("ana", "w1"));
        context.Setup(one => one.CurrentUtcDateTime).Returns(() => Now);
        context
            .Setup(one => one.CallActivityAsync<WithdrawalProgress>(It.IsAny<TaskName>(), It.IsAny<object>(), It.IsAny<TaskOptions>()))
            .Returns((TaskName step, object input, TaskOptions options) =>
            {
                var answer = Answer(step.Name, input, options);
                return broken.Contains(step.Name)
                    ? Task.FromException<WithdrawalProgress>(new TaskFailedException(step.Name, 1, new InvalidOperationException("A bug.")))
                    : Task.FromResult(answer);
            });
        context
            .Setup(one => one.CreateTimer(It.IsAny<DateTime>(), It.IsAny<CancellationToken>()))
            .Returns((DateTime time, CancellationToken canceled) =>
            {
                var fired = new TaskCompletionSource();
                canceled.Register(() => fired.TrySetCanceled());
                timers.Add((time, fired, canceled));
                return fired.Task;
            });
        context
            .Setup(one => one.WaitForExternalEvent<object?>(WorkflowCommands.WakeUp, It.IsAny<CancellationToken>()))
            .Returns((string _, CancellationToken canceled) =>
            {
                var raised = new TaskCompletionSource<object?>();
                canceled.Register(() => raised.TrySetCanceled());
                waits.Add((raised, canceled));
                return raised.Task;
            });
    }

    public DateTime Now { get; private set; } = new(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>The steps that were made, in order.</summary>
    public string Steps => string.Join(' ', steps);

    /// <summary>When the open timer fires; null when none is open.</summary>
    public DateTime? NextTimer => Open(timers, timer => timer.Fired.Task) is [.., var timer] ? timer.Time : null;

    /// <summary>How many waits for an event are open.</summary>
    public int OpenWaits => Open(waits, wait => wait.Raised.Task).Count;

    public bool HasEnded => running!.IsCompleted;

    public string End => running!.Result;

    /// <summary>What a step answers, one after another; the last one again and again.</summary>
    public Story Step(string name, params WithdrawalStatus[] statuses) =>
        StepAt(name, [.. statuses.Select(status => new WithdrawalProgress(status, Now.AddMinutes(30)))]);

    /// <summary>What a step answers, and when it wants to be made again.</summary>
    public Story StepAt(string name, params WithdrawalProgress[] progress)
    {
        answers[name] = new Queue<WithdrawalProgress>(progress);
        return this;
    }

    /// <summary>A step that fails for good, after all its repetitions.</summary>
    public Story Breaks(string name)
    {
        broken.Add(name);
        return this;
    }

    public Story Begin()
    {
        running = WithdrawalApproval.RunAsync(context.Object);
        return this;
    }

    public void RaiseEvent() => Open(waits, wait => wait.Raised.Task).Single().Raised.SetResult(null);

    /// <summary>The clock comes to the open timer.</summary>
    public void FireTimer()
    {
        var timer = Open(timers, one => one.Fired.Task).Single();
        Now = timer.Time > Now ? timer.Time : Now;
        timer.Fired.SetResult();
    }

    private static List<T> Open<T>(List<T> all, Func<T, Task> task) => [.. all.Where(one => !task(one).IsCompleted)];

    private WithdrawalProgress Answer(string step, object input, TaskOptions options)
    {
        Assert.Equal(new WithdrawalReference("ana", "w1"), input);
        Assert.True(options.Retry?.Policy is { MaxNumberOfAttempts: > 1000 }, $"{step} is not repeated after a fault.");
        steps.Add(step);
        var queue = answers.TryGetValue(step, out var scripted) ? scripted : throw new InvalidOperationException($"{step} was not expected.");
        return queue.Count > 1 ? queue.Dequeue() : queue.Peek();
    }
}
