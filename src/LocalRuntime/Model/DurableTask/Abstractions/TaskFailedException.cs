namespace Microsoft.DurableTask;

/// <summary>An activity or sub-orchestration failed.</summary>
public sealed class TaskFailedException : Exception
{
    /// <summary>Creates the exception from another.</summary>
    public TaskFailedException(string taskName, int taskId, Exception innerException)
        : base(MessageOf(taskName, taskId, innerException?.Message), innerException)
    {
        TaskName = taskName;
        TaskId = taskId;
        FailureDetails = TaskFailureDetails.FromException(innerException!);
    }

    /// <summary>Creates the exception from the details of a failure.</summary>
    public TaskFailedException(string taskName, int taskId, TaskFailureDetails failureDetails)
        : base(MessageOf(taskName, taskId, failureDetails?.ErrorMessage))
    {
        TaskName = taskName;
        TaskId = taskId;
        FailureDetails = failureDetails!;
    }

    /// <summary>The name of the activity or orchestrator.</summary>
    public string TaskName { get; }

    /// <summary>The number of the task within the orchestration.</summary>
    public int TaskId { get; }

    /// <summary>How it failed.</summary>
    public TaskFailureDetails FailureDetails { get; }

    private static string MessageOf(string name, int id, string? cause) => cause is null
        ? $"Task '{name}' (#{id}) failed with an unhandled exception."
        : $"Task '{name}' (#{id}) failed with an unhandled exception: {cause}";
}
