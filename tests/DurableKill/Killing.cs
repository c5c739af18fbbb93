using CryptoVault.LocalProcess;

namespace CryptoVault.DurableKill;

/// <summary>Runs the worker, kills it again and again, lets it end its work, and checks what is in the store.</summary>
public static class Killing
{
    /// <summary>So many activities are under way before the time to the next kill begins to run.</summary>
    private const int AtWork = 10;

    private static readonly TimeSpan EndLimit = TimeSpan.FromMinutes(5);

    /// <summary>Runs it all.</summary>
    /// <param name="options">How much.</param>
    /// <param name="print">Told of the progress.</param>
    public static async Task<KillReport> RunAsync(KillOptions options, Action<string> print)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(print);
        using var folder = new TemporaryFolder();
        using var inFlight = InFlight.Open(folder.Path);
        var random = new Random(options.Seed);
        var seen = new List<int>();
        for (var kill = 1; kill <= options.Kills; kill++)
        {
            await using var worker = Start(folder, options);
            await UntilAsync(worker, () => inFlight.Count >= AtWork, $"is at work with {AtWork} activities");
            await Task.Delay(random.Next(0, 500));
            await worker.KillAsync();
            seen.Add(inFlight.Count);
            inFlight.Reset();
            if (kill % 10 == 0)
            {
                print($"{kill} kills; in flight at the last ten: {string.Join(' ', seen.TakeLast(10))}");
            }
        }

        await using (var last = Start(folder, options))
        {
            await UntilAsync(last, () => last.Output.Contains(Worker.Done, StringComparison.Ordinal), "ended its work");
            await last.StopAsync();
        }

        return await Findings.CheckAsync(folder.Path, options, seen.DefaultIfEmpty(0).Average());
    }

    private static ChildProcess Start(TemporaryFolder folder, KillOptions options) =>
        ChildProcess.Start(typeof(Worker).Assembly.Location, "worker", folder.Path, $"{options.Stories}");

    private static async Task UntilAsync(ChildProcess worker, Func<bool> condition, string what)
    {
        using var limit = new CancellationTokenSource(EndLimit);
        while (!condition())
        {
            if (worker.HasExited || limit.IsCancellationRequested)
            {
                throw new InvalidOperationException($"It is not so that the worker {what}:\n{worker.Output}");
            }

            await Task.Delay(5, CancellationToken.None);
        }
    }
}
