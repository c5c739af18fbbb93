using CryptoVault.Blobs;
using CryptoVault.Ids;
using CryptoVault.Ledger.Verification;
using CryptoVault.Results;
using CryptoVault.Security;
using CryptoVault.Storage;

namespace CryptoVault.Ledger.Liabilities;

/// <summary>
/// Makes a proof of liabilities: one tree per asset over what is owed to each customer at one instant. The trees are
/// written first, then, in one commit, the document that publishes their roots: a run that dies publishes nothing.
/// </summary>
public sealed class SnapshotLiabilities(
    Partitions partitions, IBlobStore blobs, IKeyRing keys, IIds ids, TimeProvider clock, IStoreSnapshots? snapshots = null, ICustodyAudit? custody = null)
{
    internal const string SecretPurpose = "liability-leaves";

    /// <summary>Makes one.</summary>
    /// <returns>What is published, or <see cref="SnapshotsNotSupported"/>, <see cref="ServiceUnavailable"/>.</returns>
    public async Task<Result<LiabilitySnapshotDocument>> ExecuteAsync(CancellationToken cancellation = default)
    {
        if (snapshots is null)
        {
            return new SnapshotsNotSupported();
        }

        var (id, now) = (ids.New(), clock.GetUtcNow());
        var balances = new LiabilityBalances(keys.Derive(SecretPurpose), id);
        using (var snapshot = snapshots.OpenSnapshot())
        {
            foreach (var container in new[] { LedgerPartitions.Users, LedgerPartitions.House })
            {
                await foreach (var document in snapshot.ReadAsync(container, idPrefix: AccountsDocument.IdPrefix, cancellation: cancellation))
                {
                    balances.Add(new PartitionKey(container, document.Partition), DocumentCodec.Decode<AccountsDocument>(document));
                }
            }
        }

        var holdings = custody is null ? null : await custody.ListHoldingsAsync(cancellation);
        var trees = new List<AssetLiabilities>();
        foreach (var asset in balances.Assets)
        {
            var leaves = balances.LeavesOf(asset);
            var root = await new LiabilityBlobs(blobs).WriteAsync(id, asset, leaves, cancellation);
            if (!root.IsSuccess)
            {
                return root.Error;
            }

            var (held, receivables, inFlight) = balances.TotalsOf(asset);
            trees.Add(new AssetLiabilities(
                asset, root.Value, leaves.Count, held, receivables, inFlight, holdings is null ? null : holdings.TryGetValue(asset, out var units) ? units : 0));
        }

        return await PublishAsync(new LiabilitySnapshotDocument($"snapshot:{StoredTime.Format(now)}:{id}", id, StoredTime.Format(now), trees));
    }

    /// <summary>Of two that run at once the later instant stays the latest.</summary>
    private Task<Result<LiabilitySnapshotDocument>> PublishAsync(LiabilitySnapshotDocument document) =>
        partitions.DecideAsync<LiabilitySnapshotDocument>(LiabilitySnapshotDocument.Partition, view =>
        {
            var latest = view.Find<LiabilitySnapshotDocument>(LiabilitySnapshotDocument.Latest);
            if (latest is null || string.CompareOrdinal(latest.TakenTime, document.TakenTime) < 0)
            {
                view.Put(document with { Id = LiabilitySnapshotDocument.Latest });
            }

            view.Add(document);
            return document;
        });
}
