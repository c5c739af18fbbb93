using CryptoVault.Hosting;
using CryptoVault.Storage;
using Microsoft.Extensions.Logging;

namespace CryptoVault.LocalRuntime.Hosting;

/// <summary>The runtime's own state (timers, positions in change feeds), one document each, written by the holder of a lease.</summary>
internal sealed class StateDocuments<T>(IDocumentStore store, string partition, ILogger logger) where T : class, IDocument<T>
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    /// <summary>The document, or null.</summary>
    public async Task<(T? Document, string? ETag)> ReadAsync(string id, CancellationToken cancellation)
    {
        var stored = await store.ReadAsync(ContainerNames.Runtime, partition, id, cancellation);
        return stored is null ? (null, null) : (DocumentCodec.Decode<T>(stored), stored.ETag);
    }

    /// <summary>
    /// Writes the document over the version that the caller knows, again until the store takes it.
    /// </summary>
    /// <returns>The new ETag; null when another process wrote it, which then has the lease.</returns>
    public async Task<string?> WriteAsync(T document, string? etag, TimeProvider clock, CancellationToken cancellation)
    {
        var body = DocumentCodec.Encode(document);
        var batch = new DocumentBatch(ContainerNames.Runtime, partition,
            [etag is null ? DocumentOperation.Create(document.Id, body) : DocumentOperation.Replace(document.Id, body, etag)]);
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            var outcome = await store.CommitAsync(batch, cancellation);
            if (outcome.IsCommitted)
            {
                return outcome.ETags[0];
            }

            if (outcome.Status is CommitStatus.AlreadyExists or CommitStatus.PreconditionFailed or CommitStatus.NotFound)
            {
                // It may be our own write whose answer was lost.
                var stored = await store.ReadAsync(ContainerNames.Runtime, partition, document.Id, cancellation);
                return stored is not null && stored.Body.Span.SequenceEqual(body) ? stored.ETag : null;
            }

            logger.LogWarning("{Document} was not written: {Status} {Reason}", document.Id, outcome.Status, outcome.Reason);
            await Task.Delay(outcome.RetryAfter ?? pause, clock, cancellation);
        }
    }
}
