using CryptoVault.Ledger;
using CryptoVault.Ledger.Verification;
using CryptoVault.Storage;

namespace CryptoVault.Shared.Tests.Ledger;

/// <summary>Audits of documents that a test has in memory.</summary>
internal static class Ledgers
{
    public static LedgerReport Audit(Storage.MemoryStore store, DateTimeOffset now) => Audit(
        [.. new[] { LedgerPartitions.Users, LedgerPartitions.House }.SelectMany(container =>
            store.All(container).Select(document => (new PartitionKey(container, document.Partition), document)))],
        now);

    public static LedgerReport Audit(IReadOnlyList<(PartitionKey Partition, StoredDocument Document)> documents, DateTimeOffset now)
    {
        var audit = new LedgerAudit();
        foreach (var (partition, document) in documents)
        {
            audit.Add(partition, document);
        }

        var partitions = documents.ToLookup(entry => entry.Partition, entry => entry.Document);
        foreach (var partition in partitions.Where(partition => audit.IsDoubtful(partition.Key)))
        {
            audit.Examine(partition.Key, partition);
        }

        return audit.Finish(now, partitions.Count);
    }
}
