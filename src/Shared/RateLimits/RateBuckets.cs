namespace CryptoVault.RateLimits;

/// <summary>One key's bucket under one limit, in memory.</summary>
internal abstract class RateBucket
{
    public abstract RateVerdict Take(long now, int weight);

    /// <summary>True when the bucket holds nothing that would be missed: a new one would admit no more.</summary>
    public abstract bool IsIdle(long now);
}

/// <summary>The bucket of a process that is alone: all there is.</summary>
internal sealed class OwnBucket(RateLimit limit) : RateBucket
{
    private long fullAt;

    public override RateVerdict Take(long now, int weight)
    {
        while (true)
        {
            var before = Interlocked.Read(ref fullAt);
            var (after, verdict) = limit.Take(before, now, weight);
            if (!verdict.IsAdmitted || Interlocked.CompareExchange(ref fullAt, after, before) == before)
            {
                return verdict;
            }
        }
    }

    public override bool IsIdle(long now) => Interlocked.Read(ref fullAt) <= now;
}

/// <summary>
/// What one of several instances holds of a shared bucket: tokens leased from the store, in chunks, off the path of
/// requests. While a lease is on its way the instance admits up to one chunk on credit, which the next lease pays.
/// So each instance admits at most one chunk (a quarter of the burst) more than there was.
/// </summary>
internal sealed class LeasedBucket(RateLimit limit, Func<int, Task<int?>> lease, TimeProvider clock) : RateBucket
{
    private readonly Lock gate = new();
    private int tokens;
    private int debt;
    private bool isAsking;
    private long refusedUntil;
    private long usedAt;
    private long shadow;

    public override RateVerdict Take(long now, int weight)
    {
        bool isAdmitted;
        RateVerdict verdict;
        var ask = 0;
        lock (gate)
        {
            usedAt = now;
            isAdmitted = TryTake(now, Math.Min(weight, limit.Burst));
            if (!isAsking && now >= refusedUntil && tokens < (limit.Chunk + 1) / 2)
            {
                isAsking = true;
                ask = debt + limit.Chunk;
            }

            var wait = isAdmitted ? TimeSpan.Zero : TimeSpan.FromTicks(Math.Max(refusedUntil - now, limit.TimeFor(1).Ticks));
            verdict = new RateVerdict(limit, isAdmitted, tokens, wait, limit.TimeFor(limit.Burst - Math.Min(limit.Burst, tokens)));
        }

        if (ask > 0)
        {
            _ = LeaseAsync(ask);
        }

        return verdict;
    }

    public override bool IsIdle(long now)
    {
        lock (gate)
        {
            return !isAsking && usedAt + limit.TimeToFill.Ticks <= now;
        }
    }

    private bool TryTake(long now, int weight)
    {
        if (tokens >= weight)
        {
            tokens -= weight;
            return true;
        }

        if (now < refusedUntil || (debt > 0 && debt + weight > limit.Chunk))
        {
            return false;
        }

        debt += weight;
        return true;
    }

    private async Task LeaseAsync(int wanted)
    {
        int? granted = null;
        try
        {
            await Task.Yield();
            granted = await lease(wanted);
        }
        finally
        {
            Settle(wanted, granted);
        }
    }

    private void Settle(int wanted, int? leased)
    {
        var now = clock.GetUtcNow().UtcTicks;
        lock (gate)
        {
            if (leased is not { } granted)
            {
                (shadow, granted) = limit.TakeUpTo(shadow, now, wanted); // no store: by the clock alone, as if there were no others
            }

            var paid = Math.Min(debt, granted);
            debt -= paid;
            tokens += granted - paid;
            refusedUntil = granted > 0 ? 0 : now + limit.TimeFor(debt + 1).Ticks;
            isAsking = false;
        }
    }
}
