using CryptoVault.Simulation;
using CryptoVault.Simulation.Mutations;

return args is ["mutations", ..] ? MutationRun.Execute(args[1..]) : SeedRuns.Execute(args);
