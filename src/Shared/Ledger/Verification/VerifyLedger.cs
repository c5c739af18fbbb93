using CryptoVault.Results;
using CryptoVault.Storage;

namespace CryptoVault.Ledger.Verification;

/// <summary>Checks the ledger's invariants over the whole store, at one instant.</summary>
public sealed class VerifyLedger(TimeProvider clock, IStoreSnapshots? snapshots = null)
{
    private static readonly string[] Containers = [LedgerPartitions.Users, LedgerPartitions.House];

    /// <summary>Checks. Documents are streamed: memory grows with one partition and the open transfers, not with the history.</summary>
    /// <returns>What was found, or <see cref="ServiceUnavailable"/> where the store has no snapshots or cannot answer.</returns>
    public async Task<Result<LedgerReport>> ExecuteAsync(CancellationToken cancellation = default)
    {
        if (snapshots is null)
        {
            return new ServiceUnavailable("This store cannot be checked at one instant; the reconciler checks it partition by partition.", TimeSpan.FromHours(1));
        }

        var audit = new LedgerAudit();
        var now = clock.GetUtcNow();
        using var snapshot = snapshots.OpenSnapshot();
        foreach (var container in Containers)
        {
            await foreach (var document in snapshot.ReadAsync(container, cancellation: cancellation))
            {
                audit.Add(new PartitionKey(container, document.Partition), document);
            }
        }

        return audit.Finish(now);
    }
}
