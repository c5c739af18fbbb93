using System.Globalization;
using System.Text.Json;

namespace CryptoVault.Benchmarks.Runtime;

/// <summary><c>runtime</c>: what the local runtime costs; the last line is JSON.</summary>
internal static class RuntimeBenchmark
{
    public static async Task<int> RunAsync(string[] options)
    {
        var quick = options.Contains("--quick");
        Console.WriteLine("An empty HTTP function and an empty MapGet, each in a process of its own:");
        var http = await HttpComparison.RunAsync(quick ? 3 : 7, TimeSpan.FromSeconds(quick ? 2 : 4));
        var figures = new Dictionary<string, double>
        {
            ["httpThroughputRatio"] = Math.Round(http.Ratio, 3),
            ["httpCpuRatio"] = Math.Round(http.CpuRatio, 3),
            ["httpFunctionsPerSecond"] = Math.Round(http.FunctionRate),
            ["httpMapGetPerSecond"] = Math.Round(http.MapGetRate),
        };
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{JsonSerializer.Serialize(figures)}"));
        return 0;
    }
}
