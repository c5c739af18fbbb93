using CryptoVault.LocalRuntime.Durable.Documents;
using CryptoVault.LocalRuntime.Durable.Executions;
using CryptoVault.LocalRuntime.Durable.Functions;
using CryptoVault.Storage;
using Microsoft.Extensions.Logging;

namespace CryptoVault.LocalRuntime.Durable.Engine;

/// <summary>How an instance's turns are run and written.</summary>
internal sealed partial class LiveInstance
{
    /// <summary>Brings the orchestrator to where its history ends. True when there is more to do at once.</summary>
    private async Task<bool> LoadAsync()
    {
        var document = head!.Document;
        if (session.Functions.FindOrchestrator(document.Name) is not { } orchestrator)
        {
            execution = NewExecution(document, MissingOrchestrator.Instance);
            return await EndAsync(new FailureRecord(typeof(InvalidOperationException).FullName!, $"There is no orchestrator '{document.Name}'.", null, null));
        }

        var loading = NewExecution(document, orchestrator);
        if (document.Chunks == 0)
        {
            execution = loading;
            return true;
        }

        var chunks = await session.Store.ReadHistoryAsync(instanceId, document.Generation, session.Stopping);
        if (chunks.Count != document.Chunks)
        {
            throw new InvalidDataException($"Instance {instanceId} has {chunks.Count} pieces of history; its head says {document.Chunks}.");
        }

        var turns = RecordedTurn.Of(chunks);
        try
        {
            Replay.Run(loading, turns);
        }
        catch (NonDeterminismException exception)
        {
            session.Logger.LogError(exception, "Instance {Instance} of {Orchestrator} ends.", instanceId, document.Name);
            execution = loading;
            return await EndAsync(exception.ToRecord());
        }

        execution = loading;
        return turns[^1].IsOver ? DispatchOpen() : await ResumeAsync(turns[^1]);
    }

    private OrchestrationExecution NewExecution(InstanceDocument document, IOrchestrator orchestrator)
    {
        OrchestrationExecution? created = null;
        created = new OrchestrationExecution(
            new InstanceIdentity(instanceId, document.Name, document.Generation, document.Parent, document.CorrelationId), orchestrator,
            () => session.Instances.Post(instanceId, new ForeignWorkMail(created!)));
        return created;
    }

    /// <summary>Lets the orchestrator repeat a turn that was not written to its end, and writes the rest.</summary>
    private async Task<bool> ResumeAsync(RecordedTurn turn)
    {
        var run = execution!;
        var end = run.RunTurn(turn.Now, turn.Incoming, replay: false, out var done);
        try
        {
            DeterminismCheck.Compare(turn.Actions, turn.ActionPosition, done, mayGoOn: true);
        }
        catch (NonDeterminismException exception)
        {
            return await EndAsync(exception.ToRecord());
        }

        run.AdoptTimers(turn.Actions);
        HistoryEvent[] rest = [.. done.Skip(turn.Actions.Count), .. EventOf(end)];
        var written = new Turn(rest, end, turn.Now) { Messages = EndMessages(end) };
        return await WriteAsync(written, [], isWholeHistory: true);
    }

    private async Task<bool> TurnAsync()
    {
        var run = execution!;
        var document = head!.Document;
        var clock = session.Clock.GetUtcNow();
        var now = clock > run.Now ? clock : run.Now;
        var intake = TurnIntake.Take(document, run, pending, now, session.Options.MaxInboxPerTurn);
        if (intake.Events.Count == 0)
        {
            session.Timers.Set(instanceId, run.NextTimer);
            return await SettleAsync(intake);
        }

        var end = run.RunTurn(now, intake.Events, replay: false, out var actions);
        HistoryEvent[] events =
        [
            new(HistoryKind.Turn) { At = StoredTime.Format(now) },
            .. intake.Events,
            .. actions,
            .. EventOf(end),
        ];
        var turn = new Turn(events, end, now) { Consumed = intake.Consumed, Messages = EndMessages(end) };
        return await WriteAsync(turn, intake.Settled, isWholeHistory: false);
    }

    /// <summary>Mail that is no news is deleted without a turn.</summary>
    private async Task<bool> SettleAsync(TurnIntake intake)
    {
        if (intake.Consumed.Count > 0)
        {
            var deletions = intake.Consumed.Select(m => DocumentOperation.Delete(m.Document.Id, m.ETag)).ToArray();
            var (status, _) = await session.Store.CommitAsync(instanceId, deletions, session.Stopping);
            if (status != WriteStatus.Committed)
            {
                return await OnConflictAsync();
            }
        }

        Settle(intake.Settled);
        return pending.Count > 0 && !pending.TrueForAll(IsHeld);
    }

    /// <summary>Ends the instance as failed, whatever its orchestrator does.</summary>
    private Task<bool> EndAsync(FailureRecord failure)
    {
        var end = execution!.Fault(failure);
        var now = session.Clock.GetUtcNow();
        var turn = new Turn([new HistoryEvent(HistoryKind.Turn) { At = StoredTime.Format(now) }, end.Event], end, now) { Messages = EndMessages(end) };
        return WriteAsync(turn, [], isWholeHistory: false);
    }

    /// <summary>The event of an end; a termination came in and is in the history by that.</summary>
    private static HistoryEvent[] EventOf(RunEnd? end) => end is null || end.Event.Kind == HistoryKind.Terminated ? [] : [end.Event];

    private List<OutgoingMessage> EndMessages(RunEnd? end)
    {
        var messages = new List<OutgoingMessage>();
        if (end is not null && OutgoingMail.OfEnd(head!.Document, end.Event) is { } news)
        {
            messages.Add(news);
        }

        if (end?.Event is { Kind: HistoryKind.Terminated, Name: OutgoingMail.Recursively })
        {
            messages.AddRange(OutgoingMail.Terminations(execution!, end.Event));
        }

        return messages;
    }

    private async Task<bool> WriteAsync(Turn turn, List<InstanceMail> settled, bool isWholeHistory)
    {
        var run = execution!;
        var sent = new List<Stored<OutgoingDocument>>();
        var (status, written) = await session.Writer.WriteAsync(head!, turn, run, sent, session.Stopping);
        if (status == WriteStatus.Conflict)
        {
            return await OnConflictAsync();
        }

        if (status == WriteStatus.TooLarge)
        {
            return await OnTooLargeAsync(turn);
        }

        conflicts = 0;
        head = written;
        Settle(settled);
        session.Delivery.Enqueue(instanceId, sent);
        session.Timers.Set(instanceId, written.Document.NextTimer is { } next ? StoredTime.Parse(next) : null);
        session.Watch.Notify(instanceId);
        if (turn.End is null)
        {
            Dispatch(isWholeHistory ? run.OpenActivities : turn.Events.Where(e => e.Kind == HistoryKind.TaskScheduled));
            return pending.Count > 0 || run.NextTimer <= session.Clock.GetUtcNow();
        }

        execution = null;
        await AbandonAsync(run);
        if (turn.End.Event.Kind == HistoryKind.ContinuedAsNew)
        {
            session.Garbage.OnStartOver(instanceId, written.Document);
            return true;
        }

        return pending.Count > 0;
    }

    private async Task<bool> OnConflictAsync()
    {
        if (++conflicts > MaxConflicts)
        {
            conflicts = 0;
            throw new InvalidOperationException($"Instance {instanceId} met {MaxConflicts} conflicts in a row.");
        }

        await ForgetAsync();
        pending.Add(new InboxChangedMail());
        return true;
    }

    private Task<bool> OnTooLargeAsync(Turn turn)
    {
        if (turn.Events.Count <= 2 && turn.End is { Event.Kind: HistoryKind.Failed })
        {
            throw new InvalidOperationException($"Even the end of instance {instanceId} does not fit into a commit.");
        }

        return EndAsync(new FailureRecord(
            typeof(InvalidOperationException).FullName!,
            $"A turn with {turn.Events.Count} events does not fit into a commit. Orchestrations carry ids, not data.", null, null));
    }

    private void Settle(List<InstanceMail> settled)
    {
        if (settled.Count == 0)
        {
            return;
        }

        var gone = settled.ToHashSet(ReferenceEqualityComparer.Instance);
        pending.RemoveAll(gone.Contains);
        foreach (var activity in settled.OfType<ActivityMail>())
        {
            inFlight.Remove((activity.Generation, activity.Task));
        }
    }

    private bool DispatchOpen()
    {
        Dispatch(execution!.OpenActivities);
        session.Timers.Set(instanceId, execution.NextTimer);
        return true;
    }

    private void Dispatch(IEnumerable<HistoryEvent> scheduled)
    {
        var document = head!.Document;
        foreach (var action in scheduled.ToArray())
        {
            if (inFlight.Add((document.Generation, action.Task!.Value)))
            {
                session.Activities.Enqueue(
                    new ActivityCall(instanceId, document.Generation, action.Task.Value, action.Name!, action.Payload, document.CorrelationId));
            }
        }
    }
}
