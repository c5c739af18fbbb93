using System.Diagnostics;
using System.Net;
using System.Text;
using CryptoVault.DemoPlayer.Client;
using CryptoVault.Load.Generator;
using CryptoVault.LocalProcess;

namespace CryptoVault.Load.Ticker;

/// <summary>
/// Ticker reads per second against an empty MapGet in a process of its own, by the same generator in the same run. The two
/// are measured in turns, so that a noisy neighbour hits both.
/// </summary>
internal static class TickerRun
{
    private const int Turns = 3;
    private const string Path = "/api/v1/market-data/ticker/BTC-USDT";

    public static async Task<int> RunAsync(LoadOptions options)
    {
        await using var host = await MeasuredHost.StartAsync(options);
        var port = HostProcess.FreePort();
        await using var baseline = ChildProcess.Start(typeof(TickerRun).Assembly.Location, ["baseline", "--port", $"{port}"]);
        var bare = new IPEndPoint(IPAddress.Loopback, port);
        await AwaitAsync(new Uri($"http://127.0.0.1:{port}/"));

        var turn = TimeSpan.FromSeconds((double)options.Seconds / Turns);
        await MeasureAsync(host.EndPoint, Path, options.Connections, TimeSpan.FromSeconds(LoadOptions.WarmUpSeconds));
        await MeasureAsync(bare, "/", options.Connections, TimeSpan.FromSeconds(LoadOptions.WarmUpSeconds));
        var reads = new List<Reads>();
        var bareReads = new List<Reads>();
        for (var i = 0; i < Turns; i++)
        {
            var cost = new ProcessorCost(host.Process);
            reads.Add(await MeasureAsync(host.EndPoint, Path, options.Connections, turn));
            Console.WriteLine($"ticker   {reads[^1].Rate,8:F0}/s, {cost.Per(reads[^1].Count)}");
            cost = new ProcessorCost(baseline);
            bareReads.Add(await MeasureAsync(bare, "/", options.Connections, turn));
            Console.WriteLine($"empty    {bareReads[^1].Rate,8:F0}/s, {cost.Per(bareReads[^1].Count)}");
        }

        return Report(reads, bareReads);
    }

    private static int Report(List<Reads> reads, List<Reads> bareReads)
    {
        var latencies = Latencies.Of(reads.SelectMany(one => one.Workers));
        var errors = reads.Sum(one => one.Errors);
        var (rate, bareRate) = (Median(reads), Median(bareReads));
        Figures.Print(
            ("rate", Math.Round(rate)), ("p50Ms", latencies.PercentileMs(50)), ("p95Ms", latencies.PercentileMs(95)),
            ("p99Ms", latencies.PercentileMs(99)), ("errors", errors), ("documentsPerOrder", 0),
            ("emptyMapGetRate", Math.Round(bareRate)), ("ratio", Math.Round(rate / bareRate, 3)));
        return errors == 0 ? 0 : 1;
    }

    private static double Median(List<Reads> turns) => turns.Select(turn => turn.Rate).Order().ElementAt(turns.Count / 2);

    private static async Task AwaitAsync(Uri url)
    {
        using var api = new Api(url);
        var watch = Stopwatch.StartNew();
        while (!await api.IsReadyAsync())
        {
            if (watch.Elapsed > TimeSpan.FromSeconds(30))
            {
                throw new UnexpectedException("The baseline", "to answer", "nothing for 30 s");
            }

            await Task.Delay(50);
        }
    }

    private static async Task<Reads> MeasureAsync(IPEndPoint host, string path, int connections, TimeSpan duration)
    {
        var request = Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: {host}\r\nAccept: application/json\r\n\r\n");
        var watch = Stopwatch.StartNew();
        var workers = await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(() => ReadAsync(host, request, watch, duration))));
        return new Reads([.. workers.Select(worker => worker.Latencies)], workers.Sum(worker => worker.Errors), watch.Elapsed);
    }

    private static async Task<(List<long> Latencies, int Errors)> ReadAsync(IPEndPoint host, byte[] request, Stopwatch watch, TimeSpan duration)
    {
        using var connection = new RawConnection(host);
        await connection.ConnectAsync();
        var latencies = new List<long>(1 << 16);
        var errors = 0;
        while (watch.Elapsed < duration)
        {
            var start = Stopwatch.GetTimestamp();
            var status = await connection.SendAsync(request);
            if (status == 200)
            {
                latencies.Add(Stopwatch.GetTimestamp() - start);
            }
            else
            {
                errors++;
            }
        }

        return (latencies, errors);
    }

    private sealed record Reads(List<List<long>> Workers, int Errors, TimeSpan Duration)
    {
        public long Count => Workers.Sum(worker => (long)worker.Count);

        public double Rate => Count / Duration.TotalSeconds;
    }
}
