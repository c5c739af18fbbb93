using System.Collections.Immutable;

namespace CryptoVault.LocalRuntime;

/// <summary>What is known of a function's invocations since the start of the process.</summary>
public sealed class FunctionStatistics
{
    /// <summary>So many failures are kept.</summary>
    public const int MostFailures = 20;

    private long runs;
    private long failures;
    private long lastRunTicks;
    private ImmutableList<FunctionFailure> recentFailures = [];

    /// <summary>How many invocations began.</summary>
    public long Runs => Volatile.Read(ref runs);

    /// <summary>How many invocations ended with an exception.</summary>
    public long Failures => Volatile.Read(ref failures);

    /// <summary>When the newest invocation began, or null.</summary>
    public DateTimeOffset? LastRun =>
        Volatile.Read(ref lastRunTicks) is var ticks and not 0 ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    /// <summary>The newest failure, or null.</summary>
    public FunctionFailure? LastFailure => RecentFailures is [var newest, ..] ? newest : null;

    /// <summary>The newest failures, newest first, at most <see cref="MostFailures"/>.</summary>
    public IReadOnlyList<FunctionFailure> RecentFailures => Volatile.Read(ref recentFailures);

    internal void Began(DateTimeOffset now)
    {
        Interlocked.Increment(ref runs);
        Volatile.Write(ref lastRunTicks, now.UtcTicks);
    }

    internal void Failed(DateTimeOffset now, string invocationId, Exception exception)
    {
        Interlocked.Increment(ref failures);
        var failure = new FunctionFailure(now, invocationId, $"{exception.GetType().Name}: {exception.Message}");
        ImmutableInterlocked.Update(
            ref recentFailures, static (kept, newest) => (kept.Count < MostFailures ? kept : kept.RemoveAt(kept.Count - 1)).Insert(0, newest), failure);
    }
}

/// <summary>A failed invocation.</summary>
/// <param name="Time">When it failed.</param>
/// <param name="InvocationId">The invocation.</param>
/// <param name="Message">What happened.</param>
public sealed record FunctionFailure(DateTimeOffset Time, string InvocationId, string Message);
