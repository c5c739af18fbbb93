using System.Globalization;
using CryptoVault.LocalRuntime.Durable.Documents;
using CryptoVault.LocalRuntime.Durable.Executions;

namespace CryptoVault.LocalRuntime.Durable.Engine;

/// <summary>What a turn sends to other instances.</summary>
internal static class OutgoingMail
{
    /// <summary>The name of a termination that goes on to sub-orchestrations.</summary>
    public const string Recursively = "recursively";

    /// <summary>The messages that follow from a turn's events.</summary>
    public static IEnumerable<OutgoingMessage> Of(IReadOnlyList<HistoryEvent> events, InstanceDocument instance)
    {
        foreach (var action in events)
        {
            switch (action.Kind)
            {
                case HistoryKind.SubScheduled:
                    yield return new OutgoingMessage(OutgoingKind.Start, action.Instance!, "start", action)
                    {
                        Parent = new ParentReference(instance.InstanceId, instance.Name, instance.Generation, action.Task!.Value),
                        CorrelationId = instance.CorrelationId,
                    };
                    break;
                case HistoryKind.EventSent:
                    var key = string.Create(CultureInfo.InvariantCulture, $"e:{Hash(instance.InstanceId)}:{instance.Generation}:{action.Task}");
                    yield return new OutgoingMessage(
                        OutgoingKind.Inbox, action.Instance!, key, new HistoryEvent(HistoryKind.EventRaised) { Name = action.Name, Payload = action.Payload });
                    break;
            }
        }
    }

    /// <summary>The news of its end for whoever called the instance; null when nobody did.</summary>
    public static OutgoingMessage? OfEnd(InstanceDocument instance, HistoryEvent end)
    {
        if (instance.Parent is not { } parent || end.Kind == HistoryKind.ContinuedAsNew)
        {
            return null;
        }

        var failure = end.Kind switch
        {
            HistoryKind.Failed => end.Failure,
            HistoryKind.Terminated => new FailureRecord("Terminated", $"The sub-orchestration was terminated: {end.Payload}", null, null),
            _ => null,
        };
        return ToParent(parent, failure is null ? end.Payload : null, failure);
    }

    /// <summary>The news of a sub-orchestration's end.</summary>
    public static OutgoingMessage ToParent(ParentReference parent, string? result, FailureRecord? failure)
    {
        var news = new HistoryEvent(failure is null ? HistoryKind.SubCompleted : HistoryKind.SubFailed) { Task = parent.Task, Payload = result, Failure = failure };
        var key = string.Create(CultureInfo.InvariantCulture, $"s:{parent.Generation}:{parent.Task}");
        return new OutgoingMessage(OutgoingKind.Inbox, parent.InstanceId, key, news) { Generation = parent.Generation };
    }

    /// <summary>The terminations of an ended instance's open sub-orchestrations.</summary>
    public static IEnumerable<OutgoingMessage> Terminations(OrchestrationExecution execution, HistoryEvent end) =>
        execution.OpenSubOrchestrations.Select(sub => new OutgoingMessage(
            OutgoingKind.Inbox, sub.Instance!, $"t:{Hash(execution.Identity.InstanceId)}:{execution.Identity.Generation}",
            end));

    /// <summary>Instance ids may have characters that document ids may not.</summary>
    private static string Hash(string instanceId) =>
        Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(instanceId)).AsSpan(0, 16));
}
