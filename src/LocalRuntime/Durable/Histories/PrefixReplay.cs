using CryptoVault.LocalRuntime.Durable.Documents;
using CryptoVault.LocalRuntime.Durable.Engine;
using CryptoVault.LocalRuntime.Durable.Executions;
using CryptoVault.LocalRuntime.Durable.Functions;

namespace CryptoVault.LocalRuntime.Durable.Histories;

/// <summary>
/// Replays every beginning of a recorded history, as if the process had died there: the orchestrator must do exactly
/// what it did then, with the same inputs and the same times, and end as it ended then.
/// </summary>
internal static class PrefixReplay
{
    /// <summary>Replays a history cut after each of its events.</summary>
    /// <returns>How many beginnings were replayed.</returns>
    /// <exception cref="NonDeterminismException">One went another way; it says where.</exception>
    public static int Check(RecordedHistory history, IOrchestrator orchestrator)
    {
        var total = history.Pieces.Sum(piece => piece.Events.Count);
        for (var length = 1; length <= total; length++)
        {
            Check(history, orchestrator, length);
        }

        return total;
    }

    private static void Check(RecordedHistory history, IOrchestrator orchestrator, int length)
    {
        var identity = new InstanceIdentity(history.InstanceId, history.Orchestrator, history.Generation, history.Parent, history.CorrelationId);
        var run = new OrchestrationExecution(identity, orchestrator, static () => { });
        var whole = RecordedTurn.Of(history.Pieces);
        var turns = RecordedTurn.Of(Cut(history.Pieces, length));
        for (var i = 0; i < turns.Count; i++)
        {
            var (expected, turn) = (whole[i], turns[i]);
            var incoming = turn.Incoming.Where(e => !IsEnd(e)).ToArray();
            var end = run.RunTurn(turn.Now, incoming, replay: true, out var done);
            var isCutShort = incoming.Length < expected.Incoming.Count(e => !IsEnd(e));
            Compare(expected.Actions, done, expected.Position + 1 + incoming.Length, isCutShort);
            if (!isCutShort)
            {
                CompareEnd(expected, end);
                run.AdoptTimers(expected.Actions);
            }
        }
    }

    private static List<HistoryDocument> Cut(IReadOnlyList<HistoryDocument> pieces, int length)
    {
        var cut = new List<HistoryDocument>();
        foreach (var piece in pieces)
        {
            if (length == 0)
            {
                break;
            }

            var taken = Math.Min(length, piece.Events.Count);
            cut.Add(piece with { Events = [.. piece.Events.Take(taken)], EndsTurn = piece.EndsTurn && taken == piece.Events.Count });
            length -= taken;
        }

        return cut;
    }

    private static void Compare(IReadOnlyList<HistoryEvent> expected, IReadOnlyList<HistoryEvent> done, int position, bool isCutShort)
    {
        var count = isCutShort ? done.Count : Math.Max(expected.Count, done.Count);
        for (var i = 0; i < count; i++)
        {
            var (was, now) = (expected.ElementAtOrDefault(i), done.ElementAtOrDefault(i));
            if (was != now)
            {
                throw new NonDeterminismException(position + i, Describe(was), Describe(now));
            }
        }
    }

    private static void CompareEnd(RecordedTurn expected, RunEnd? end)
    {
        var was = expected.Incoming.FirstOrDefault(IsEnd);
        var now = end?.Event is { Kind: HistoryKind.Terminated } ? null : end?.Event;
        if (was?.Kind != now?.Kind || was?.Payload != now?.Payload)
        {
            throw new NonDeterminismException(expected.ActionPosition + expected.Actions.Count, Describe(was), Describe(now));
        }
    }

    private static bool IsEnd(HistoryEvent happened) => happened.Kind is HistoryKind.Completed or HistoryKind.Failed or HistoryKind.ContinuedAsNew;

    private static string Describe(HistoryEvent? action) =>
        action is null ? "nothing" : $"{action}{(action.At is null ? "" : $" at {action.At}")}{(action.Payload is null ? "" : $" with {action.Payload}")}";
}
