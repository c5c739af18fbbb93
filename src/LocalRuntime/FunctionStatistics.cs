namespace CryptoVault.LocalRuntime;

/// <summary>What is known of a function's invocations since the start of the process.</summary>
public sealed class FunctionStatistics
{
    private long runs;
    private long failures;
    private long lastRunTicks;
    private FunctionFailure? lastFailure;

    /// <summary>How many invocations began.</summary>
    public long Runs => Volatile.Read(ref runs);

    /// <summary>How many invocations ended with an exception.</summary>
    public long Failures => Volatile.Read(ref failures);

    /// <summary>When the newest invocation began, or null.</summary>
    public DateTimeOffset? LastRun =>
        Volatile.Read(ref lastRunTicks) is var ticks and not 0 ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    /// <summary>The newest failure, or null.</summary>
    public FunctionFailure? LastFailure => Volatile.Read(ref lastFailure);

    internal void Began(DateTimeOffset now)
    {
        Interlocked.Increment(ref runs);
        Volatile.Write(ref lastRunTicks, now.UtcTicks);
    }

    internal void Failed(DateTimeOffset now, string invocationId, Exception exception)
    {
        Interlocked.Increment(ref failures);
        Volatile.Write(ref lastFailure, new FunctionFailure(now, invocationId, $"{exception.GetType().Name}: {exception.Message}"));
    }
}

/// <summary>A failed invocation.</summary>
/// <param name="Time">When it failed.</param>
/// <param name="InvocationId">The invocation.</param>
/// <param name="Message">What happened.</param>
public sealed record FunctionFailure(DateTimeOffset Time, string InvocationId, string Message);
