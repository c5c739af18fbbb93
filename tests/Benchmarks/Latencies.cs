using System.Diagnostics;

namespace CryptoVault.Benchmarks;

/// <summary>Collects durations of one worker; merged and sorted for percentiles at the end.</summary>
internal sealed class Latencies
{
    private readonly List<long> ticks = [];

    public int Count => ticks.Count;

    public void Add(long started) => ticks.Add(Stopwatch.GetTimestamp() - started);

    public static Latencies Merge(IEnumerable<Latencies> parts)
    {
        var all = new Latencies();
        foreach (var part in parts)
        {
            all.ticks.AddRange(part.ticks);
        }

        all.ticks.Sort();
        return all;
    }

    /// <summary>A percentile in microseconds; only after <see cref="Merge"/>.</summary>
    public double Microseconds(double percentile) =>
        ticks.Count == 0 ? 0 : ticks[Math.Min(ticks.Count - 1, (int)(ticks.Count * percentile))] * 1e6 / Stopwatch.Frequency;
}
