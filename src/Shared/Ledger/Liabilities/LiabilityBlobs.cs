using CryptoVault.Blobs;
using CryptoVault.Results;

namespace CryptoVault.Ledger.Liabilities;

/// <summary>
/// The trees as blobs, written once: chunks of <see cref="ChunkLeaves"/> leaves, and a top with the chunks' roots. A chunk
/// is a whole subtree, so a path is one through a chunk and one through the top. Both are records of a
/// <see cref="PlacedNode"/>; a chunk's place is that of its first leaf.
/// </summary>
internal sealed class LiabilityBlobs(IBlobStore blobs)
{
    /// <summary>A power of two: only then is a chunk a subtree.</summary>
    public const int ChunkLeaves = 4096;

    private const string Container = "liabilities";

    /// <summary>Writes a tree; the leaves are in the order of their places.</summary>
    /// <returns>Its root.</returns>
    public async Task<Result<LiabilityNode>> WriteAsync(string snapshotId, string asset, IReadOnlyList<PlacedNode> leaves, CancellationToken cancellation)
    {
        var top = new List<PlacedNode>();
        foreach (var chunk in leaves.Chunk(ChunkLeaves))
        {
            var written = await PutAsync(KeyOf(snapshotId, asset, $"chunk-{top.Count:D6}"), chunk, cancellation);
            if (!written.IsSuccess)
            {
                return written.Error;
            }

            top.Add(new PlacedNode(chunk[0].Place, new LiabilityTree([.. chunk.Select(leaf => leaf.Node)]).Root));
        }

        var finished = await PutAsync(KeyOf(snapshotId, asset, "top"), top, cancellation);
        return finished.IsSuccess ? new LiabilityTree([.. top.Select(chunk => chunk.Node)]).Root : finished.Error;
    }

    /// <summary>The chunks of a tree.</summary>
    public Task<IReadOnlyList<PlacedNode>> ReadTopAsync(string snapshotId, string asset, CancellationToken cancellation) =>
        ReadAsync(KeyOf(snapshotId, asset, "top"), cancellation);

    /// <summary>The leaves of a chunk.</summary>
    public Task<IReadOnlyList<PlacedNode>> ReadChunkAsync(string snapshotId, string asset, int chunk, CancellationToken cancellation) =>
        ReadAsync(KeyOf(snapshotId, asset, $"chunk-{chunk:D6}"), cancellation);

    private static BlobKey KeyOf(string snapshotId, string asset, string name) => new(Container, $"{snapshotId}/{asset.ToLowerInvariant()}/{name}");

    private Task<Result<BlobProperties>> PutAsync(BlobKey key, IReadOnlyList<PlacedNode> nodes, CancellationToken cancellation)
    {
        var bytes = new byte[nodes.Count * PlacedNode.RecordBytes];
        for (var i = 0; i < nodes.Count; i++)
        {
            nodes[i].Write(bytes.AsSpan(i * PlacedNode.RecordBytes));
        }

        return blobs.PutAsync(key, new MemoryStream(bytes), new BlobOptions { WriteOnce = true }, cancellation);
    }

    private async Task<IReadOnlyList<PlacedNode>> ReadAsync(BlobKey key, CancellationToken cancellation)
    {
        await using var blob = await blobs.OpenAsync(key, cancellation)
            ?? throw new BlobStoreException(BlobFailure.Damaged, $"The blob {key} of a proof of liabilities is missing.");
        var content = new MemoryStream();
        await blob.Content.CopyToAsync(content, cancellation);
        var bytes = content.ToArray();
        var nodes = new PlacedNode[bytes.Length / PlacedNode.RecordBytes];
        for (var i = 0; i < nodes.Length; i++)
        {
            nodes[i] = PlacedNode.Read(bytes.AsSpan(i * PlacedNode.RecordBytes));
        }

        return nodes;
    }
}
