using CryptoVault.Benchmarks;

return args switch
{
    ["storage", .. var rest] => await StorageBenchmark.RunAsync(rest),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("dotnet run -c Release --project tests/Benchmarks -- storage [--seconds N]");
    return 2;
}
