namespace Microsoft.DurableTask.Client;

/// <summary>How to purge.</summary>
/// <param name="Recursive">Whether sub-orchestrations are purged too.</param>
public record PurgeInstanceOptions(bool Recursive = false);

/// <summary>What to purge.</summary>
/// <param name="CreatedFrom">Created at this time or later.</param>
/// <param name="CreatedTo">Created at this time or before.</param>
/// <param name="Statuses">In one of these statuses; null for any that is final.</param>
public record PurgeInstancesFilter(
    DateTimeOffset? CreatedFrom = null,
    DateTimeOffset? CreatedTo = null,
    IEnumerable<OrchestrationRuntimeStatus>? Statuses = null);

/// <summary>What was purged.</summary>
public class PurgeResult
{
    /// <summary>Creates a result.</summary>
    public PurgeResult(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        PurgedInstanceCount = count;
    }

    /// <summary>Creates a result.</summary>
    public PurgeResult(int count, bool? isComplete)
        : this(count) => IsComplete = isComplete;

    /// <summary>How many instances were purged.</summary>
    public int PurgedInstanceCount { get; }

    /// <summary>Whether all were purged; null when that is not known.</summary>
    public bool? IsComplete { get; }
}

/// <summary>How to terminate.</summary>
/// <param name="Output">The output of the terminated instance.</param>
/// <param name="Recursive">Whether sub-orchestrations are terminated too.</param>
public record TerminateInstanceOptions(object? Output = null, bool Recursive = false);
