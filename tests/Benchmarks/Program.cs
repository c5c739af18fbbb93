using CryptoVault.Benchmarks;

// Each benchmark prints its figures as it goes and one line of JSON at the end.
switch (args.FirstOrDefault())
{
    case "orderbook":
        OrderBookBenchmark.Run();
        return 0;
    default:
        Console.Error.WriteLine("Usage: dotnet run -c Release --project tests/Benchmarks -- orderbook");
        return 2;
}
