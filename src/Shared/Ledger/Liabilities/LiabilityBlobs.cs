using System.Buffers.Binary;
using CryptoVault.Blobs;
using CryptoVault.Results;

namespace CryptoVault.Ledger.Liabilities;

/// <summary>
/// The trees as blobs, written once: chunks of <see cref="ChunkLeaves"/> leaves, and a top with the chunks' roots. A chunk
/// is a whole subtree, so a path is one through a chunk and one through the top. Both are records of 64 bytes: place (16),
/// hash (32), units (16), numbers big-endian; a chunk's place is that of its first leaf.
/// </summary>
internal sealed class LiabilityBlobs(IBlobStore blobs)
{
    /// <summary>A power of two: only then is a chunk a subtree.</summary>
    public const int ChunkLeaves = 4096;

    private const string Container = "liabilities";
    private const int RecordBytes = 64;

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
        var bytes = new byte[nodes.Count * RecordBytes];
        for (var i = 0; i < nodes.Count; i++)
        {
            var record = bytes.AsSpan(i * RecordBytes, RecordBytes);
            BinaryPrimitives.WriteUInt128BigEndian(record, nodes[i].Place);
            Convert.FromHexString(nodes[i].Node.Hash).CopyTo(record[16..]);
            BinaryPrimitives.WriteInt128BigEndian(record[48..], nodes[i].Node.Units);
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
        var nodes = new PlacedNode[bytes.Length / RecordBytes];
        for (var i = 0; i < nodes.Length; i++)
        {
            var record = bytes.AsSpan(i * RecordBytes, RecordBytes);
            nodes[i] = new PlacedNode(
                BinaryPrimitives.ReadUInt128BigEndian(record),
                new LiabilityNode(Convert.ToHexStringLower(record[16..48]), BinaryPrimitives.ReadInt128BigEndian(record[48..])));
        }

        return nodes;
    }
}
