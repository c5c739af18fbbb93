using CryptoVault.Benchmarks.Runtime;

return args switch
{
    ["runtime", .. var options] => await RuntimeBenchmark.RunAsync(options),
    ["runtime-http-server", var kind] => await HttpServers.RunAsync(kind),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("Usage: dotnet run -c Release --project tests/Benchmarks -- runtime");
    return 2;
}
