using CryptoVault.Ledger.Verification;

namespace CryptoVault.Simulation.Checks;

/// <summary>What a run found broken.</summary>
/// <param name="Check">The ledger's invariant by number, or what else was checked: <c>model</c>, <c>liveness</c>, <c>answers</c>.</param>
/// <param name="What">What is wrong.</param>
/// <param name="Step">The step that it was found after.</param>
internal sealed record Failure(string Check, string What, int Step)
{
    public const string Model = "model";
    public const string Liveness = "liveness";
    public const string Answers = "answers";

    public static string Of(LedgerInvariant invariant) => $"invariant {(int)invariant}";
}
