using CryptoVault.LocalRuntime.Durable.Documents;

namespace CryptoVault.LocalRuntime.Durable.Engine;

/// <summary>Cuts the events of a turn into pieces that fit into a commit each.</summary>
internal static class TurnPieces
{
    /// <summary>Bytes of a piece's events, as estimated; documents of a commit together stay below the store's 2 MB.</summary>
    public const int TargetBytes = 320 * 1024;

    private const int MaxEvents = 4_000;
    private const int BytesPerEvent = 120;

    /// <summary>
    /// The pieces, at least one. What came in is never cut: the first commit deletes it from the inbox, so all of it must
    /// be in the first piece.
    /// </summary>
    public static List<List<HistoryEvent>> Cut(IReadOnlyList<HistoryEvent> events)
    {
        List<HistoryEvent> piece = [];
        List<List<HistoryEvent>> pieces = [piece];
        var bytes = 0;
        foreach (var happened in events)
        {
            var size = SizeOf(happened);
            if (happened.IsAction && (bytes + size > TargetBytes || piece.Count >= MaxEvents))
            {
                pieces.Add(piece = []);
                bytes = 0;
            }

            piece.Add(happened);
            bytes += size;
        }

        return pieces;
    }

    /// <summary>About how many bytes an event takes in a document.</summary>
    public static int SizeOf(HistoryEvent happened) =>
        BytesPerEvent + (happened.Name?.Length ?? 0) + (happened.Instance?.Length ?? 0) + (happened.Payload?.Length ?? 0) * 5 / 4 + SizeOf(happened.Failure);

    private static int SizeOf(FailureRecord? failure) =>
        failure is null ? 0 : failure.Type.Length + failure.Message.Length + (failure.Stack?.Length ?? 0) + SizeOf(failure.Inner);
}
