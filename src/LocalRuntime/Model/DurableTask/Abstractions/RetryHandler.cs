namespace Microsoft.DurableTask;

/// <summary>Says after a failure whether to try again.</summary>
public delegate bool RetryHandler(RetryContext retryContext);

/// <summary>Says after a failure whether to try again; it may wait for a durable timer before.</summary>
public delegate Task<bool> AsyncRetryHandler(RetryContext retryContext);

/// <summary>What a retry handler gets to know.</summary>
/// <param name="OrchestrationContext">The context of the orchestration that called the task.</param>
/// <param name="LastAttemptNumber">The number of the attempt that failed, from 1.</param>
/// <param name="LastFailure">How it failed.</param>
/// <param name="TotalRetryTime">The time since the first attempt.</param>
/// <param name="CancellationToken">Fires when retries are to end.</param>
public record RetryContext(
    TaskOrchestrationContext OrchestrationContext,
    int LastAttemptNumber,
    TaskFailureDetails LastFailure,
    TimeSpan TotalRetryTime,
    CancellationToken CancellationToken);
