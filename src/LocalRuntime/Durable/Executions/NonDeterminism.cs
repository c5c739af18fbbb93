using CryptoVault.LocalRuntime.Durable.Documents;

namespace CryptoVault.LocalRuntime.Durable.Executions;

/// <summary>An orchestrator did not repeat what its history says it did.</summary>
internal sealed class NonDeterminismException(int position, string expected, string found)
    : Exception($"Non-deterministic orchestrator: at position {position} of the history it did {expected}, now it does {found}. "
        + "An orchestrator's code must not change for instances that run, and must not use clocks, random numbers, ids or I/O of its own.")
{
    /// <summary>The type by which the real engine reports this.</summary>
    public const string ReportedType = "DurableTask.Core.Exceptions.NonDeterministicOrchestrationException";

    public int Position => position;

    public FailureRecord ToRecord() => new(ReportedType, Message, null, null);
}

/// <summary>Compares what an orchestrator does in a replayed turn with what its history says.</summary>
internal static class DeterminismCheck
{
    private const string Nothing = "nothing";

    /// <summary>Throws at the first difference.</summary>
    /// <param name="recorded">The actions in the history.</param>
    /// <param name="position">The position of the first of them.</param>
    /// <param name="done">The actions of the replay.</param>
    /// <param name="mayGoOn">True when the history ends within the turn, so that more actions may follow.</param>
    public static void Compare(IReadOnlyList<HistoryEvent> recorded, int position, IReadOnlyList<HistoryEvent> done, bool mayGoOn)
    {
        for (var i = 0; i < Math.Max(recorded.Count, done.Count); i++)
        {
            var (was, now) = (recorded.ElementAtOrDefault(i), done.ElementAtOrDefault(i));
            if (was is null && mayGoOn)
            {
                return;
            }

            if (was is null || now is null || !Same(was, now))
            {
                throw new NonDeterminismException(position + i, Describe(was), Describe(now));
            }
        }
    }

    private static bool Same(HistoryEvent was, HistoryEvent now) =>
        was.Kind == now.Kind
        && was.Task == now.Task
        && string.Equals(was.Name, now.Name, StringComparison.OrdinalIgnoreCase)
        && was.Instance == now.Instance;

    private static string Describe(HistoryEvent? action) =>
        action is null ? Nothing : action.Instance is null ? action.ToString() : $"{action} of instance '{action.Instance}'";
}
