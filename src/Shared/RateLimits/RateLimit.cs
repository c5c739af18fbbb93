using System.Globalization;

namespace CryptoVault.RateLimits;

/// <summary>
/// A limit as a token bucket: it holds <see cref="Burst"/> tokens, and <see cref="Tokens"/> flow in per
/// <see cref="Period"/>. A bucket's whole state is one number, the time at which it is full again (the generic cell
/// rate algorithm, ITU-T I.371): a token taken puts that time off by the time in which a token flows in.
/// </summary>
public sealed class RateLimit
{
    private readonly long ticksPerToken;
    private readonly long capacityTicks;

    /// <summary>Makes the limit.</summary>
    /// <param name="name">Its name in headers: lower-case letters and hyphens.</param>
    /// <param name="setting">Its figures.</param>
    /// <exception cref="ArgumentException">A figure is not above zero, or the period is shorter than its tokens can be counted.</exception>
    public RateLimit(string name, RateLimitSetting setting)
    {
        if (setting.Tokens < 1 || setting.Burst < 1 || setting.Period.Ticks < setting.Tokens)
        {
            throw new ArgumentException($"The rate limit '{name}' needs Tokens, Period and Burst above zero, not {setting}.", nameof(setting));
        }

        Name = name;
        Tokens = setting.Tokens;
        Period = setting.Period;
        Burst = setting.Burst;
        ticksPerToken = Period.Ticks / Tokens;
        capacityTicks = ticksPerToken * Burst;
        Policy = string.Create(CultureInfo.InvariantCulture, $"\"{name}\";q={Burst};w={SecondsOf(capacityTicks)}");
    }

    /// <summary>The name in headers.</summary>
    public string Name { get; }

    /// <summary>Tokens that flow in per <see cref="Period"/>.</summary>
    public int Tokens { get; }

    /// <summary>The time in which <see cref="Tokens"/> flow in.</summary>
    public TimeSpan Period { get; }

    /// <summary>Most tokens that the bucket holds.</summary>
    public int Burst { get; }

    /// <summary>The value of <c>RateLimit-Policy</c>: quota and the seconds in which it flows in anew.</summary>
    public string Policy { get; }

    /// <summary>Tokens that an instance leases at a time where several share the limit.</summary>
    public int Chunk => Math.Max(1, Burst / 4);

    /// <summary>How long an empty bucket takes to be full.</summary>
    public TimeSpan TimeToFill => TimeSpan.FromTicks(capacityTicks);

    /// <summary>Takes tokens if there are as many.</summary>
    /// <param name="fullAt">The bucket's state: when it is full, in ticks; 0 for a new one.</param>
    /// <param name="now">The time in ticks.</param>
    /// <param name="weight">How many; more than the bucket can hold count as all that it can.</param>
    /// <returns>The new state and how it went; the same state when it is refused.</returns>
    public (long FullAt, RateVerdict Verdict) Take(long fullAt, long now, int weight)
    {
        var level = Level(fullAt, now);
        var after = level + (ticksPerToken * Math.Min(weight, Burst));
        return after - now <= capacityTicks
            ? (after, new RateVerdict(this, true, Left(after, now), TimeSpan.Zero, TimeSpan.FromTicks(after - now)))
            : (fullAt, new RateVerdict(this, false, Left(level, now), TimeSpan.FromTicks(after - now - capacityTicks), TimeSpan.FromTicks(level - now)));
    }

    /// <summary>Takes as many tokens as there are, up to so many.</summary>
    /// <returns>The new state, and how many were taken.</returns>
    public (long FullAt, int Taken) TakeUpTo(long fullAt, long now, int most)
    {
        var level = Level(fullAt, now);
        var taken = Math.Min(most, Left(level, now));
        return (level + (ticksPerToken * taken), taken);
    }

    /// <summary>How long until so many tokens have flowed in, from nothing.</summary>
    public TimeSpan TimeFor(int tokens) => TimeSpan.FromTicks(ticksPerToken * tokens);

    /// <summary>The time at which the bucket is full; a clock that was set back makes it no emptier than empty.</summary>
    private long Level(long fullAt, long now) => Math.Clamp(fullAt, now, now + capacityTicks);

    private int Left(long fullAt, long now) => (int)((capacityTicks - (fullAt - now)) / ticksPerToken);

    private static long SecondsOf(long ticks) => Math.Max(1, (ticks + TimeSpan.TicksPerSecond - 1) / TimeSpan.TicksPerSecond);
}

/// <summary>Whether a request may pass a limit.</summary>
/// <param name="Limit">The limit.</param>
/// <param name="IsAdmitted">True when it may.</param>
/// <param name="Remaining">Tokens left.</param>
/// <param name="RetryAfter">When it may not: how long until it might.</param>
/// <param name="FullAfter">How long until the bucket is full again.</param>
public readonly record struct RateVerdict(RateLimit Limit, bool IsAdmitted, int Remaining, TimeSpan RetryAfter, TimeSpan FullAfter)
{
    /// <summary>The value of the header <c>RateLimit</c>: tokens left, and the seconds until the whole quota is there again.</summary>
    public string Header => string.Create(
        CultureInfo.InvariantCulture, $"\"{Limit.Name}\";r={Remaining};t={(FullAfter.Ticks + TimeSpan.TicksPerSecond - 1) / TimeSpan.TicksPerSecond}");
}
