using CryptoVault.Benchmarks;
using CryptoVault.Benchmarks.Ledger;
using CryptoVault.Benchmarks.Runtime;

// Each benchmark prints its figures as it goes and one line of JSON at the end.
return args switch
{
    ["orderbook"] => RunOrderBook(),
    ["orderbook-deep"] => RunDeepOrderBook(),
    ["accounts"] => await AccountsBenchmark.RunAsync(),
    ["rate-limits"] => RateLimitBenchmark.Run(),
    ["storage", .. var rest] => await StorageBenchmark.RunAsync(rest),
    ["runtime", .. var options] => await RuntimeBenchmark.RunAsync(options),
    ["ledger", .. var rest] => await LedgerBenchmark.RunAsync(rest),
    ["ledger-verify", var folder] => await LedgerBenchmark.VerifyAsync(folder),
    ["durable", .. var options] => await RunDurableAsync(options),
    ["runtime-http-server", var kind] => await HttpServers.RunAsync(kind),
    _ => Usage(),
};

static int RunOrderBook()
{
    OrderBookBenchmark.Run();
    return 0;
}

// For a profiler: nothing but the deep stream.
static int RunDeepOrderBook()
{
    OrderBookBenchmark.RunDeep();
    return 0;
}

static async Task<int> RunDurableAsync(string[] options)
{
    var figures = new Dictionary<string, double>();
    await DurableBenchmark.RunAsync(figures, options.Contains("--quick"));
    Console.WriteLine(System.Text.Json.JsonSerializer.Serialize(figures));
    return 0;
}

static int Usage()
{
    Console.Error.WriteLine("Usage: dotnet run -c Release --project tests/Benchmarks -- orderbook | accounts | rate-limits | storage [--seconds N] | ledger [--postings N] | runtime [--quick] | durable [--quick]");
    return 2;
}
