using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Text;
using CryptoVault.Blobs;
using CryptoVault.Hosting;
using CryptoVault.Storage;

namespace CryptoVault.Audit.Chain;

/// <summary>Reads chains, from the store or from the archive.</summary>
public sealed class AuditChains(IDocumentStore store, IBlobStore blobs)
{
    private const int PageSize = 500;

    /// <summary>The running head of a stream, or null.</summary>
    public async Task<AuditHeadDocument?> FindHeadAsync(string stream, CancellationToken cancellation) =>
        await store.FindAsync<AuditHeadDocument>(AuditHeadDocument.Partition, AuditHeadDocument.IdOf(stream), cancellation);

    /// <summary>The newest anchor, or null.</summary>
    public async Task<AuditAnchorDocument?> FindAnchorAsync(CancellationToken cancellation) =>
        await store.FindAsync<AuditAnchorDocument>(AuditHeadDocument.Partition, AuditAnchorDocument.DocumentId, cancellation);

    /// <summary>The head of a day's chain, or null.</summary>
    public async Task<AuditDayDocument?> FindDayAsync(string stream, string day, CancellationToken cancellation) =>
        await store.FindAsync<AuditDayDocument>(AuditRecordDocument.PartitionOf(stream, day), AuditDayDocument.DocumentId, cancellation);

    /// <summary>True when there is any record of a stream in the store.</summary>
    public async Task<bool> HasRecordsAsync(string stream, CancellationToken cancellation) =>
        (await store.QueryAsync(new DocumentQuery(ContainerNames.Audit, AuditRecordDocument.ByStream.Name) { Equal = [stream], Limit = 1 }, cancellation)).Items.Count > 0;

    /// <summary>A day's records as they are stored, in the order of their sequence.</summary>
    /// <exception cref="BlobStoreException">They are archived, and the archive is missing or damaged.</exception>
    public IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(string stream, string day, AuditDayDocument? head, CancellationToken cancellation) =>
        head?.Archive is { } archive ? ReadArchiveAsync(archive, cancellation) : ReadStoreAsync(stream, day, cancellation);

    /// <summary>A day's records that are in the store.</summary>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadStoreAsync(string stream, string day, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var place = AuditRecordDocument.PartitionOf(stream, day);
        var query = new DocumentQuery(place.Container, AuditRecordDocument.InOrder.Name) { Partition = place.Value, Limit = PageSize };
        while (true)
        {
            var page = await store.QueryAsync(query, cancellation);
            foreach (var document in page.Items)
            {
                yield return document.Body;
            }

            if (page.Continuation is null)
            {
                yield break;
            }

            query = query with { Continuation = page.Continuation };
        }
    }

    /// <summary>The records of an archive: lines of JSON, compressed.</summary>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadArchiveAsync(string name, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var blob = await blobs.OpenAsync(new BlobKey(AuditSeals.Container, name), cancellation)
            ?? throw new BlobStoreException(BlobFailure.Damaged, $"The audit archive {name} is missing.");
        await using var plain = new GZipStream(blob.Content, CompressionMode.Decompress);
        using var reader = new StreamReader(plain, Encoding.UTF8);
        while (await reader.ReadLineAsync(cancellation) is { } line)
        {
            yield return Encoding.UTF8.GetBytes(line);
        }
    }
}
