using CryptoVault.Results;
using CryptoVault.Storage;

namespace CryptoVault.Ledger.Verification;

/// <summary>Checks the ledger's invariants over the whole store, at one instant.</summary>
public sealed class VerifyLedger(TimeProvider clock, IEnumerable<IHoldPurpose> purposes, IStoreSnapshots? snapshots = null, ICustodyAudit? custody = null)
{
    private static readonly string[] Containers = [LedgerPartitions.Users, LedgerPartitions.House];

    /// <summary>Checks. Documents are streamed: memory grows with the open transfers and the open holds, not with the history or the customers.</summary>
    /// <returns>What was found, or <see cref="ServiceUnavailable"/> where the store has no snapshots or cannot answer.</returns>
    public Task<Result<LedgerReport>> ExecuteAsync(CancellationToken cancellation = default) => ExecuteAsync(null, cancellation);

    /// <summary>Checks, and lists the open transfers of a range, oldest first.</summary>
    internal async Task<Result<LedgerReport>> ExecuteAsync(Range? listed, CancellationToken cancellation)
    {
        if (snapshots is null)
        {
            return new ServiceUnavailable("This store cannot be checked at one instant; the reconciler checks it partition by partition.", TimeSpan.FromHours(1));
        }

        var comparison = custody is null ? null : await custody.BeginAsync(cancellation);
        var audit = new LedgerAudit();
        var now = clock.GetUtcNow();
        var open = new List<(PartitionKey Partition, HoldDocument Hold)>();
        using var snapshot = snapshots.OpenSnapshot();
        foreach (var container in Containers)
        {
            await foreach (var document in snapshot.ScanAsync(container, cancellation))
            {
                var partition = new PartitionKey(container, document.Partition);
                comparison?.See(partition, document);
                if (audit.Add(partition, document) is { } hold)
                {
                    open.Add((partition, hold));
                }
            }
        }

        var partitions = await ExamineAsync(audit, snapshot, cancellation);
        await CheckPurposesAsync(audit, snapshot, open, cancellation);
        var statements = comparison is null ? null : await comparison.FinishAsync(snapshot, cancellation);
        foreach (var statement in statements?.Where(statement => statement.State == CustodyState.Differs) ?? [])
        {
            audit.Report(new LedgerViolation(
                LedgerInvariant.AssetsMatchLiabilities, $"custody {statement.Asset}",
                $"Custody holds {statement.Custodian}; the books explain {statement.Difference} less."));
        }

        return audit.Finish(now, partitions, listed) with { Custody = statements };
    }

    /// <summary>Looks exactly at the partitions whose sums are not right, and counts all.</summary>
    private static async Task<long> ExamineAsync(LedgerAudit audit, IStoreSnapshot snapshot, CancellationToken cancellation)
    {
        var partitions = 0L;
        foreach (var container in Containers)
        {
            await foreach (var partition in snapshot.PartitionsAsync(container, cancellation))
            {
                partitions++;
                var key = new PartitionKey(container, partition);
                if (audit.IsDoubtful(key))
                {
                    audit.Examine(key, snapshot.ReadAsync(container, partition, cancellation: cancellation).ToBlockingEnumerable(cancellation));
                }
            }
        }

        return partitions;
    }

    private async Task CheckPurposesAsync(LedgerAudit audit, IStoreSnapshot snapshot, List<(PartitionKey Partition, HoldDocument Hold)> open, CancellationToken cancellation)
    {
        var byType = purposes.ToDictionary(purpose => purpose.ReferenceType, StringComparer.Ordinal);
        foreach (var (partition, hold) in open)
        {
            var why = byType.TryGetValue(hold.Reference.Type, out var purpose)
                ? await purpose.WhyNotOpenAsync(snapshot, partition, hold.Reference, cancellation)
                : $"nobody knows what a hold for a {hold.Reference.Type} is for";
            if (why is not null)
            {
                audit.Report(new LedgerViolation(LedgerInvariant.HoldsMatchHeld, $"{partition}: {hold.Id}", $"{hold.Remaining} {hold.Asset} are held, but {why}."));
            }
        }
    }
}
