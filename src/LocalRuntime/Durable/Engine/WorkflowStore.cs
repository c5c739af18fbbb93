using CryptoVault.LocalRuntime.Durable.Documents;
using CryptoVault.Storage;
using Microsoft.Extensions.Logging;

namespace CryptoVault.LocalRuntime.Durable.Engine;

/// <summary>A document with the version it was read or written at.</summary>
internal sealed record Stored<T>(T Document, string ETag);

/// <summary>How a commit of the engine ended; everything else is tried again until it ends so.</summary>
internal enum WriteStatus
{
    Committed,

    /// <summary>Somebody else wrote, or an own write landed whose answer was lost: read again.</summary>
    Conflict,

    TooLarge,
}

/// <summary>The engine's documents in the store.</summary>
internal sealed class WorkflowStore(IDocumentStore store, TimeProvider clock, ILogger logger)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    public IDocumentStore Store => store;

    public async ValueTask<Stored<InstanceDocument>?> ReadInstanceAsync(string instanceId, CancellationToken cancellation)
    {
        var stored = await store.ReadAsync(WorkflowContainer.Name, instanceId, InstanceDocument.DocumentId, cancellation);
        return stored is null ? null : new Stored<InstanceDocument>(DocumentCodec.Decode<InstanceDocument>(stored), stored.ETag);
    }

    public async Task<List<HistoryDocument>> ReadHistoryAsync(string instanceId, int generation, CancellationToken cancellation)
    {
        var (from, to) = HistoryDocument.RangeOf(generation);
        var chunks = new List<HistoryDocument>();
        await foreach (var stored in ReadRangeAsync(instanceId, from, to, cancellation))
        {
            chunks.Add(DocumentCodec.Decode<HistoryDocument>(stored));
        }

        return chunks;
    }

    /// <summary>What waits in an instance's inbox, in the order of arrival.</summary>
    public async Task<List<Stored<InboxDocument>>> ReadInboxAsync(string instanceId, CancellationToken cancellation)
    {
        var inbox = new List<Stored<InboxDocument>>();
        await foreach (var stored in ReadRangeAsync(instanceId, InboxDocument.IdPrefix, InboxDocument.IdEnd, cancellation))
        {
            inbox.Add(new Stored<InboxDocument>(DocumentCodec.Decode<InboxDocument>(stored), stored.ETag));
        }

        return [.. inbox.OrderBy(i => i.Document.WorkAt, StringComparer.Ordinal).ThenBy(i => i.Document.Id, StringComparer.Ordinal)];
    }

    /// <summary>The documents of an instance within a range of ids, page by page.</summary>
    public async IAsyncEnumerable<StoredDocument> ReadRangeAsync(
        string instanceId, string? from, string? to, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        string? continuation = null;
        do
        {
            var query = new DocumentQuery(WorkflowContainer.Name, IndexDefinition.ById)
            {
                Partition = instanceId, From = from, To = to, Limit = 1000, Continuation = continuation,
            };
            var page = await store.QueryAsync(query, cancellation);
            foreach (var stored in page.Items)
            {
                yield return stored;
            }

            continuation = page.Continuation;
        }
        while (continuation is not null);
    }

    /// <summary>Deletes the documents of an instance within a range of ids; false when somebody else is at them.</summary>
    public async Task<bool> DeleteRangeAsync(string instanceId, string? from, string? to, CancellationToken cancellation)
    {
        var operations = new List<DocumentOperation>();
        await foreach (var stored in ReadRangeAsync(instanceId, from, to, cancellation))
        {
            operations.Add(DocumentOperation.Delete(stored.Id, stored.ETag));
        }

        foreach (var chunk in operations.Chunk(DocumentBatch.MaxOperations))
        {
            if ((await CommitAsync(instanceId, chunk, cancellation)).Status != WriteStatus.Committed)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Commits; repeats while the store does not answer, is busy or away.</summary>
    /// <returns>How it ended, and the new ETags.</returns>
    public async Task<(WriteStatus Status, IReadOnlyList<string?> ETags)> CommitAsync(
        string instanceId, IReadOnlyList<DocumentOperation> operations, CancellationToken cancellation)
    {
        var batch = new DocumentBatch(WorkflowContainer.Name, instanceId, operations);
        var pause = FirstPause;
        for (var attempt = 1; ; attempt++)
        {
            cancellation.ThrowIfCancellationRequested();
            var outcome = await CommitOnceAsync(batch);
            switch (outcome.Status)
            {
                case CommitStatus.Committed:
                    return (WriteStatus.Committed, outcome.ETags);
                case CommitStatus.AlreadyExists or CommitStatus.NotFound or CommitStatus.PreconditionFailed:
                    return (WriteStatus.Conflict, []);
                case CommitStatus.TooLarge:
                    return (WriteStatus.TooLarge, []);
            }

            if (attempt % 50 == 1)
            {
                logger.LogWarning("The store did not take a change of instance {Instance}: {Status} {Reason}; trying on.", instanceId, outcome.Status, outcome.Reason);
            }

            await Task.Delay(outcome.RetryAfter ?? pause, clock, cancellation);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    private async ValueTask<CommitResult> CommitOnceAsync(DocumentBatch batch)
    {
        try
        {
            return await store.CommitAsync(batch, CancellationToken.None);
        }
        catch (StoreException exception)
        {
            return new CommitResult(exception.Status) { Reason = exception.Message, RetryAfter = exception.RetryAfter };
        }
    }
}
