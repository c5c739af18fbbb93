namespace Microsoft.DurableTask;

/// <summary>How often, and after which pauses, a failed activity or sub-orchestration is tried again.</summary>
public class RetryPolicy
{
    /// <summary>Creates the policy.</summary>
    /// <param name="maxNumberOfAttempts">The most attempts, the first one included; at least 1.</param>
    /// <param name="firstRetryInterval">The pause before the first retry; more than zero.</param>
    /// <param name="backoffCoefficient">By how much each pause is longer than the one before; at least 1.</param>
    /// <param name="maxRetryInterval">The longest pause; null for one hour.</param>
    /// <param name="retryTimeout">For how long retries are begun; null for ever.</param>
    public RetryPolicy(
        int maxNumberOfAttempts,
        TimeSpan firstRetryInterval,
        double backoffCoefficient = 1.0,
        TimeSpan? maxRetryInterval = null,
        TimeSpan? retryTimeout = null)
    {
        if (maxNumberOfAttempts <= 0)
        {
            throw new ArgumentOutOfRangeException(
                nameof(maxNumberOfAttempts), maxNumberOfAttempts, $"The value for {nameof(maxNumberOfAttempts)} must be greater than zero.");
        }

        if (firstRetryInterval <= TimeSpan.Zero)
        {
            throw new ArgumentOutOfRangeException(
                nameof(firstRetryInterval), firstRetryInterval, $"The value for {nameof(firstRetryInterval)} must be greater than zero.");
        }

        if (backoffCoefficient < 1.0)
        {
            throw new ArgumentOutOfRangeException(
                nameof(backoffCoefficient), backoffCoefficient, $"The value for {nameof(backoffCoefficient)} must be greater or equal to 1.0.");
        }

        if (maxRetryInterval < firstRetryInterval && maxRetryInterval != Timeout.InfiniteTimeSpan)
        {
            throw new ArgumentOutOfRangeException(
                nameof(maxRetryInterval), maxRetryInterval, $"The value for {nameof(maxRetryInterval)} must be greater or equal to the value for {nameof(firstRetryInterval)}.");
        }

        if (retryTimeout < firstRetryInterval && retryTimeout != Timeout.InfiniteTimeSpan)
        {
            throw new ArgumentOutOfRangeException(
                nameof(retryTimeout), retryTimeout, $"The value for {nameof(retryTimeout)} must be greater or equal to the value for {nameof(firstRetryInterval)}.");
        }

        MaxNumberOfAttempts = maxNumberOfAttempts;
        FirstRetryInterval = firstRetryInterval;
        BackoffCoefficient = backoffCoefficient;
        MaxRetryInterval = maxRetryInterval ?? TimeSpan.FromHours(1);
        RetryTimeout = retryTimeout ?? Timeout.InfiniteTimeSpan;
    }

    /// <summary>The most attempts, the first one included.</summary>
    public int MaxNumberOfAttempts { get; }

    /// <summary>The pause before the first retry.</summary>
    public TimeSpan FirstRetryInterval { get; }

    /// <summary>By how much each pause is longer than the one before.</summary>
    public double BackoffCoefficient { get; }

    /// <summary>The longest pause.</summary>
    public TimeSpan MaxRetryInterval { get; }

    /// <summary>For how long retries are begun.</summary>
    public TimeSpan RetryTimeout { get; }

    /// <summary>Says of a failure whether to try again; without it every failure is retried.</summary>
    public Func<TaskFailureDetails, bool> HandleFailure
    {
        init => Handles = value;
    }

    internal Func<TaskFailureDetails, bool>? Handles { get; private init; }
}
