using CryptoVault.LocalRuntime.Durable.Documents;
using CryptoVault.LocalRuntime.Durable.Functions;
using CryptoVault.Storage;

namespace CryptoVault.LocalRuntime.Durable.Executions;

/// <summary>Who runs: what an orchestrator's context says of its instance.</summary>
internal sealed record InstanceIdentity(string InstanceId, string Name, int Generation, ParentReference? Parent, string? CorrelationId);

/// <summary>How a run ended.</summary>
/// <param name="Event">The event that says so in the history.</param>
internal sealed record RunEnd(HistoryEvent Event)
{
    /// <summary>Of a run that starts over: the events that go over to the next one.</summary>
    public IReadOnlyList<HistoryEvent> Carried { get; init; } = [];
}

/// <summary>
/// One run of an orchestrator in memory: fed with events turn by turn it yields the actions of each turn. It knows no
/// store and no clock; given the same events it does the same, or the orchestrator is not deterministic.
/// </summary>
internal sealed class OrchestrationExecution
{
    private readonly IOrchestrator orchestrator;
    private readonly TurnScheduler scheduler;
    private readonly Action onForeignWork;
    private readonly EngineOrchestrationContext context;
    private readonly Dictionary<int, OpenTask> open = [];
    private readonly List<HistoryEvent> heldBack = [];
    private List<HistoryEvent> actions = [];
    private OrchestratorRun? run;
    private int nextTask;
    private bool suspended;
    private bool endedElsewhere;
    private RunEnd? end;

    /// <summary>Creates a run that has not begun.</summary>
    /// <param name="identity">Whose run it is.</param>
    /// <param name="orchestrator">What to run.</param>
    /// <param name="onForeignWork">Called, on any thread, when the orchestrator awaited what is no durable task.</param>
    public OrchestrationExecution(InstanceIdentity identity, IOrchestrator orchestrator, Action onForeignWork)
    {
        this.orchestrator = orchestrator;
        this.onForeignWork = onForeignWork;
        Identity = identity;
        scheduler = new TurnScheduler(onForeignWork);
        Waits = new EventWaits(orchestrator.Converter, CheckTurn);
        context = new EngineOrchestrationContext(this, orchestrator);
    }

    public InstanceIdentity Identity { get; }

    public EventWaits Waits { get; }

    /// <summary>The orchestrator's time: that of the present or last turn.</summary>
    public DateTimeOffset Now { get; private set; }

    public bool IsReplaying { get; private set; }

    public bool IsOnTurn => scheduler.IsOnTurn;

    public bool IsSuspended => suspended;

    public string? Input { get; private set; }

    public string? CustomStatus => context.SerializedCustomStatus;

    /// <summary>Activities that were scheduled and whose results did not arrive.</summary>
    public IEnumerable<HistoryEvent> OpenActivities =>
        open.Values.Where(t => t.Scheduled.Kind == HistoryKind.TaskScheduled && !t.HasArrived).Select(t => t.Scheduled);

    public bool HasOpenActivities => OpenActivities.Any();

    /// <summary>Sub-orchestrations that were scheduled and whose results did not arrive.</summary>
    public IEnumerable<HistoryEvent> OpenSubOrchestrations =>
        open.Values.Where(t => t.Scheduled.Kind == HistoryKind.SubScheduled && !t.HasArrived).Select(t => t.Scheduled);

    /// <summary>When the next timer is due; null for none.</summary>
    public DateTimeOffset? NextTimer => OpenTimers.Select(t => (DateTimeOffset?)t.FireAt).Min();

    private IEnumerable<OpenTask> OpenTimers => open.Values.Where(t => t.Scheduled.Kind == HistoryKind.TimerCreated && !t.HasArrived);

    /// <summary>Whether the end of a task would be news.</summary>
    public bool IsOpen(int task, HistoryKind scheduledAs) =>
        open.TryGetValue(task, out var found) && found.Scheduled.Kind == scheduledAs && !found.HasArrived;

    /// <summary>The timers that are due, in the order of their times.</summary>
    public IEnumerable<HistoryEvent> DueTimers(DateTimeOffset now) =>
        OpenTimers.Where(t => t.FireAt <= now).OrderBy(t => t.FireAt).ThenBy(t => t.Id)
            .Select(t => new HistoryEvent(HistoryKind.TimerFired) { Task = t.Id, At = StoredTime.Format(t.FireAt) });

    /// <summary>Runs a turn.</summary>
    /// <param name="now">The orchestrator's time in it.</param>
    /// <param name="incoming">What happened since the last one.</param>
    /// <param name="replay">True when the turn was run before and is in the history.</param>
    /// <param name="actionsDone">What the orchestrator did.</param>
    /// <returns>How the run ended; null when it goes on.</returns>
    public RunEnd? RunTurn(DateTimeOffset now, IReadOnlyList<HistoryEvent> incoming, bool replay, out IReadOnlyList<HistoryEvent> actionsDone)
    {
        Now = now;
        IsReplaying = replay;
        actions = [];
        scheduler.Run(() =>
        {
            foreach (var happened in incoming)
            {
                if (end is null)
                {
                    scheduler.Step(() => Apply(happened));
                }
            }
        });
        actionsDone = actions;
        return end ??= FindEnd();
    }

    /// <summary>Takes over what the history says of the timers that a replayed turn created.</summary>
    public void AdoptTimers(IReadOnlyList<HistoryEvent> recorded)
    {
        foreach (var created in recorded)
        {
            if (created.Kind == HistoryKind.TimerCreated && open.TryGetValue(created.Task!.Value, out var timer))
            {
                timer.FireAt = StoredTime.Parse(created.At!);
            }
        }
    }

    /// <summary>Ends the run as failed, whatever the orchestrator does.</summary>
    public RunEnd Fault(FailureRecord failure) => end = new RunEnd(new HistoryEvent(HistoryKind.Failed) { Failure = failure });

    /// <summary>Frees what the orchestrator holds; it runs no more.</summary>
    public ValueTask AbandonAsync() => run is { Completion.IsCompleted: false } ? run.Abandon() : ValueTask.CompletedTask;

    /// <summary>Records an action and gives the task that ends with it.</summary>
    public OpenTask Schedule(HistoryEvent action)
    {
        var numbered = action with { Task = nextTask++ };
        actions.Add(numbered);
        var task = new OpenTask(numbered);
        if (numbered.Kind != HistoryKind.EventSent)
        {
            open.Add(task.Id, task);
        }

        return task;
    }

    /// <summary>Forgets a timer that the orchestrator canceled.</summary>
    public bool TryForget(OpenTask task) => CheckTurn() && open.Remove(task.Id);

    /// <summary>False, and reported, when something else than the orchestrator's own code is at work (a token that a clock cancels).</summary>
    private bool CheckTurn()
    {
        if (!IsOnTurn)
        {
            onForeignWork();
        }

        return IsOnTurn;
    }

    private void Apply(HistoryEvent happened)
    {
        switch (happened.Kind)
        {
            case HistoryKind.Started:
                Input = happened.Payload;
                Begin();
                return;
            case HistoryKind.Terminated:
                end = new RunEnd(happened);
                return;
            case HistoryKind.Suspended:
                suspended = true;
                return;
            case HistoryKind.Resumed:
                Resume();
                return;
        }

        if (suspended)
        {
            if (happened.Task is { } id && open.TryGetValue(id, out var held))
            {
                held.HasArrived = true;
            }

            heldBack.Add(happened);
            return;
        }

        Deliver(happened);
    }

    private void Deliver(HistoryEvent happened)
    {
        if (happened.Kind == HistoryKind.EventRaised)
        {
            Waits.Raise(happened.Name!, happened.Payload);
        }
        else if (happened.Task is { } id && open.Remove(id, out var task))
        {
            task.Complete(happened);
        }
    }

    private void Resume()
    {
        suspended = false;
        var waiting = heldBack.ToArray();
        heldBack.Clear();
        foreach (var happened in waiting)
        {
            scheduler.Step(() => Deliver(happened));
        }
    }

    private void Begin()
    {
        try
        {
            run = orchestrator.Start(context, Identity.CorrelationId);
        }
        catch (Exception exception)
        {
            run = new OrchestratorRun(Task.FromException<object?>(exception), () => ValueTask.CompletedTask);
        }

        run.Completion.ContinueWith(
            _ => endedElsewhere = !IsOnTurn, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private RunEnd? FindEnd()
    {
        if (run is null)
        {
            return null;
        }

        if (!run.Completion.IsCompleted)
        {
            // It waits, but for nothing that could ever arrive: it awaits what is no durable task.
            var isStuck = !suspended && open.Count == 0 && Waits.Count == 0;
            return isStuck ? Fault(FailureRecord.Of(IllegalAwait.Exception())) : null;
        }

        if (endedElsewhere)
        {
            return Fault(FailureRecord.Of(IllegalAwait.Exception()));
        }

        if (!run.Completion.IsCompletedSuccessfully)
        {
            var exception = run.Completion.Exception?.InnerException ?? new TaskCanceledException(run.Completion);
            return Fault(FailureRecord.Of(exception));
        }

        return context.Restart is { } restart ? StartOver(restart) : Completed(run.Completion.Result);
    }

    private RunEnd Completed(object? result)
    {
        try
        {
            return new RunEnd(new HistoryEvent(HistoryKind.Completed) { Payload = Payloads.Checked(orchestrator.Converter.Serialize(result), "The orchestrator's output") });
        }
        catch (Exception exception)
        {
            return Fault(FailureRecord.Of(exception)); // the result cannot be serialized
        }
    }

    private RunEnd StartOver(ContinueAsNewRequest restart)
    {
        var carried = restart.PreserveUnprocessedEvents
            ? Waits.Buffered.Select(e => new HistoryEvent(HistoryKind.EventRaised) { Name = e.Name, Payload = e.Payload }).ToArray()
            : [];
        return new RunEnd(new HistoryEvent(HistoryKind.ContinuedAsNew) { Payload = restart.Input }) { Carried = carried };
    }
}

/// <summary>What an orchestrator asked for when it wants to start over.</summary>
internal sealed record ContinueAsNewRequest(string? Input, bool PreserveUnprocessedEvents);
