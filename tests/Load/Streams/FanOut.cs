namespace CryptoVault.Load.Streams;

/// <summary>How long events took from their own timestamp to a client, by tenths of a millisecond, and what else was seen.</summary>
internal sealed class FanOut
{
    private const int PerMillisecond = 10;
    private readonly int[] buckets = new int[60_000];
    private int count;
    private int dropped;
    private int isCounting;

    public int Count => Volatile.Read(ref count);

    public int Dropped => Volatile.Read(ref dropped);

    public void Begin() => Volatile.Write(ref isCounting, 1);

    public void End() => Volatile.Write(ref isCounting, 0);

    public void Take(TimeSpan latency)
    {
        if (Volatile.Read(ref isCounting) == 1)
        {
            Interlocked.Increment(ref count);
            Interlocked.Increment(ref buckets[Math.Clamp((int)(latency.TotalMilliseconds * PerMillisecond), 0, buckets.Length - 1)]);
        }
    }

    /// <summary>A connection was closed by the host.</summary>
    public void Drop() => Interlocked.Increment(ref dropped);

    public double PercentileMs(int percent)
    {
        long wanted = (long)Math.Ceiling(Count * percent / 100.0), seen = 0;
        for (var i = 0; i < buckets.Length; i++)
        {
            seen += buckets[i];
            if (seen >= wanted && seen > 0)
            {
                return Math.Round((i + 1.0) / PerMillisecond, 1);
            }
        }

        return 0;
    }
}
