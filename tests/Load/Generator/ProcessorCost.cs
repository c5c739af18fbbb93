using System.Diagnostics;
using CryptoVault.LocalProcess;

namespace CryptoVault.Load.Generator;

/// <summary>How much processor time this program and the host used between two moments.</summary>
internal sealed class ProcessorCost
{
    private readonly ChildProcess? host;
    private readonly TimeSpan ownAtStart;
    private readonly TimeSpan hostAtStart;
    private readonly Stopwatch watch = Stopwatch.StartNew();

    public ProcessorCost(ChildProcess? host)
    {
        this.host = host;
        ownAtStart = Own();
        hostAtStart = host?.ProcessorTime ?? TimeSpan.Zero;
    }

    /// <summary>Stops counting.</summary>
    /// <param name="operations">What the time was spent on.</param>
    /// <returns>A line to print.</returns>
    public string Per(long operations)
    {
        var seconds = watch.Elapsed.TotalSeconds;
        var own = Own() - ownAtStart;
        var line = $"generator {Micros(own):F0} us of processor time each ({own.TotalSeconds / seconds:P0} of a core)";
        if (host is not null)
        {
            var used = host.ProcessorTime - hostAtStart;
            line += $", host {Micros(used):F0} us ({used.TotalSeconds / seconds:P0})";
        }

        return line;

        double Micros(TimeSpan time) => time.TotalMicroseconds / Math.Max(operations, 1);
    }

    private static TimeSpan Own()
    {
        using var self = Process.GetCurrentProcess();
        return self.TotalProcessorTime;
    }
}
