using System.Globalization;
using System.Text.Json;

namespace CryptoVault.Benchmarks.Runtime;

/// <summary><c>runtime</c>: what the local runtime costs; the last line is JSON.</summary>
internal static class RuntimeBenchmark
{
    public static async Task<int> RunAsync(string[] options)
    {
        var quick = options.Contains("--quick");
        // First, so that the start is that of a cold process.
        Console.WriteLine("Durable messages through the embedded queue into a batch function:");
        var queue = await QueueBenchmark.RunAsync(quick ? 20_000 : 100_000, quick ? 500 : 2000);
        Console.WriteLine("An empty HTTP function and an empty MapGet, each in a process of its own:");
        var http = await HttpComparison.RunAsync(quick ? 3 : 7, TimeSpan.FromSeconds(quick ? 2 : 4));
        Console.WriteLine("Durable orchestrations:");
        var durable = new Dictionary<string, double>();
        await DurableBenchmark.RunAsync(durable, quick);
        var figures = new Dictionary<string, double>(durable)
        {
            ["httpThroughputRatio"] = Math.Round(http.Ratio, 3),
            ["httpCpuRatio"] = Math.Round(http.CpuRatio, 3),
            ["httpFunctionsPerSecond"] = Math.Round(http.FunctionRate),
            ["httpMapGetPerSecond"] = Math.Round(http.MapGetRate),
            ["queueMessagesPerSecond"] = Math.Round(queue.MessagesPerSecond),
            ["queueLatencyP50Ms"] = Math.Round(queue.LatencyP50Milliseconds, 3),
            ["queueLatencyP99Ms"] = Math.Round(queue.LatencyP99Milliseconds, 3),
            ["startSeconds"] = Math.Round(queue.StartSeconds, 3),
        };
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{JsonSerializer.Serialize(figures)}"));
        return 0;
    }
}
