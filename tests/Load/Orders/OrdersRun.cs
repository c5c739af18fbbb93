using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using CryptoVault.DemoPlayer.Client;
using CryptoVault.Load.Generator;

namespace CryptoVault.Load.Orders;

/// <summary>
/// Durable orders per second: signed-in customers, one connection each, place orders over HTTP and wait for the engine's
/// answer; first as fast as they are answered, then at the rate that the host is meant to bear. Only 201 counts.
/// Afterwards the ledger is checked, the host killed and started again, and every acknowledged order read.
/// </summary>
internal static class OrdersRun
{
    private static readonly string[] Symbols = ["BTC-USDT", "ETH-USDT"];
    private const double LeastCrossing = 0.30;
    private const double OfferedPerSecond = 1_500;

    public static async Task<int> RunAsync(LoadOptions options)
    {
        await using var host = await MeasuredHost.StartAsync(options, "--load-users", $"{options.Users}");
        using var api = new Api(host.Url);
        var markets = await Task.WhenAll(Symbols.Select(symbol => MarketShape.ReadAsync(api, symbol)));
        var watch = Stopwatch.StartNew();
        var users = await LoadUser.SignInAsync(api, host, options.Users);
        var aftermath = new Aftermath(api, host);
        await aftermath.SignInAdminAsync();
        Console.WriteLine($"{users.Length} customers signed in, in {watch.Elapsed.TotalSeconds:F1} s; {LoadOptions.WarmUpSeconds} s of warm-up, which are not counted.");

        var runId = RandomNumberGenerator.GetHexString(8, lowercase: true);
        var workers = users.Select((user, number) => new OrderWorker(user, new OrderFlow(user, markets[number % markets.Length], runId, number), host.EndPoint)).ToArray();
        var warmUp = TimeSpan.FromSeconds(LoadOptions.WarmUpSeconds);
        var end = warmUp + TimeSpan.FromSeconds(options.Seconds);
        watch.Restart();
        var running = Task.WhenAll(workers.Select(worker => Task.Run(() => worker.RunAsync(watch, warmUp, end))));
        await Task.Delay(warmUp);
        var cost = new ProcessorCost(host.Process);
        var before = (await api.GetAsync("dev/store-statistics")).Expect(200);
        await running;
        var seconds = (watch.Elapsed - warmUp).TotalSeconds;
        var costLine = cost.Per(workers.Sum(worker => worker.Latencies.Count));
        Console.WriteLine($"orders   {workers.Sum(worker => worker.Latencies.Count) / seconds:F0}/s, {costLine}");

        await aftermath.DrainAsync();
        var after = (await api.GetAsync("dev/store-statistics")).Expect(200);
        watch.Restart();
        var pace = TimeSpan.FromSeconds(users.Length / OfferedPerSecond);
        var pacedEnd = TimeSpan.FromSeconds(options.Seconds);
        await Task.WhenAll(workers.Select((worker, number) => Task.Run(() => worker.RunPacedAsync(watch, pace * number / users.Length, TimeSpan.Zero, pacedEnd, pace))));
        var pacedSeconds = watch.Elapsed.TotalSeconds;
        var (_, backlog) = await aftermath.DrainAsync();
        var restarted = await host.KillAndRestartAsync();
        var missing = await aftermath.CountMissingAsync(workers);
        var killed = restarted is { } took ? string.Create(CultureInfo.InvariantCulture, $" after a SIGKILL and a start of {took.TotalSeconds:F1} s") : "";
        Console.WriteLine($"check    {workers.Sum(worker => worker.Acknowledged.Count)} acknowledged orders read again{killed}, {missing} missing");
        return Report(workers, seconds, pacedSeconds, before, after, backlog, missing);
    }

    private static int Report(OrderWorker[] workers, double seconds, double pacedSeconds, Answer before, Answer after, long backlog, int missing)
    {
        var latencies = Latencies.Of(workers.Select(worker => worker.Latencies));
        var paced = Latencies.Of(workers.Select(worker => worker.PacedLatencies));
        var late = workers.Sum(worker => worker.Late);
        var errors = workers.Sum(worker => worker.Errors);
        var answered = latencies.Count + late;
        var crossing = Math.Round((double)workers.Sum(worker => worker.Crossing) / Math.Max(latencies.Count + paced.Count, 1), 3);
        foreach (var shown in workers.SelectMany(worker => worker.Shown).Take(5))
        {
            Console.WriteLine($"error    {shown}");
        }

        var written = Difference("documentsWritten") / Math.Max(answered, 1);
        var commits = Difference("batchesCommitted") / Math.Max(answered, 1);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"store    per order: {written:F2} documents written, {Difference("documentsDeleted") / Math.Max(answered, 1):F2} deleted, {commits:F2} batches"));
        Figures.Print(
            ("rate", Math.Round(latencies.Count / seconds, 1)), ("p50Ms", latencies.PercentileMs(50)), ("p95Ms", latencies.PercentileMs(95)),
            ("p99Ms", latencies.PercentileMs(99)),
            ("pacedRate", Math.Round(paced.Count / pacedSeconds, 1)), ("pacedP50Ms", paced.PercentileMs(50)), ("pacedP95Ms", paced.PercentileMs(95)),
            ("pacedP99Ms", paced.PercentileMs(99)), ("errors", errors), ("documentsPerOrder", Math.Round(written, 2)), ("backlogAtEnd", backlog),
            ("late", late), ("crossingShare", crossing), ("missing", missing), ("users", workers.Length));
        return errors == 0 && missing == 0 && crossing >= LeastCrossing ? 0 : 1;

        double Difference(string counter) =>
            double.Parse(after[counter], CultureInfo.InvariantCulture) - double.Parse(before[counter], CultureInfo.InvariantCulture);
    }
}
