namespace CryptoVault.Simulation.Mutations;

internal static class MutationRun
{
    public static int Execute(string[] args) => args.Length;
}
