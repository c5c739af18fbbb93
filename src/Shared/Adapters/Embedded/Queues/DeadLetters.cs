using CryptoVault.Ids;
using CryptoVault.Messaging;
using CryptoVault.Storage;

namespace CryptoVault.Adapters.Embedded.Queues;

/// <summary>
/// Dead letters: documents of their own beside the outbox document they came from, state <c>dead</c>, one message
/// each, so that an index query lists them and each can be put back or deleted by itself.
/// </summary>
internal sealed class DeadLetters(IDocumentStore store, IReadOnlyList<string> containers, IIds ids, TimeProvider clock)
{
    private const string DeadPrefix = OutboxDocument.IdPrefix + "dead:";

    /// <summary>The document of a dead letter; its id follows from the message, so that burying twice is one burial.</summary>
    public static OutboxDocument ToDocument(OutboxDocument origin, DeadLetter letter)
    {
        var name = origin.Id.StartsWith(OutboxDocument.IdPrefix, StringComparison.Ordinal) ? origin.Id[OutboxDocument.IdPrefix.Length..] : origin.Id;
        return new OutboxDocument($"{DeadPrefix}{name}:{letter.Ordinal}", [origin.Messages[letter.Ordinal]], StoredTime.Format(letter.At))
        {
            OutboxState = OutboxDocument.Dead,
            DeadLetterReason = letter.Reason,
            DeliveryCounts = [letter.Deliveries],
            FirstEnqueued = origin.FirstEnqueued ?? origin.OutboxTime,
        };
    }

    /// <summary>Newest first within a container; the containers one after another.</summary>
    public async ValueTask<DeadLetterPage> PageAsync(int limit, string? continuation, CancellationToken cancellation)
    {
        var (position, inner) = Parse(continuation);
        var items = new List<PeekedMessage>();
        while (position < containers.Count)
        {
            var query = new DocumentQuery(containers[position], OutboxDocument.Index.Name)
            {
                Equal = [OutboxDocument.Dead],
                Descending = true,
                Limit = limit - items.Count,
                Continuation = inner,
            };
            var page = await store.QueryAsync(query, cancellation);
            items.AddRange(page.Items.Select(stored => ToPeeked(containers[position], stored)));
            inner = page.Continuation;
            position += inner is null ? 1 : 0;
            if (items.Count >= limit)
            {
                return new DeadLetterPage(items, position < containers.Count ? $"{position}|{inner}" : null);
            }
        }

        return new DeadLetterPage(items, null);
    }

    /// <summary>Puts the message into a new outbox document in place of the dead letter; null when there is none (any more).</summary>
    public async ValueTask<OutboxItem?> ResubmitAsync(MessageReference reference, CancellationToken cancellation)
    {
        if (await FindAsync(reference, cancellation) is not { } stored)
        {
            return null;
        }

        var dead = DocumentCodec.Decode<OutboxDocument>(stored);
        var renewed = OutboxDocument.Of(dead.Messages, ids, StoredTime.Format(clock.GetUtcNow()))[0];
        DocumentOperation[] operations =
        [
            DocumentOperation.Create(renewed.Id, DocumentCodec.Encode(renewed)),
            DocumentOperation.Delete(dead.Id, stored.ETag),
        ];
        var outcome = await store.CommitAsync(new DocumentBatch(reference.Container, reference.Partition, operations), cancellation);
        return IsDone(outcome) ? new OutboxItem(reference.Container, reference.Partition, renewed, outcome.ETags[0]!) : null;
    }

    /// <summary>Deletes it; false when there is none (any more).</summary>
    public async ValueTask<bool> DeleteAsync(MessageReference reference, CancellationToken cancellation)
    {
        if (await FindAsync(reference, cancellation) is not { } stored)
        {
            return false;
        }

        var deletion = DocumentOperation.Delete(stored.Id, stored.ETag);
        return IsDone(await store.CommitAsync(new DocumentBatch(reference.Container, reference.Partition, [deletion]), cancellation));
    }

    private async ValueTask<StoredDocument?> FindAsync(MessageReference reference, CancellationToken cancellation)
    {
        if (!containers.Contains(reference.Container) || !reference.DocumentId.StartsWith(DeadPrefix, StringComparison.Ordinal) || reference.Ordinal != 0)
        {
            return null;
        }

        return await store.ReadAsync(reference.Container, reference.Partition, reference.DocumentId, cancellation);
    }

    private static bool IsDone(CommitResult outcome) => outcome.Status switch
    {
        CommitStatus.Committed => true,
        CommitStatus.NotFound or CommitStatus.PreconditionFailed => false,
        _ => throw new StoreException(CommitStatus.Unavailable, $"The dead letter was not changed: {outcome.Status} {outcome.Reason}", null, outcome.RetryAfter),
    };

    private static (int Position, string? Inner) Parse(string? continuation)
    {
        if (continuation is null)
        {
            return (0, null);
        }

        var bar = continuation.IndexOf('|', StringComparison.Ordinal);
        if (bar < 0 || !int.TryParse(continuation.AsSpan(0, bar), out var position) || position < 0)
        {
            throw new ArgumentException("This is no continuation of a page of dead letters.", nameof(continuation));
        }

        return (position, bar + 1 == continuation.Length ? null : continuation[(bar + 1)..]);
    }

    private static PeekedMessage ToPeeked(string container, StoredDocument stored)
    {
        var document = DocumentCodec.Decode<OutboxDocument>(stored);
        var content = document.Messages[0];
        var message = new ReceivedMessage
        {
            Queue = content.Queue,
            MessageId = content.MessageId,
            SessionId = content.SessionId,
            CorrelationId = content.CorrelationId,
            Body = System.Runtime.InteropServices.JsonMarshal.GetRawUtf8Value(content.Body).ToArray(),
            EnqueuedTime = StoredTime.Parse(document.FirstEnqueued ?? document.OutboxTime),
            DeliveryCount = document.DeliveryCounts?[0] ?? 0,
            SequenceNumber = 0,
        };
        return new PeekedMessage(new MessageReference(container, stored.Partition, stored.Id, 0), message, false, document.DeadLetterReason);
    }
}
