using CryptoVault.Results;

namespace CryptoVault.Storage;

/// <summary>
/// Something that holds for all decisions of one request and must stand in the same commit as what they change: set by
/// whoever lets the request in, so that no use case can forget it. Pure like the decisions, which it may run several times.
/// </summary>
public abstract class DecisionGuard
{
    private static readonly AsyncLocal<DecisionGuard?> Ambient = new();

    /// <summary>The guard of the request that this code runs for; null without.</summary>
    public static DecisionGuard? Current => Ambient.Value;

    /// <summary>Guards all decisions of the calling asynchronous flow from now on.</summary>
    public void Engage() => Ambient.Value = this;

    /// <summary>Runs a decision, or refuses it.</summary>
    public abstract Result<T> Decide<T>(PartitionView view, Func<PartitionView, Result<T>> decide);
}
