using CryptoVault.LocalRuntime.Durable.Documents;
using CryptoVault.LocalRuntime.Durable.Executions;
using CryptoVault.Storage;
using Microsoft.Extensions.Logging;

namespace CryptoVault.LocalRuntime.Durable.Engine;

/// <summary>
/// An orchestration instance in memory: its mailbox, and the loop that turns mail into turns one after another. The
/// orchestrator's running state is kept between turns, so that nothing is replayed until it is dropped.
/// </summary>
internal sealed partial class LiveInstance(EngineSession session, string instanceId)
{
    private const int MaxConflicts = 20;

    private readonly Lock gate = new();
    private readonly List<InstanceMail> mailbox = [];
    private readonly List<InstanceMail> pending = [];
    private readonly HashSet<(int Generation, int Task)> inFlight = [];
    private Stored<InstanceDocument>? head;
    private OrchestrationExecution? execution;
    private bool loaded;
    private bool running;
    private bool retired;
    private int failures;
    private int conflicts;

    public string InstanceId => instanceId;

    /// <summary>Its place in the list of idle instances; guarded by that list's lock.</summary>
    public LinkedListNode<LiveInstance>? IdleNode { get; set; }

    /// <summary>True when nothing more can happen to it, so that it need not stay in memory.</summary>
    private bool IsOver => loaded && (head is null || head.Document.IsFinal);

    /// <summary>Gives it a mail; false when it was dropped from memory.</summary>
    public bool TryPost(InstanceMail mail)
    {
        lock (gate)
        {
            if (retired)
            {
                return false;
            }

            mailbox.Add(mail);
            if (running)
            {
                return true;
            }

            running = true;
        }

        ThreadPool.UnsafeQueueUserWorkItem(static instance => _ = instance.RunAsync(), this, preferLocal: false);
        return true;
    }

    /// <summary>Drops it from memory, if nothing is under way.</summary>
    public bool TryRetire()
    {
        OrchestrationExecution? dropped;
        lock (gate)
        {
            if (retired || running || mailbox.Count > 0 || (inFlight.Count > 0 && !IsOver))
            {
                return false;
            }

            retired = true;
            dropped = execution;
            execution = null;
        }

        if (dropped is not null)
        {
            _ = AbandonAsync(dropped);
        }

        return true;
    }

    private async Task RunAsync()
    {
        while (TakeMail())
        {
            try
            {
                using (await session.EnterTurnAsync())
                {
                    while (await StepAsync())
                    {
                    }
                }

                failures = 0;
            }
            catch (OperationCanceledException) when (session.Stopping.IsCancellationRequested)
            {
                return; // it stays as it is; the next session starts from the store
            }
            catch (Exception exception)
            {
                await RestAsync(exception);
            }
        }

        session.Instances.OnIdle(this, IsOver);
    }

    private bool TakeMail()
    {
        lock (gate)
        {
            pending.AddRange(mailbox);
            mailbox.Clear();
            running = pending.Count > 0 && !(pending.TrueForAll(IsHeld) && failures == 0);
            return running;
        }
    }

    /// <summary>Mail for an instance that is not to start yet waits with it.</summary>
    private bool IsHeld(InstanceMail mail) => mail is InboxMail && loaded && head is { Document: { IsPending: true } document } && document.StartAt is not null && !IsDue(document);

    /// <summary>A fault of the store, or an instance that cannot be run: it alone rests, and longer each time.</summary>
    private async Task RestAsync(Exception exception)
    {
        failures++;
        var rest = TimeSpan.FromMilliseconds(Math.Min(50 * Math.Pow(2, failures), 300_000));
        session.Logger.LogError(exception, "Instance {Instance} could not go on (attempt {Attempt}); it rests for {Rest}.", instanceId, failures, rest);
        await ForgetAsync();
        await Task.Delay(rest, session.Clock, session.Stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (gate)
        {
            mailbox.Add(WakeMail.Instance);
        }
    }

    /// <summary>Does one thing: loads, runs a turn, clears up. True when there is more to do at once.</summary>
    private async Task<bool> StepAsync()
    {
        session.Stopping.ThrowIfCancellationRequested();
        await RefreshAsync();
        if (IsOver)
        {
            return await ClearMailAsync();
        }

        var document = head!.Document;
        if (document.IsPending && !IsDue(document))
        {
            session.Timers.Set(instanceId, StoredTime.Parse(document.StartAt!));
            pending.RemoveAll(m => m is not InboxMail);
            return false;
        }

        if (execution is null)
        {
            return await LoadAsync() || pending.Count > 0;
        }

        if (pending.OfType<ForeignWorkMail>().Any(m => m.Execution == execution))
        {
            return await EndAsync(FailureRecord.Of(IllegalAwait.Exception()));
        }

        pending.RemoveAll(m => m is WakeMail or ForeignWorkMail);
        return await TurnAsync();
    }

    /// <summary>Reads the head, and what else the mail says may have changed.</summary>
    private async Task RefreshAsync()
    {
        var replaced = pending.OfType<ReplacedMail>().Select(m => m.Generation).DefaultIfEmpty(-1).Max();
        if (loaded && replaced >= 0 && (head is null || head.Document.Generation < replaced))
        {
            await ForgetAsync();
        }

        if (!loaded)
        {
            head = await session.Store.ReadInstanceAsync(instanceId, session.Stopping);
            loaded = true;
            if (head?.Document.StartAt is not null)
            {
                pending.Add(new InboxChangedMail());
            }
        }

        if (pending.Exists(m => m is InboxChangedMail))
        {
            var inbox = await session.Store.ReadInboxAsync(instanceId, session.Stopping);
            pending.RemoveAll(m => m is InboxMail or InboxChangedMail);
            pending.AddRange(inbox.Select(i => new InboxMail(i.Document, i.ETag)));
        }

        pending.RemoveAll(m => m is ReplacedMail);
    }

    private bool IsDue(InstanceDocument document) => document.StartAt is null || StoredTime.Parse(document.StartAt) <= session.Clock.GetUtcNow();

    /// <summary>Nothing more happens to an instance that has ended or is not there: what arrives for it is deleted.</summary>
    private async Task<bool> ClearMailAsync()
    {
        session.Timers.Set(instanceId, null);
        var inbox = pending.OfType<InboxMail>().DistinctBy(m => m.Document.Id).ToArray();
        pending.Clear();
        foreach (var chunk in inbox.Chunk(DocumentBatch.MaxOperations))
        {
            var deletions = chunk.Select(m => DocumentOperation.Delete(m.Document.Id, m.ETag)).ToArray();
            var (status, _) = await session.Store.CommitAsync(instanceId, deletions, session.Stopping);
            if (status != WriteStatus.Committed && inbox.Length > 1)
            {
                pending.Add(new InboxChangedMail()); // some are gone already
            }
        }

        return pending.Count > 0;
    }

    /// <summary>Forgets what it knows of the store; the next step reads it again.</summary>
    private async Task ForgetAsync()
    {
        var dropped = execution;
        execution = null;
        head = null;
        loaded = false;
        if (dropped is not null)
        {
            await AbandonAsync(dropped);
        }
    }

    private async Task AbandonAsync(OrchestrationExecution dropped)
    {
        try
        {
            await dropped.AbandonAsync();
        }
        catch (Exception exception)
        {
            session.Logger.LogWarning(exception, "What orchestrator {Orchestrator} of {Instance} held could not be freed.", dropped.Identity.Name, instanceId);
        }
    }
}
