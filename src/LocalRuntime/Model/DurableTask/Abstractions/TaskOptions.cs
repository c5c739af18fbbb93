using System.Collections.Immutable;

namespace Microsoft.DurableTask;

/// <summary>How an orchestration calls an activity or sub-orchestration.</summary>
public record TaskOptions
{
    /// <summary>Creates options.</summary>
    public TaskOptions(TaskRetryOptions? retry)
        : this(retry, null)
    {
    }

    /// <summary>Creates options.</summary>
    /// <param name="retry">How the task is retried; null for not at all.</param>
    /// <param name="tags">Tags of the task.</param>
    public TaskOptions(TaskRetryOptions? retry = null, IDictionary<string, string>? tags = null)
    {
        Retry = retry;
        Tags = tags;
    }

    /// <summary>Copies options.</summary>
    public TaskOptions(TaskOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Retry = options.Retry;
        Tags = options.Tags;
    }

    /// <summary>How the task is retried; null for not at all.</summary>
    public TaskRetryOptions? Retry { get; init; }

    /// <summary>Tags of the task.</summary>
    public IDictionary<string, string>? Tags { get; init; }

    /// <summary>Options with a retry policy.</summary>
    public static TaskOptions FromRetryPolicy(RetryPolicy policy) => new(policy);

    /// <summary>Options with a retry handler.</summary>
    public static TaskOptions FromRetryHandler(AsyncRetryHandler handler) => new(handler);

    /// <summary>Options with a retry handler.</summary>
    public static TaskOptions FromRetryHandler(RetryHandler handler) => new(handler);

    /// <summary>These options for a sub-orchestration with the stated id.</summary>
    public SubOrchestrationOptions WithInstanceId(string instanceId) => new(this, instanceId);
}

/// <summary>How an orchestration calls a sub-orchestration.</summary>
public record SubOrchestrationOptions : TaskOptions
{
    /// <summary>Creates options.</summary>
    /// <param name="retry">How the sub-orchestration is retried; null for not at all.</param>
    /// <param name="instanceId">Its instance id; null for a derived one.</param>
    public SubOrchestrationOptions(TaskRetryOptions? retry = null, string? instanceId = null)
        : base(retry) => InstanceId = instanceId;

    /// <summary>Copies options.</summary>
    public SubOrchestrationOptions(TaskOptions options, string? instanceId = null)
        : base(options)
    {
        InstanceId = instanceId;
        if (options is SubOrchestrationOptions derived && instanceId is null)
        {
            InstanceId = derived.InstanceId;
        }
    }

    /// <summary>Copies options.</summary>
    public SubOrchestrationOptions(SubOrchestrationOptions options)
        : base(options)
    {
        ArgumentNullException.ThrowIfNull(options);
        InstanceId = options.InstanceId;
    }

    /// <summary>The instance id; null for a derived one.</summary>
    public string? InstanceId { get; init; }
}

/// <summary>How a client starts an orchestration.</summary>
public record StartOrchestrationOptions
{
    /// <summary>Creates options.</summary>
    /// <param name="InstanceId">The instance id; null for a new one.</param>
    /// <param name="StartAt">When to start; null or a time that is over for at once.</param>
    public StartOrchestrationOptions(string? InstanceId = null, DateTimeOffset? StartAt = null)
    {
        this.InstanceId = InstanceId;
        this.StartAt = StartAt;
    }

    /// <summary>Copies options.</summary>
    public StartOrchestrationOptions(StartOrchestrationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        InstanceId = options.InstanceId;
        StartAt = options.StartAt;
        Tags = options.Tags;
        DedupeStatuses = options.DedupeStatuses;
    }

    /// <summary>The instance id; null for a new one.</summary>
    public string? InstanceId { get; init; }

    /// <summary>When to start; null or a time that is over for at once.</summary>
    public DateTimeOffset? StartAt { get; init; }

    /// <summary>Tags of the instance.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = ImmutableDictionary.Create<string, string>();

    /// <summary>
    /// Statuses in which an instance that has the id already keeps it, so that the start fails; an instance in any
    /// other status is replaced. Null leaves it to the engine: running instances are kept.
    /// </summary>
    public IReadOnlyList<string>? DedupeStatuses { get; init; }
}
