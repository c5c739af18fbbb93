using System.Diagnostics;

namespace CryptoVault.Load.Generator;

/// <summary>Latencies of many workers, each of which writes its own list.</summary>
internal sealed class Latencies
{
    private long[] sorted = [];

    /// <summary>Takes the workers' lists together.</summary>
    public static Latencies Of(IEnumerable<List<long>> workers)
    {
        long[] all = [.. workers.SelectMany(list => list)];
        Array.Sort(all);
        return new Latencies { sorted = all };
    }

    public int Count => sorted.Length;

    /// <summary>The latency that this share of all operations did not exceed, in milliseconds.</summary>
    public double PercentileMs(double percent)
    {
        if (sorted.Length == 0)
        {
            return 0;
        }

        var rank = (int)Math.Ceiling(percent / 100 * sorted.Length) - 1;
        return Math.Round(Stopwatch.GetElapsedTime(0, sorted[Math.Clamp(rank, 0, sorted.Length - 1)]).TotalMilliseconds, 2);
    }
}
