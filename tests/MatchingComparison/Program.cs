using System.Globalization;
using CryptoVault.MatchingComparison;

// The order book and the reference matcher get the same random commands; what they say is compared event by event.
long commands = 1_000_000;
var seed = 1;
for (var i = 0; i < args.Length; i++)
{
    switch (args[i])
    {
        case "--commands" when i + 1 < args.Length && long.TryParse(args[++i], CultureInfo.InvariantCulture, out commands):
            break;
        case "--seed" when i + 1 < args.Length && int.TryParse(args[++i], CultureInfo.InvariantCulture, out seed):
            break;
        default:
            Console.Error.WriteLine("Usage: dotnet run -c Release --project tests/MatchingComparison -- [--commands N] [--seed N]");
            return 2;
    }
}

var counts = new ComboCounts();
try
{
    const int PerBook = 100_000;
    for (long done = 0; done < commands; done += PerBook, seed++)
    {
        Comparison.Run(seed, (int)Math.Min(PerBook, commands - done), counts);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"seed {seed}: {Math.Min(done + PerBook, commands):N0} commands agree"));
    }
}
catch (DisagreementException disagreement)
{
    Console.Error.WriteLine(disagreement.Message);
    return 1;
}

Console.WriteLine(counts.Table());
return counts.Missing().Any() ? 1 : 0;
