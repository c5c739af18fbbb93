using Microsoft.DurableTask;

namespace CryptoVault.LocalRuntime.Durable.Executions;

/// <summary>Repeats failed tasks within an orchestrator; the pauses are durable timers.</summary>
internal static class TaskRetry
{
    public static Task<T> RunAsync<T>(TaskOrchestrationContext context, TaskRetryOptions? retry, Func<Task<T>> attempt) => retry switch
    {
        { Policy: { } policy } => ByPolicyAsync(context, policy, attempt),
        { Handler: { } handler } => ByHandlerAsync(context, handler, attempt),
        _ => attempt(),
    };

    private static async Task<T> ByPolicyAsync<T>(TaskOrchestrationContext context, RetryPolicy policy, Func<Task<T>> attempt)
    {
        var began = context.CurrentUtcDateTime;
        for (var number = 1; ; number++)
        {
            TaskFailedException failure;
            try
            {
                return await attempt();
            }
            catch (TaskFailedException exception) when (number < policy.MaxNumberOfAttempts && policy.Handles?.Invoke(exception.FailureDetails) != false)
            {
                failure = exception;
            }

            if (policy.RetryTimeout != Timeout.InfiniteTimeSpan && context.CurrentUtcDateTime >= began + policy.RetryTimeout)
            {
                throw failure;
            }

            await context.CreateTimer(PauseBefore(policy, number), CancellationToken.None);
        }
    }

    private static async Task<T> ByHandlerAsync<T>(TaskOrchestrationContext context, AsyncRetryHandler handler, Func<Task<T>> attempt)
    {
        var began = context.CurrentUtcDateTime;
        for (var number = 1; ; number++)
        {
            try
            {
                return await attempt();
            }
            catch (TaskFailedException exception)
            {
                var told = new RetryContext(context, number, exception.FailureDetails, context.CurrentUtcDateTime - began, CancellationToken.None);
                if (!await handler(told))
                {
                    throw;
                }
            }
        }
    }

    private static TimeSpan PauseBefore(RetryPolicy policy, int retry)
    {
        var milliseconds = policy.FirstRetryInterval.TotalMilliseconds * Math.Pow(policy.BackoffCoefficient, retry - 1);
        var most = policy.MaxRetryInterval == Timeout.InfiniteTimeSpan ? TimeSpan.MaxValue : policy.MaxRetryInterval;
        return milliseconds < most.TotalMilliseconds ? TimeSpan.FromMilliseconds(milliseconds) : most;
    }
}
