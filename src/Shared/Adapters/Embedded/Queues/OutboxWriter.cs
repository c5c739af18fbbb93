using CryptoVault.Storage;
using Microsoft.Extensions.Logging;

namespace CryptoVault.Adapters.Embedded.Queues;

/// <summary>
/// Tells the store what became of outbox documents: deletes those that are done, records failed deliveries, moves
/// dead letters into documents of their own. Nobody waits for it but who buries a message; what it has not
/// written when the process dies is delivered again.
/// </summary>
internal sealed class OutboxWriter(
    IDocumentStore store, EmbeddedQueueOptions options, TimeProvider clock, ILogger logger, Action<QueuedDocument, bool> removed) : IDisposable
{
    private const int MaxDeadLettersPerWrite = 40;
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(100);

    private readonly Lock gate = new();
    private List<QueuedDocument> waiting = [];
    private Task running = Task.CompletedTask;
    private readonly CancellationTokenSource hurry = new();

    public void Enqueue(QueuedDocument document)
    {
        lock (gate)
        {
            waiting.Add(document);
            if (running.IsCompleted)
            {
                running = options.Start(RunAsync);
            }
        }
    }

    /// <summary>
    /// Writes what waits without gathering more, and from now on without a second try; ends when nothing waits or the
    /// time is over.
    /// </summary>
    public async Task FlushAsync(CancellationToken cancellation)
    {
        await hurry.CancelAsync();
        Task current;
        lock (gate)
        {
            current = running;
        }

        await current.WaitAsync(cancellation).ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose() => hurry.Dispose();

    private async Task RunAsync()
    {
        while (true)
        {
            await PauseAsync(options.DeletionDelay);

            List<QueuedDocument> documents;
            lock (gate)
            {
                if (waiting.Count == 0)
                {
                    running = Task.CompletedTask;
                    return;
                }

                documents = waiting;
                waiting = [];
            }

            try
            {
                var writes = documents.GroupBy(document => (document.Key.Container, document.Key.Partition)).Select(WritePartitionAsync);
                await Task.WhenAll(writes);
            }
            catch (Exception exception)
            {
                // A bug must not stop the deletion of documents for ever: what is not written is delivered again after a restart.
                logger.LogError(exception, "Outbox documents could not be written.");
            }
        }
    }

    private async Task WritePartitionAsync(IEnumerable<QueuedDocument> documents)
    {
        foreach (var chunk in documents.Chunk(DocumentBatch.MaxOperations))
        {
            var writes = chunk.Select(document => document.TakeWrite(MaxDeadLettersPerWrite)).ToArray();
            if (writes.Length > 1 && writes.All(write => write.DeadLetters.Count == 0))
            {
                var outcome = await CommitAsync(writes);
                if (outcome.IsCommitted)
                {
                    Applied(writes, outcome.ETags);
                    continue;
                }
            }

            foreach (var write in writes)
            {
                await WriteOneAsync(write);
            }
        }
    }

    private async Task WriteOneAsync(DocumentWrite write)
    {
        for (var attempt = 1; ; attempt++)
        {
            var outcome = await CommitAsync([write]);
            switch (outcome.Status)
            {
                case CommitStatus.Committed:
                    Applied([write], outcome.ETags);
                    return;
                case CommitStatus.NotFound or CommitStatus.PreconditionFailed or CommitStatus.AlreadyExists:
                    if (await ReconcileAsync(write))
                    {
                        return;
                    }

                    break;
                case CommitStatus.TooLarge when write.DeadLetters.Count > 1:
                    write = write.Entry.TakeWrite(1);
                    break;
                case CommitStatus.TooLarge:
                    logger.LogError("Outbox {Document} is too large to be rewritten: {Reason}", write.Entry.Key, outcome.Reason);
                    Abandon(write.Entry);
                    return;
            }

            if (attempt is 1 or 100)
            {
                logger.LogWarning("Outbox {Document} was not written: {Status} {Reason}; trying on.", write.Entry.Key, outcome.Status, outcome.Reason);
            }

            await PauseAsync(outcome.RetryAfter ?? RetryDelay);
            if (hurry.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private async ValueTask PauseAsync(TimeSpan pause)
    {
        if (pause > TimeSpan.Zero && !hurry.IsCancellationRequested)
        {
            await Task.Delay(pause, clock, hurry.Token).ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async ValueTask<CommitResult> CommitAsync(DocumentWrite[] writes)
    {
        var operations = new List<DocumentOperation>(writes.Length);
        foreach (var write in writes)
        {
            var (key, etag) = (write.Entry.Key, write.ETag);
            operations.Add(write.Remaining is null
                ? DocumentOperation.Delete(key.Id, etag)
                : DocumentOperation.Replace(key.Id, DocumentCodec.Encode(write.Remaining), etag));
            foreach (var letter in write.DeadLetters)
            {
                var dead = DeadLetters.ToDocument(write.Entry.Document, letter);
                operations.Add(DocumentOperation.Create(dead.Id, DocumentCodec.Encode(dead)));
            }
        }

        var first = writes[0].Entry.Key;
        try
        {
            return await store.CommitAsync(new DocumentBatch(first.Container, first.Partition, operations));
        }
        catch (StoreException exception)
        {
            return new CommitResult(exception.Status) { Reason = exception.Message, RetryAfter = exception.RetryAfter };
        }
    }

    private void Applied(IReadOnlyList<DocumentWrite> writes, IReadOnlyList<string?> etags)
    {
        var position = 0;
        foreach (var write in writes)
        {
            Applied(write, etags[position]);
            position += 1 + write.DeadLetters.Count;
        }
    }

    private void Applied(DocumentWrite write, string? etag)
    {
        var entry = write.Entry;
        entry.ETag = etag ?? entry.ETag;
        var more = entry.Written(write, out var waiting);
        if (write.Remaining is null)
        {
            removed(entry, true);
        }
        else if (more)
        {
            Enqueue(entry);
        }

        waiting?.TrySetResult();
    }

    /// <summary>The document is not as it was: gone, written by us without our knowing it, or changed by another process.</summary>
    /// <returns>False when the store did not answer.</returns>
    private async ValueTask<bool> ReconcileAsync(DocumentWrite write)
    {
        try
        {
            var key = write.Entry.Key;
            var stored = await store.ReadAsync(key.Container, key.Partition, key.Id);
            if (stored is null && write.Remaining is null)
            {
                Applied(write, null); // gone already is done
            }
            else if (stored is not null && write.Remaining is not null && stored.Body.Span.SequenceEqual(DocumentCodec.Encode(write.Remaining)))
            {
                Applied(write, stored.ETag);
            }
            else
            {
                logger.LogWarning("Outbox {Document} was changed by another process; it is read again.", key);
                Abandon(write.Entry);
            }

            return true;
        }
        catch (StoreException exception)
        {
            logger.LogDebug(exception, "Outbox {Document} could not be read.", write.Entry.Key);
            return false;
        }
    }

    private void Abandon(QueuedDocument entry)
    {
        entry.Forget();
        removed(entry, false);
    }
}
