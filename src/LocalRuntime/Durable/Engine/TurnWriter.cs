using CryptoVault.LocalRuntime.Durable.Documents;
using CryptoVault.LocalRuntime.Durable.Executions;
using CryptoVault.Storage;
using Microsoft.DurableTask.Client;

namespace CryptoVault.LocalRuntime.Durable.Engine;

/// <summary>What a turn leaves to be written.</summary>
internal sealed record Turn(IReadOnlyList<HistoryEvent> Events, RunEnd? End, DateTimeOffset Now)
{
    /// <summary>Documents of the inbox that it consumed.</summary>
    public IReadOnlyList<InboxMail> Consumed { get; init; } = [];

    /// <summary>Messages besides those that follow from its events.</summary>
    public IReadOnlyList<OutgoingMessage> Messages { get; init; } = [];
}

/// <summary>
/// Writes turns: the history piece, the instance's head guarded by its ETag, the deletion of what was consumed and the
/// messages to others, in one commit. A turn that is too large for one commit is written in several; until the last
/// one its history says that the turn is not over, and whoever loads it then lets the orchestrator repeat the rest.
/// </summary>
internal sealed class TurnWriter(WorkflowStore store)
{
    /// <summary>Histories of up to so many pieces are deleted in the commit that starts over.</summary>
    private const int MaxDeletedAtOnce = 12;

    /// <summary>Writes a turn.</summary>
    /// <param name="head">The instance as it is in the store; the head as written on return.</param>
    /// <param name="turn">The turn.</param>
    /// <param name="execution">The run that took it.</param>
    /// <param name="sent">Gets the outgoing documents that were written.</param>
    /// <param name="cancellation">Ends the attempts.</param>
    public async Task<(WriteStatus Status, Stored<InstanceDocument> Head)> WriteAsync(
        Stored<InstanceDocument> head, Turn turn, OrchestrationExecution execution, List<Stored<OutgoingDocument>> sent, CancellationToken cancellation)
    {
        var pieces = TurnPieces.Cut(turn.Events);
        for (var i = 0; i < pieces.Count; i++)
        {
            var isLast = i == pieces.Count - 1;
            var operations = new List<DocumentOperation>();
            if (i == 0)
            {
                operations.AddRange(turn.Consumed.Select(mail => DocumentOperation.Delete(mail.Document.Id, mail.ETag)));
            }

            var document = head.Document;
            var next = AddPiece(operations, document, pieces[i], turn, isLast ? execution : null);
            var outgoing = AddOutgoing(operations, document, pieces[i], isLast ? turn.Messages : [], turn.Now);
            operations.Add(DocumentOperation.Replace(next.Id, DocumentCodec.Encode(next), head.ETag));
            var (status, etags) = await store.CommitAsync(document.InstanceId, operations, cancellation);
            if (status != WriteStatus.Committed)
            {
                return (status, head);
            }

            head = new Stored<InstanceDocument>(next, etags[^1]!);
            if (outgoing is not null)
            {
                sent.Add(new Stored<OutgoingDocument>(outgoing, etags[operations.FindIndex(o => o.Id == outgoing.Id)]!));
            }
        }

        return (WriteStatus.Committed, head);
    }

    private static InstanceDocument AddPiece(
        List<DocumentOperation> operations, InstanceDocument head, List<HistoryEvent> piece, Turn turn, OrchestrationExecution? last)
    {
        if (last is not null && turn.End is { Event.Kind: HistoryKind.ContinuedAsNew } restart)
        {
            return StartOver(operations, head, turn, restart);
        }

        var chunk = new HistoryDocument(HistoryDocument.IdOf(head.Generation, head.Chunks), piece, EndsTurn: last is not null);
        operations.Add(DocumentOperation.Create(chunk.Id, DocumentCodec.Encode(chunk)));
        var now = StoredTime.Format(turn.Now);
        var next = head with
        {
            Chunks = head.Chunks + 1,
            Events = head.Events + piece.Count,
            UpdatedAt = now,
            Status = nameof(OrchestrationRuntimeStatus.Running),
            StartAt = null,
            NextTimer = null,
            WorkAt = head.WorkAt ?? now,
        };
        return last is null ? next : Finish(next, turn, last);
    }

    private static InstanceDocument Finish(InstanceDocument next, Turn turn, OrchestrationExecution execution)
    {
        next = next with { CustomStatus = execution.CustomStatus ?? next.CustomStatus };
        if (turn.End is not { Event: var end })
        {
            return next with
            {
                Status = execution.IsSuspended ? nameof(OrchestrationRuntimeStatus.Suspended) : next.Status,
                NextTimer = execution.NextTimer is { } due ? StoredTime.Format(due) : null,
                WorkAt = execution.HasOpenActivities ? next.WorkAt : null,
            };
        }

        return next with
        {
            Status = end.Kind.ToString(),
            Output = end.Payload,
            Failure = end.Failure,
            CompletedAt = next.UpdatedAt,
            WorkAt = null,
        };
    }

    /// <summary>The next generation: its history begins with what it is started with; the old one is deleted.</summary>
    private static InstanceDocument StartOver(List<DocumentOperation> operations, InstanceDocument head, Turn turn, RunEnd restart)
    {
        var now = StoredTime.Format(turn.Now);
        HistoryEvent[] events =
        [
            new(HistoryKind.Turn) { At = now },
            new(HistoryKind.Started) { Name = head.Name, Payload = restart.Event.Payload },
            .. restart.Carried,
        ];
        var generation = head.Generation + 1;
        var chunk = new HistoryDocument(HistoryDocument.IdOf(generation, 0), events, EndsTurn: false);
        operations.Add(DocumentOperation.Create(chunk.Id, DocumentCodec.Encode(chunk)));
        AddDeletion(operations, head, now);
        return head with
        {
            Generation = generation,
            Input = restart.Event.Payload,
            Chunks = 1,
            Events = events.Length,
            UpdatedAt = now,
            Status = nameof(OrchestrationRuntimeStatus.Running),
            StartAt = null,
            NextTimer = null,
            WorkAt = now,
        };
    }

    /// <summary>Deletes an instance's present history, or leaves a note that it is to be deleted.</summary>
    public static void AddDeletion(List<DocumentOperation> operations, InstanceDocument head, string now)
    {
        if (head.Chunks <= MaxDeletedAtOnce)
        {
            operations.AddRange(Enumerable.Range(0, head.Chunks).Select(i => DocumentOperation.Delete(HistoryDocument.IdOf(head.Generation, i))));
            return;
        }

        var garbage = GarbageDocument.Of(head.Generation, now);
        operations.Add(DocumentOperation.Create(garbage.Id, DocumentCodec.Encode(garbage)));
    }

    private static OutgoingDocument? AddOutgoing(
        List<DocumentOperation> operations, InstanceDocument head, List<HistoryEvent> piece, IReadOnlyList<OutgoingMessage> further, DateTimeOffset now)
    {
        OutgoingMessage[] messages = [.. OutgoingMail.Of(piece, head), .. further];
        if (messages.Length == 0)
        {
            return null;
        }

        var document = new OutgoingDocument(OutgoingDocument.IdOf(head.Generation, head.Chunks), messages, StoredTime.Format(now));
        operations.Add(DocumentOperation.Create(document.Id, DocumentCodec.Encode(document)));
        return document;
    }
}
