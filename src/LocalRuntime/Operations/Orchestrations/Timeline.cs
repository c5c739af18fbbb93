using CryptoVault.LocalRuntime.Durable.Documents;
using CryptoVault.LocalRuntime.Operations.Html;
using CryptoVault.Storage;

namespace CryptoVault.LocalRuntime.Operations.Orchestrations;

/// <summary>An instance's history as a time line: turn by turn, what came in and what the orchestrator did about it.</summary>
internal sealed class Timeline
{
    private readonly Dictionary<int, (string What, DateTimeOffset Since)> open = [];
    private readonly DateTimeOffset begun;
    private DateTimeOffset at;

    private Timeline(DateTimeOffset begun)
    {
        this.begun = begun;
        at = begun;
    }

    public static Markup Of(IReadOnlyList<HistoryDocument> history, InstanceDocument instance)
    {
        var timeline = new Timeline(StoredTime.Parse(instance.CreatedAt));
        return history.Count == 0
            ? Markup.Of($"<p class=\"faint\">Nothing has happened yet.</p>")
            : Markup.Of($"<ol class=\"timeline\" id=\"history\">{Markup.Each(history, timeline.Turn)}</ol>");
    }

    private Markup Turn(HistoryDocument turn)
    {
        if (turn.Events.FirstOrDefault(e => e.Kind == HistoryKind.Turn)?.At is { } begins)
        {
            at = StoredTime.Parse(begins);
        }

        var lines = Markup.Each(turn.Events.Where(e => e.Kind != HistoryKind.Turn), e => Markup.Of($"<li>{Line(e)}</li>"));
        return Markup.Of($"<li><time datetime=\"{at.UtcDateTime:O}\">{Parts.Exact(at)}</time> <span class=\"faint\">+{Parts.Span(at - begun)}</span><ul>{lines}</ul></li>");
    }

    private Markup Line(HistoryEvent happened) => happened.Kind switch
    {
        HistoryKind.Started => Markup.Of($"Started{Parts.Folded("input", happened.Payload)}"),
        HistoryKind.TaskScheduled => Opened(happened, $"Activity {happened.Name}", "scheduled", "input"),
        HistoryKind.TaskCompleted => Closed(happened, "completed", "good"),
        HistoryKind.TaskFailed => Closed(happened, "failed", "bad"),
        HistoryKind.SubScheduled => Opened(happened, $"Sub-orchestration {happened.Name}", "scheduled", "input"),
        HistoryKind.SubCompleted => Closed(happened, "completed", "good"),
        HistoryKind.SubFailed => Closed(happened, "failed", "bad"),
        HistoryKind.TimerCreated => Markup.Of($"{Opened(happened, "Timer", "set", "input")} for {(happened.At is null ? "now" : Parts.Exact(StoredTime.Parse(happened.At)))}"),
        HistoryKind.TimerFired => Closed(happened, "fired", "calm"),
        HistoryKind.EventRaised => Markup.Of($"Event <strong>{happened.Name}</strong> received{Parts.Folded("payload", happened.Payload)}"),
        HistoryKind.EventSent => Markup.Of($"Event <strong>{happened.Name}</strong> sent to {Instance(happened)}{Parts.Folded("payload", happened.Payload)}"),
        HistoryKind.Completed => Markup.Of($"{Parts.Badge("Completed", "good")}{Parts.Folded("output", happened.Payload)}"),
        HistoryKind.Failed => Markup.Of($"{Parts.Badge("Failed", "bad")}{OrchestrationsPage.Failure(happened.Failure)}"),
        HistoryKind.Terminated => Markup.Of($"{Parts.Badge("Terminated", "bad")}{Parts.Folded("output", happened.Payload)}"),
        HistoryKind.Suspended or HistoryKind.Resumed => Markup.Of($"{Parts.Badge(happened.Kind.ToString(), "calm")} {happened.Payload}"),
        HistoryKind.ContinuedAsNew => Markup.Of($"{Parts.Badge("Continued as new", "calm")}{Parts.Folded("input", happened.Payload)}"),
        _ => Markup.Of($"{happened.ToString()}{Parts.Folded("payload", happened.Payload)}"),
    };

    private Markup Opened(HistoryEvent happened, string what, string verb, string payload)
    {
        if (happened.Task is { } task)
        {
            open[task] = (what, at);
        }

        return Markup.Of($"<strong>{what}</strong> {verb}{(happened.Instance is null ? Markup.Empty : Markup.Of($" as {Instance(happened)}"))}{Parts.Folded(payload, happened.Payload)}");
    }

    private Markup Closed(HistoryEvent happened, string verb, string tone)
    {
        // What was opened on an earlier page is known by its number only.
        var (what, took) = happened.Task is { } task && open.Remove(task, out var known) ? (known.What, Parts.Span(at - known.Since)) : ($"#{happened.Task} {happened.Name}", null);
        var after = took is null ? Markup.Empty : Markup.Of($" <span class=\"faint\">after {took}</span>");
        return Markup.Of($"<strong>{what}</strong> <span class=\"{tone}\">{verb}</span>{after}{Parts.Folded("result", happened.Payload)}{OrchestrationsPage.Failure(happened.Failure)}");
    }

    private static Markup Instance(HistoryEvent happened) =>
        happened.Instance is null ? Markup.Empty : Parts.Link(OrchestrationsPage.AddressOf(happened.Instance), happened.Instance);
}
