using CryptoVault.DurableKill;

// "worker" is the process that is killed; without it this is the process that kills, checks and prints.
if (args is ["worker", var data, var stories])
{
    return await Worker.RunAsync(data, int.Parse(stories, System.Globalization.CultureInfo.InvariantCulture));
}

if (!KillOptions.TryParse(args, out var options))
{
    Console.Error.WriteLine("Usage: dotnet run -c Release --project tests/DurableKill -- [--stories N] [--kills N] [--seed N]");
    return 2;
}

var report = await Killing.RunAsync(options, Console.WriteLine);
Console.WriteLine(report.ToJson());
return report.IsSound ? 0 : 1;
