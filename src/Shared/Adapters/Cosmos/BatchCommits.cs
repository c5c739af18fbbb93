using System.Net;
using CryptoVault.Ids;
using CryptoVault.Storage;
using Microsoft.Azure.Cosmos;

namespace CryptoVault.Adapters.Cosmos;

/// <summary>
/// Commits batches. Each commit has a mark of its own, written into every document of it. When an answer is lost, the
/// identical batch is repeated; when a batch is refused, the mark tells whether it was an earlier try of the same
/// commit that is in the way, one of ours or one that the client library made by itself.
/// </summary>
internal sealed class BatchCommits(CosmosCalls calls, DocumentReads reads, IIds ids)
{
    /// <summary>Matches no version: for a document of this commit that somebody has written since.</summary>
    private const string SupersededETag = "\"superseded\"";

    /// <exception cref="ArgumentException">A body is no document.</exception>
    public Task<CommitResult> CommitAsync(StoreContainer container, DocumentBatch batch)
    {
        var mark = ids.New();
        var bodies = batch.Operations
            .Select(operation => operation.Kind == DocumentOperationKind.Delete ? null : DocumentEnvelope.Wrap(container, batch.Partition, mark, operation))
            .ToArray();
        return TryUntilSureAsync(container, batch, mark, bodies);
    }

    private async Task<CommitResult> TryUntilSureAsync(StoreContainer container, DocumentBatch batch, string mark, byte[]?[] bodies)
    {
        var lost = false;
        for (var attempt = 1; ; attempt++)
        {
            var (answer, failure) = await calls.TryBatchAsync(container, token => Build(container, batch, bodies).ExecuteAsync(token)).ConfigureAwait(false);
            using (answer)
            {
                if (failure is null)
                {
                    var result = Result(answer!, batch);
                    return result.IsCommitted || result.Status == CommitStatus.TooLarge ? result
                        : await OwnOrRefusedAsync(container, batch, mark, result, lost).ConfigureAwait(false);
                }
            }

            lost |= failure.Kind == FailureKind.Unsure;
            if (!failure.IsTransient || attempt >= calls.MaxAttempts)
            {
                return new CommitResult(lost ? CommitStatus.Unknown : failure.Status) { Reason = failure.Reason, RetryAfter = failure.RetryAfter ?? TimeSpan.FromSeconds(1) };
            }

            await calls.PauseAsync(container.Name, "batch", attempt, failure, CancellationToken.None).ConfigureAwait(false);
        }
    }

    private static TransactionalBatch Build(StoreContainer container, DocumentBatch batch, byte[]?[] bodies)
    {
        var built = container.Client.CreateTransactionalBatch(new Microsoft.Azure.Cosmos.PartitionKey(batch.Partition));
        for (var i = 0; i < bodies.Length; i++)
        {
            var operation = batch.Operations[i];
            var options = new TransactionalBatchItemRequestOptions { IfMatchEtag = operation.ETag, EnableContentResponseOnWrite = false };
            built = operation.Kind switch
            {
                DocumentOperationKind.Create => built.CreateItemStream(new MemoryStream(bodies[i]!), options),
                DocumentOperationKind.Replace => built.ReplaceItemStream(operation.Id, new MemoryStream(bodies[i]!), options),
                DocumentOperationKind.Upsert => built.UpsertItemStream(new MemoryStream(bodies[i]!), options),
                _ => built.DeleteItem(operation.Id, options),
            };
        }

        return built;
    }

    private static CommitResult Result(TransactionalBatchResponse answer, DocumentBatch batch)
    {
        if (answer.IsSuccessStatusCode)
        {
            return new CommitResult(CommitStatus.Committed)
            {
                ETags = [.. batch.Operations.Select((operation, i) => operation.Kind == DocumentOperationKind.Delete ? null : answer[i].ETag)],
            };
        }

        var failed = -1;
        for (var i = 0; i < answer.Count && failed < 0; i++)
        {
            failed = answer[i].StatusCode is HttpStatusCode.FailedDependency ? -1 : i;
        }

        CommitStatus status = answer.StatusCode switch
        {
            HttpStatusCode.Conflict => CommitStatus.AlreadyExists,
            HttpStatusCode.NotFound => CommitStatus.NotFound,
            HttpStatusCode.PreconditionFailed => CommitStatus.PreconditionFailed,
            HttpStatusCode.RequestEntityTooLarge => CommitStatus.TooLarge,
            _ => throw new InvalidOperationException($"Cosmos DB refused a batch with {(int)answer.StatusCode}: {CosmosFailure.Told(() => answer.ErrorMessage)}"),
        };
        return new CommitResult(status)
        {
            FailedOperation = status == CommitStatus.TooLarge ? -1 : failed,
            Reason = failed >= 0 ? $"'{batch.Operations[failed].Id}': {(int)answer.StatusCode}" : CosmosFailure.FirstLine(CosmosFailure.Told(() => answer.ErrorMessage)),
        };
    }

    /// <summary>
    /// A batch was refused. If a document of it bears its mark, an earlier try had landed. After a lost answer all its
    /// documents are read; else one is enough to rule out that the client library repeated the request behind our back.
    /// </summary>
    private async Task<CommitResult> OwnOrRefusedAsync(StoreContainer container, DocumentBatch batch, string mark, CommitResult refusal, bool lost)
    {
        string[] written = [.. batch.Operations.Where(operation => operation.Kind != DocumentOperationKind.Delete).Select(operation => operation.Id)];
        if (written.Length == 0)
        {
            // Deletions leave no mark: whether it was ours that removed the document cannot be told.
            return lost ? refusal with { Status = CommitStatus.Unknown } : refusal;
        }

        var suspect = batch.Operations[Math.Max(0, refusal.FailedOperation)];
        try
        {
            if (!lost)
            {
                var one = await reads.OneAsync(container, batch.Partition, suspect.Kind == DocumentOperationKind.Delete ? written[0] : suspect.Id, CancellationToken.None).ConfigureAwait(false);
                if (one?.Commit != mark)
                {
                    return refusal;
                }
            }

            var found = await reads.ManyAsync(container, batch.Partition, written, CancellationToken.None).ConfigureAwait(false);
            if (!found.Any(document => document?.Commit == mark))
            {
                return refusal;
            }

            var versions = found.OfType<Found>().Where(document => document.Commit == mark).ToDictionary(document => document.Document.Id, document => document.Document.ETag);
            return new CommitResult(CommitStatus.Committed)
            {
                ETags = [.. batch.Operations.Select(operation => operation.Kind == DocumentOperationKind.Delete ? null : versions.GetValueOrDefault(operation.Id, SupersededETag))],
            };
        }
        catch (StoreException exception)
        {
            return new CommitResult(CommitStatus.Unknown) { Reason = exception.Message, RetryAfter = exception.RetryAfter };
        }
    }
}
