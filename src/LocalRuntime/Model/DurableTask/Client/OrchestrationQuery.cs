namespace Microsoft.DurableTask.Client;

/// <summary>Which orchestrations to list.</summary>
/// <param name="CreatedFrom">Created at this time or later.</param>
/// <param name="CreatedTo">Created at this time or before.</param>
/// <param name="Statuses">In one of these statuses; null for any.</param>
/// <param name="TaskHubNames">In one of these task hubs; null for any.</param>
/// <param name="InstanceIdPrefix">With ids that begin so; null for any.</param>
/// <param name="PageSize">Most in a page.</param>
/// <param name="FetchInputsAndOutputs">Whether inputs, outputs and custom statuses are read.</param>
/// <param name="ContinuationToken">Where to go on.</param>
public record OrchestrationQuery(
    DateTimeOffset? CreatedFrom = null,
    DateTimeOffset? CreatedTo = null,
    IEnumerable<OrchestrationRuntimeStatus>? Statuses = null,
    IEnumerable<string>? TaskHubNames = null,
    string? InstanceIdPrefix = null,
    int PageSize = OrchestrationQuery.DefaultPageSize,
    bool FetchInputsAndOutputs = false,
    string? ContinuationToken = null)
{
    /// <summary>The default of <see cref="PageSize"/>.</summary>
    public const int DefaultPageSize = 100;
}
