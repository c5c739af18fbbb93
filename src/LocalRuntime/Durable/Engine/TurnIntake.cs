using CryptoVault.LocalRuntime.Durable.Documents;
using CryptoVault.LocalRuntime.Durable.Executions;
using CryptoVault.Storage;

namespace CryptoVault.LocalRuntime.Durable.Engine;

/// <summary>What a turn takes in: of everything that reached an instance what is news to its run, in the order of time.</summary>
internal sealed class TurnIntake
{
    private const int MaxBytes = 512 * 1024;

    private readonly List<(DateTimeOffset At, HistoryEvent Event)> events = [];
    private readonly HashSet<int> taken = [];
    private readonly HashSet<string> documents = new(StringComparer.Ordinal);

    private TurnIntake()
    {
    }

    /// <summary>Mails that this turn settles, whether they were news or not.</summary>
    public List<InstanceMail> Settled { get; } = [];

    /// <summary>Inbox documents among them, which the turn deletes.</summary>
    public List<InboxMail> Consumed { get; } = [];

    public IReadOnlyList<HistoryEvent> Events { get; private set; } = [];

    public static TurnIntake Take(InstanceDocument instance, OrchestrationExecution execution, IReadOnlyList<InstanceMail> pending, DateTimeOffset now, int maxInbox)
    {
        var intake = new TurnIntake();
        var bytes = 0;
        foreach (var mail in pending)
        {
            if (bytes > MaxBytes || (mail is InboxMail && intake.Consumed.Count == maxInbox))
            {
                break; // the rest is the next turn's
            }

            bytes += intake.Take(instance, execution, mail);
        }

        foreach (var fired in execution.DueTimers(now))
        {
            intake.events.Add((StoredTime.Parse(fired.At!), fired));
        }

        var ordered = intake.events.OrderBy(e => e.At).Select(e => e.Event); // a stable order
        intake.Events = [.. ordered];
        if (instance.IsPending)
        {
            // An instance that is terminated before it began does not begin.
            var terminated = intake.Events.FirstOrDefault(e => e.Kind == HistoryKind.Terminated);
            var started = new HistoryEvent(HistoryKind.Started) { Name = instance.Name, Payload = instance.Input };
            intake.Events = terminated is null ? [started, .. intake.Events] : [terminated];
        }

        return intake;
    }

    private int Take(InstanceDocument instance, OrchestrationExecution execution, InstanceMail mail)
    {
        switch (mail)
        {
            case ActivityMail done:
                Settled.Add(mail);
                return done.Generation == instance.Generation && execution.IsOpen(done.Task, HistoryKind.TaskScheduled) && taken.Add(done.Task)
                    ? Add(done.At, new HistoryEvent(done.Failure is null ? HistoryKind.TaskCompleted : HistoryKind.TaskFailed)
                    {
                        Task = done.Task, Payload = done.Payload, Failure = done.Failure,
                    })
                    : 0;
            case InboxMail inbox:
                Settled.Add(mail);
                if (!documents.Add(inbox.Document.Id))
                {
                    return 0; // a sweep found it as well
                }

                Consumed.Add(inbox);
                return IsNews(inbox.Document, instance, execution) ? Add(inbox.At, inbox.Document.Event) : 0;
            default:
                return 0;
        }
    }

    private bool IsNews(InboxDocument document, InstanceDocument instance, OrchestrationExecution execution)
    {
        if (document.Generation is { } generation && generation != instance.Generation)
        {
            return false;
        }

        return document.Event.Kind is HistoryKind.SubCompleted or HistoryKind.SubFailed
            ? execution.IsOpen(document.Event.Task!.Value, HistoryKind.SubScheduled) && taken.Add(document.Event.Task.Value)
            : string.CompareOrdinal(document.WorkAt, instance.CreatedAt) >= 0; // not for an instance that had the id before
    }

    private int Add(DateTimeOffset at, HistoryEvent happened)
    {
        events.Add((at, happened));
        return TurnPieces.SizeOf(happened);
    }
}
