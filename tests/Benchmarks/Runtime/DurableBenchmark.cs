using System.Diagnostics;
using System.Globalization;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace CryptoVault.Benchmarks.Runtime;

/// <summary>Durable orchestrations on the embedded store: every step is on disk before the next begins.</summary>
internal static class DurableBenchmark
{
    /// <summary>Adds its figures.</summary>
    public static async Task RunAsync(Dictionary<string, double> figures, bool quick)
    {
        var folder = Directory.CreateTempSubdirectory("cryptovault-durable-").FullName;
        try
        {
            await using (var host = await DurableHost.StartAsync(folder))
            {
                await host.RunAsync("BenchChain", 50, 10);
                figures["activitiesPerSecond"] = Math.Round(await MedianRateAsync(host, "BenchChain", 200, quick ? 20 : 60));
                figures["fanOutActivitiesPerSecond"] = Math.Round(await MedianRateAsync(host, "BenchFan", 20, quick ? 200 : 600));
                await LatenessAsync(host, figures, quick ? 500 : 3000);
                await LongHistoryAsync(host, figures, quick ? 1000 : 5000);
            }

            await WaitingAsync(folder, figures, quick ? 5_000 : 100_000);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<double> MedianRateAsync(DurableHost host, string orchestrator, int instances, int activities)
    {
        var rates = new List<double>();
        for (var run = 0; run < 3; run++)
        {
            var since = Stopwatch.GetTimestamp();
            await host.RunAsync(orchestrator, instances, activities);
            rates.Add(instances * activities / Stopwatch.GetElapsedTime(since).TotalSeconds);
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {orchestrator}: {instances} x {activities} activities: {string.Join(", ", rates.Select(r => r.ToString("F0", CultureInfo.InvariantCulture)))} per second"));
        return rates.Order().ElementAt(1);
    }

    private static async Task LatenessAsync(DurableHost host, Dictionary<string, double> figures, int timers)
    {
        DurableFunctions.Lateness.Clear();
        var start = TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(3);
        var random = new Random(1);
        var ids = await Task.WhenAll(Enumerable.Range(0, timers).Select(_ =>
            host.Client.ScheduleNewOrchestrationInstanceAsync("BenchTimer", start.AddMilliseconds(random.Next(8000)))));
        foreach (var id in ids)
        {
            await host.Client.WaitForInstanceCompletionAsync(id, CancellationToken.None);
        }

        var lateness = DurableFunctions.Lateness.Order().ToArray();
        figures["timerLatenessP50Ms"] = Math.Round(lateness[lateness.Length / 2], 2);
        figures["timerLatenessP99Ms"] = Math.Round(lateness[lateness.Length * 99 / 100], 2);
        Console.WriteLine($"  {timers} timers within 8 s: late by {figures["timerLatenessP50Ms"]} ms (median), {figures["timerLatenessP99Ms"]} ms (p99)");
    }

    /// <summary>A long history must cost no more per event than a short one.</summary>
    private static async Task LongHistoryAsync(DurableHost host, Dictionary<string, double> figures, int activities)
    {
        const int Parts = 10;
        var ratios = new List<double>();
        for (var round = 0; round < 3; round++)
        {
            var since = Stopwatch.GetTimestamp();
            for (var part = 0; part < Parts; part++)
            {
                await host.RunAsync("BenchChain", 1, activities / Parts);
            }

            var inParts = Stopwatch.GetElapsedTime(since);
            since = Stopwatch.GetTimestamp();
            await host.RunAsync("BenchChain", 1, activities);
            ratios.Add(Stopwatch.GetElapsedTime(since) / inParts);
        }

        figures["longHistoryCostRatio"] = Math.Round(ratios.Order().ElementAt(1), 2);
        Console.WriteLine($"  one chain of {activities} ({activities * 2} events and more) takes {figures["longHistoryCostRatio"]} of the time of {Parts} chains of {activities / Parts}");
    }

    /// <summary>Many instances that wait: how long the next start takes, and how long one of them to react.</summary>
    private static async Task WaitingAsync(string folder, Dictionary<string, double> figures, int instances)
    {
        await using (var host = await DurableHost.StartAsync(folder))
        {
            for (var i = 0; i < instances; i += 1000)
            {
                await Task.WhenAll(Enumerable.Range(i, 1000).Select(n =>
                    host.Client.ScheduleNewOrchestrationInstanceAsync("BenchWait", null, new StartOrchestrationOptions($"wait-{n}"))));
            }

            await host.Client.WaitForInstanceStartAsync($"wait-{instances - 1}", CancellationToken.None);
            while (await CountAsync(host, OrchestrationRuntimeStatus.Pending) > 0)
            {
                await Task.Delay(100);
            }
        }

        var started = Stopwatch.GetTimestamp();
        await using var next = await DurableHost.StartAsync(folder);
        var first = await ReactionAsync(next, "wait-7");
        figures["waitingInstances"] = instances;
        figures["waitingStartSeconds"] = Math.Round(Stopwatch.GetElapsedTime(started).TotalSeconds - first / 1000, 3);
        var random = new Random(2);
        var reactions = new List<double>();
        for (var i = 0; i < 50; i++)
        {
            reactions.Add(await ReactionAsync(next, $"wait-{random.Next(8, instances)}"));
        }

        figures["waitingFirstReactionMs"] = Math.Round(first, 2);
        figures["waitingReactionP50Ms"] = Math.Round(reactions.Order().ElementAt(25), 2);
        figures["waitingReactionMaxMs"] = Math.Round(reactions.Max(), 2);
        Console.WriteLine($"  {instances} waiting: next start {figures["waitingStartSeconds"]} s; the first reacts in {first:F1} ms, 50 others in {figures["waitingReactionP50Ms"]} ms (median), {figures["waitingReactionMaxMs"]} ms (worst)");
    }

    private static async Task<double> ReactionAsync(DurableHost host, string id)
    {
        var reaction = DurableFunctions.Reactions.GetOrAdd(id, _ => new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously));
        var raised = Stopwatch.GetTimestamp();
        await host.Client.RaiseEventAsync(id, "Go", 1);
        return Stopwatch.GetElapsedTime(raised, await reaction.Task.WaitAsync(TimeSpan.FromSeconds(60))).TotalMilliseconds;
    }

    private static async Task<int> CountAsync(DurableHost host, OrchestrationRuntimeStatus status)
    {
        var query = new OrchestrationQuery { Statuses = [status], PageSize = 10 };
        await foreach (var _ in host.Client.GetAllInstancesAsync(query))
        {
            return 1;
        }

        return 0;
    }
}
