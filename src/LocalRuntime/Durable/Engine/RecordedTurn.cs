using CryptoVault.LocalRuntime.Durable.Documents;
using CryptoVault.Storage;

namespace CryptoVault.LocalRuntime.Durable.Engine;

/// <summary>A turn as the history has it.</summary>
/// <param name="Position">Where in the history its first event stands, from 0.</param>
/// <param name="Now">The orchestrator's time in it.</param>
/// <param name="Incoming">What happened before it.</param>
/// <param name="Actions">What the orchestrator did.</param>
/// <param name="IsOver">False when the history ends within it.</param>
internal sealed record RecordedTurn(int Position, DateTimeOffset Now, IReadOnlyList<HistoryEvent> Incoming, IReadOnlyList<HistoryEvent> Actions, bool IsOver)
{
    /// <summary>The position of its first action.</summary>
    public int ActionPosition => Position + 1 + Incoming.Count;

    /// <summary>Reads the turns out of a history.</summary>
    public static List<RecordedTurn> Of(IReadOnlyList<HistoryDocument> chunks)
    {
        var turns = new List<RecordedTurn>();
        var (position, start) = (0, 0);
        DateTimeOffset now = default;
        var incoming = new List<HistoryEvent>();
        var actions = new List<HistoryEvent>();
        foreach (var chunk in chunks)
        {
            foreach (var happened in chunk.Events)
            {
                if (happened.Kind == HistoryKind.Turn)
                {
                    (start, now) = (position, StoredTime.Parse(happened.At!));
                }
                else
                {
                    (happened.IsAction ? actions : incoming).Add(happened);
                }

                position++;
            }

            if (chunk.EndsTurn || chunk == chunks[^1])
            {
                turns.Add(new RecordedTurn(start, now, [.. incoming], [.. actions], chunk.EndsTurn));
                incoming.Clear();
                actions.Clear();
            }
        }

        return turns;
    }
}
