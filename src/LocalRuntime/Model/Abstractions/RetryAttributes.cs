using System.Globalization;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Base of the retry policies of a function. Timer and change-feed functions honour them.</summary>
[AttributeUsage(AttributeTargets.Method)]
public abstract class RetryAttribute : Attribute
{
    /// <summary>The most retries of one event; -1 for no limit.</summary>
    public int MaxRetryCount { get; set; }
}

/// <summary>Retries after a fixed delay.</summary>
public sealed class FixedDelayRetryAttribute : RetryAttribute
{
    /// <summary>Creates the policy.</summary>
    /// <param name="maxRetryCount">The most retries of one event; -1 for no limit.</param>
    /// <param name="delayInterval">The delay as <c>HH:mm:ss</c>.</param>
    public FixedDelayRetryAttribute(int maxRetryCount, string delayInterval)
    {
        if (!TimeSpan.TryParse(delayInterval, CultureInfo.InvariantCulture, out var delay))
        {
            throw new ArgumentOutOfRangeException(nameof(delayInterval));
        }

        if (delay.Ticks < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(delayInterval), "The TimeSpan must not be negative.");
        }

        MaxRetryCount = maxRetryCount;
        DelayInterval = delayInterval;
    }

    /// <summary>The delay as <c>HH:mm:ss</c>.</summary>
    public string DelayInterval { get; }
}

/// <summary>Retries after growing delays.</summary>
public sealed class ExponentialBackoffRetryAttribute : RetryAttribute
{
    /// <summary>Creates the policy.</summary>
    /// <param name="maxRetryCount">The most retries of one event; -1 for no limit.</param>
    /// <param name="minimumInterval">The shortest delay as <c>HH:mm:ss</c>.</param>
    /// <param name="maximumInterval">The longest delay as <c>HH:mm:ss</c>.</param>
    public ExponentialBackoffRetryAttribute(int maxRetryCount, string minimumInterval, string maximumInterval)
    {
        if (!TimeSpan.TryParse(minimumInterval, CultureInfo.InvariantCulture, out var minimum) || minimum.Ticks < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(minimumInterval));
        }

        if (!TimeSpan.TryParse(maximumInterval, CultureInfo.InvariantCulture, out var maximum) || maximum.Ticks < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(maximumInterval));
        }

        if (minimum > maximum)
        {
            throw new ArgumentException("The minimumInterval must not be greater than the maximumInterval.", nameof(minimumInterval));
        }

        MaxRetryCount = maxRetryCount;
        MinimumInterval = minimumInterval;
        MaximumInterval = maximumInterval;
    }

    /// <summary>The shortest delay as <c>HH:mm:ss</c>.</summary>
    public string MinimumInterval { get; }

    /// <summary>The longest delay as <c>HH:mm:ss</c>.</summary>
    public string MaximumInterval { get; }
}
