using CryptoVault.Simulation;
using CryptoVault.Simulation.Mutations;
using CryptoVault.Simulation.Year;

return args switch
{
    ["mutations", ..] => MutationRun.Execute(args[1..]),
    ["year", ..] => YearRun.Run(args[1..]),
    ["rush", ..] => SeedRuns.ExecuteRush(args[1..]),
    _ => SeedRuns.Execute(args),
};
