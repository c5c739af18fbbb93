using System.Collections.Concurrent;

namespace CryptoVault.RateLimits;

/// <summary>
/// Counts requests against the limits: in memory, a look-up and a compare-and-swap per request. A process that has
/// the store to itself counts alone; several instances share by <see cref="LeasedBucket"/>. After a restart of a lone
/// process its buckets are full.
/// </summary>
public sealed class RateLimiter
{
    private readonly IReadOnlyList<RateLimit> limits;
    private readonly ConcurrentDictionary<UInt128, RateBucket>[] buckets;
    private readonly Func<RateLimit, UInt128, RateBucket> create;
    private readonly TimeProvider clock;
    private readonly int mostKeys;
    private readonly Lock sweeping = new();

    /// <summary>Makes a limiter.</summary>
    /// <param name="options">The limits.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="leases">Where tokens are leased from; null for a process that is alone.</param>
    public RateLimiter(RateLimitOptions options, TimeProvider clock, LeaseTokens? leases = null)
    {
        limits = options.ToLimits();
        buckets = [.. limits.Select(_ => new ConcurrentDictionary<UInt128, RateBucket>())];
        mostKeys = options.MostKeys;
        this.clock = clock;
        create = leases is null
            ? static (limit, _) => new OwnBucket(limit)
            : (limit, key) => new LeasedBucket(limit, most => leases.ExecuteAsync(limit, key, most), clock);
    }

    /// <summary>The limit of a kind.</summary>
    public RateLimit Of(RateLimitKind kind) => limits[(int)kind];

    /// <summary>Takes tokens from a key's bucket, if it has as many.</summary>
    /// <param name="kind">The limit.</param>
    /// <param name="key">Whose bucket (see <see cref="RateKeys"/>).</param>
    /// <param name="weight">How many tokens.</param>
    public RateVerdict Take(RateLimitKind kind, UInt128 key, int weight = 1)
    {
        var now = clock.GetUtcNow().UtcTicks;
        var known = buckets[(int)kind];
        if (!known.TryGetValue(key, out var bucket))
        {
            bucket = Add(known, limits[(int)kind], key, now);
        }

        return bucket.Take(now, weight);
    }

    private RateBucket Add(ConcurrentDictionary<UInt128, RateBucket> known, RateLimit limit, UInt128 key, long now)
    {
        if (known.Count >= mostKeys && sweeping.TryEnter())
        {
            try
            {
                Sweep(known, now);
            }
            finally
            {
                sweeping.Exit();
            }
        }

        return known.GetOrAdd(key, create(limit, key));
    }

    private void Sweep(ConcurrentDictionary<UInt128, RateBucket> known, long now)
    {
        foreach (var (key, bucket) in known)
        {
            if (bucket.IsIdle(now))
            {
                known.TryRemove(key, out _);
            }
        }

        if (known.Count >= mostKeys)
        {
            known.Clear();
        }
    }
}
