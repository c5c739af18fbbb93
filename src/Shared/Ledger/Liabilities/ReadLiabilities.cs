using CryptoVault.Blobs;
using CryptoVault.Money;
using CryptoVault.Results;
using CryptoVault.Security;
using CryptoVault.Storage;

namespace CryptoVault.Ledger.Liabilities;

/// <summary>Shows the latest proof of liabilities, and each customer the own part of it.</summary>
public sealed class ReadLiabilities(IDocumentStore store, IBlobStore blobs, IKeyRing keys, AssetCatalog assets)
{
    /// <summary>The latest proof, or <see cref="LiabilitiesNotPublished"/>.</summary>
    public async Task<Result<LiabilitySnapshotDocument>> LatestAsync(CancellationToken cancellation = default) =>
        await store.FindAsync<LiabilitySnapshotDocument>(LiabilitySnapshotDocument.Partition, LiabilitySnapshotDocument.Latest, cancellation) is { } latest
            ? latest
            : new LiabilitiesNotPublished();

    /// <summary>A customer's leaves in the latest proof with their paths.</summary>
    /// <returns>The proof; <see cref="LiabilitiesNotPublished"/>, <see cref="LiabilityNotIncluded"/>, <see cref="ServiceUnavailable"/>.</returns>
    public async Task<Result<LiabilityProof>> ProveAsync(string userId, string asset, CancellationToken cancellation = default)
    {
        var latest = await LatestAsync(cancellation);
        if (!latest.IsSuccess)
        {
            return latest.Error;
        }

        if (latest.Value.Assets.FirstOrDefault(tree => tree.Asset == asset) is not { } published)
        {
            return new LiabilityNotIncluded(asset);
        }

        try
        {
            var leaves = await FindLeavesAsync(latest.Value.SnapshotId, asset, userId, cancellation);
            return leaves.Count == 0
                ? new LiabilityNotIncluded(asset)
                : new LiabilityProof(
                    LiabilityProof.FormatName, latest.Value.SnapshotId, StoredTime.Parse(latest.Value.TakenTime), asset, assets.Get(asset).Scale, userId,
                    leaves.Aggregate((Int128)0, (sum, leaf) => sum + leaf.Units), new ProofNode(published.Root.Hash, published.Root.Units), leaves);
        }
        catch (BlobStoreException exception)
        {
            return new ServiceUnavailable($"The proof of liabilities cannot be read now: {exception.Failure}.", TimeSpan.FromMinutes(1));
        }
    }

    private async Task<List<ProofLeaf>> FindLeavesAsync(string snapshotId, string asset, string userId, CancellationToken cancellation)
    {
        var trees = new LiabilityBlobs(blobs);
        var secrets = new LiabilityLeaves(keys.Derive(SnapshotLiabilities.SecretPurpose), snapshotId, asset);
        var top = await trees.ReadTopAsync(snapshotId, asset, cancellation);
        var above = new LiabilityTree([.. top.Select(chunk => chunk.Node)]);
        var found = new List<ProofLeaf>();
        for (var part = 0; part < LiabilityLeaves.Parts; part++)
        {
            var place = secrets.PlaceOf(userId, part);
            var chunk = top.Count(one => one.Place <= place) - 1;
            if (chunk < 0)
            {
                continue; // it would stand before the first leaf, so there is none
            }

            var leaves = await trees.ReadChunkAsync(snapshotId, asset, chunk, cancellation);
            for (var i = 0; i < leaves.Count; i++)
            {
                if (leaves[i].Place == place)
                {
                    var path = new LiabilityTree([.. leaves.Select(leaf => leaf.Node)]).ProofOf(i).Concat(above.ProofOf(chunk));
                    found.Add(new ProofLeaf(secrets.NonceOf(userId, part), leaves[i].Node.Units, [.. path.Select(StepOf)]));
                }
            }
        }

        return found;
    }

    private static ProofStep StepOf(LiabilityStep step) => new(step.IsLeft ? "left" : "right", step.Node.Hash, step.Node.Units);
}
