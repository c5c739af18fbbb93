using Microsoft.DurableTask.Client;

namespace CryptoVault.LocalRuntime.Durable.Client;

/// <summary>In which statuses an instance keeps its id.</summary>
internal static class DedupeStatuses
{
    private static readonly OrchestrationRuntimeStatus[] NotEnded =
        [OrchestrationRuntimeStatus.Pending, OrchestrationRuntimeStatus.Running, OrchestrationRuntimeStatus.Suspended];

    /// <summary>The statuses named, or the engine's default: one that has not ended keeps its id.</summary>
    /// <exception cref="ArgumentException">They are no statuses, or contradict each other.</exception>
    public static IReadOnlySet<OrchestrationRuntimeStatus> Of(IReadOnlyList<string>? names)
    {
        if (names is null)
        {
            return NotEnded.ToHashSet();
        }

        var statuses = names.Select(Parse).ToHashSet();
        if (statuses.Contains(OrchestrationRuntimeStatus.Terminated) && NotEnded.Any(s => !statuses.Contains(s)))
        {
            throw new ArgumentException(
                "The de-duplication statuses contain 'Terminated' but not all of 'Pending', 'Running' and 'Suspended': an instance in one of these would be terminated to make room, and then keep its id.",
                nameof(names));
        }

        return statuses;
    }

    private static OrchestrationRuntimeStatus Parse(string name) =>
        Enum.TryParse<OrchestrationRuntimeStatus>(name, ignoreCase: true, out var status) && Enum.IsDefined(status)
            ? status
            : throw new ArgumentException($"Invalid orchestration runtime status: '{name}' for deduplication.", nameof(name));
}
