using CryptoVault.LocalRuntime.Durable.Documents;
using CryptoVault.LocalRuntime.Durable.Executions;

namespace CryptoVault.LocalRuntime.Durable.Engine;

/// <summary>Brings a run to where its history ends.</summary>
internal static class Replay
{
    /// <summary>Runs through the turns that are over; each must do what it did before.</summary>
    /// <exception cref="NonDeterminismException">One did not.</exception>
    public static void Run(OrchestrationExecution execution, IReadOnlyList<RecordedTurn> turns)
    {
        for (var i = 0; i < turns.Count && turns[i].IsOver; i++)
        {
            var turn = turns[i];
            var end = execution.RunTurn(turn.Now, turn.Incoming, replay: true, out var done);
            DeterminismCheck.Compare(turn.Actions, turn.ActionPosition, done, mayGoOn: false);
            if (end is not null)
            {
                var next = i + 1 < turns.Count ? $"{turns[i + 1].Incoming.Concat(turns[i + 1].Actions).FirstOrDefault()}" : "a wait for what comes";
                throw new NonDeterminismException(turn.ActionPosition + turn.Actions.Count, next, Describe(end.Event));
            }

            execution.AdoptTimers(turn.Actions);
        }
    }

    private static string Describe(HistoryEvent end) => end.Failure is { } failure ? $"its end ({failure.Type}: {failure.Message})" : $"its end ({end.Kind})";
}
