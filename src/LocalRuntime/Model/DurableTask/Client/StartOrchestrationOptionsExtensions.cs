namespace Microsoft.DurableTask.Client;

/// <summary>De-duplication statuses, typed.</summary>
public static class StartOrchestrationOptionsExtensions
{
#pragma warning disable CS0618 // Canceled is a valid de-duplication status although nothing reaches it.
    /// <summary>The statuses that may be named.</summary>
    public static readonly IReadOnlyList<OrchestrationRuntimeStatus> ValidDedupeStatuses =
    [
        OrchestrationRuntimeStatus.Completed,
        OrchestrationRuntimeStatus.Failed,
        OrchestrationRuntimeStatus.Terminated,
        OrchestrationRuntimeStatus.Canceled,
        OrchestrationRuntimeStatus.Pending,
        OrchestrationRuntimeStatus.Running,
        OrchestrationRuntimeStatus.Suspended,
    ];
#pragma warning restore CS0618

    /// <summary>The options with statuses in which an instance that has the id already keeps it.</summary>
    public static StartOrchestrationOptions WithDedupeStatuses(this StartOrchestrationOptions options, params OrchestrationRuntimeStatus[] dedupeStatuses)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options with { DedupeStatuses = dedupeStatuses.Select(s => s.ToString()).ToList() };
    }
}
