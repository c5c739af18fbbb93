using System.Diagnostics;
using System.Globalization;

namespace CryptoVault.Benchmarks.Runtime;

/// <summary>What the comparison found.</summary>
/// <param name="Ratio">Median over the rounds of functions per second by MapGet per second.</param>
/// <param name="CpuRatio">Median of the server's CPU time per request, functions by MapGet.</param>
/// <param name="FunctionRate">Median requests per second of the function.</param>
/// <param name="MapGetRate">Median requests per second of the empty MapGet.</param>
internal sealed record HttpFigures(double Ratio, double CpuRatio, double FunctionRate, double MapGetRate);

/// <summary>Compares an empty function on the local runtime with an empty MapGet: two processes, in turns.</summary>
internal static class HttpComparison
{
    private const int Connections = 64;

    public static async Task<HttpFigures> RunAsync(int rounds, TimeSpan roundTime)
    {
        using var functions = await Server.StartAsync("functions");
        using var mapGet = await Server.StartAsync("mapget");
        await functions.RoundAsync(TimeSpan.FromSeconds(3));
        await mapGet.RoundAsync(TimeSpan.FromSeconds(3));
        var pairs = new List<(Round Ours, Round Theirs)>();
        for (var i = 0; i < rounds; i++)
        {
            // Who goes first changes, so that a trend of the machine favours neither.
            var first = i % 2 == 0 ? functions : mapGet;
            var a = await first.RoundAsync(roundTime);
            var b = await (first == functions ? mapGet : functions).RoundAsync(roundTime);
            pairs.Add(first == functions ? (a, b) : (b, a));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"  round {i + 1}: function {pairs[^1].Ours.Rate,8:F0}/s  MapGet {pairs[^1].Theirs.Rate,8:F0}/s  ratio {pairs[^1].Ours.Rate / pairs[^1].Theirs.Rate:F3}  CPU ratio {pairs[^1].Ours.CpuPerRequest / pairs[^1].Theirs.CpuPerRequest:F3}"));
        }

        return new HttpFigures(
            Median(pairs.Select(p => p.Ours.Rate / p.Theirs.Rate)),
            Median(pairs.Select(p => p.Ours.CpuPerRequest / p.Theirs.CpuPerRequest)),
            Median(pairs.Select(p => p.Ours.Rate)),
            Median(pairs.Select(p => p.Theirs.Rate)));
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }

    private sealed record Round(double Rate, double CpuPerRequest);

    private sealed class Server(Process process, HttpLoad load) : IDisposable
    {
        public static async Task<Server> StartAsync(string kind)
        {
            var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!)
            {
                ArgumentList = { "runtime-http-server", kind },
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            })!;
            var port = int.Parse((await process.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture);
            var load = new HttpLoad(port, HttpServers.Path, Connections);
            await load.ConnectAsync();
            return new Server(process, load);
        }

        public async Task<Round> RoundAsync(TimeSpan time)
        {
            process.Refresh();
            var before = process.TotalProcessorTime;
            var rate = await load.MeasureAsync(time);
            process.Refresh();
            return new Round(rate, (process.TotalProcessorTime - before).TotalSeconds / (rate * time.TotalSeconds));
        }

        public void Dispose()
        {
            load.Dispose();
            process.StandardInput.Close();
            if (!process.WaitForExit(15_000))
            {
                process.Kill();
            }

            process.Dispose();
        }
    }
}
