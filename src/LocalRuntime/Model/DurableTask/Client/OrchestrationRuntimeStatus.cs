namespace Microsoft.DurableTask.Client;

/// <summary>How far an orchestration is.</summary>
public enum OrchestrationRuntimeStatus
{
    /// <summary>It runs or waits.</summary>
    Running,

    /// <summary>It returned.</summary>
    Completed,

    /// <summary>Not used.</summary>
    [Obsolete("The ContinuedAsNew status is obsolete and exists only for compatibility reasons.")]
    ContinuedAsNew,

    /// <summary>It threw.</summary>
    Failed,

    /// <summary>Not used.</summary>
    [Obsolete("The Canceled status is not currently used and exists only for compatibility reasons.")]
    Canceled,

    /// <summary>A client ended it.</summary>
    Terminated,

    /// <summary>It has not begun yet.</summary>
    Pending,

    /// <summary>A client suspended it.</summary>
    Suspended,
}
