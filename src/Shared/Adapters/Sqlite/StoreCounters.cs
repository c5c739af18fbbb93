using System.Diagnostics.Metrics;
using CryptoVault.Storage;

namespace CryptoVault.Adapters.Sqlite;

/// <summary>Counts what the writer thread did; read by anyone. Published as the meter <c>CryptoVault.Storage</c> at no cost to the writer.</summary>
internal sealed class StoreCounters : IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "CryptoVault.Storage";

    private readonly Meter meter = new(MeterName);
    private readonly IReadOnlyList<ContainerTable> tables;
    private readonly long[] written;
    private readonly long[] deleted;
    private readonly long[] bytes;
    private long expired;
    private long batches;
    private long refused;
    private long failed;
    private long commits;

    public StoreCounters(IReadOnlyList<ContainerTable> tables)
    {
        this.tables = tables;
        written = new long[tables.Count];
        deleted = new long[tables.Count];
        bytes = new long[tables.Count];
        meter.CreateObservableCounter("storage.documents.written", () => PerContainer(written), "{document}");
        meter.CreateObservableCounter("storage.documents.deleted", () => PerContainer(deleted), "{document}");
        meter.CreateObservableCounter("storage.bytes.written", () => PerContainer(bytes), "By");
        meter.CreateObservableCounter("storage.documents.expired", () => Volatile.Read(ref expired), "{document}");
        meter.CreateObservableCounter("storage.batches.committed", () => Volatile.Read(ref batches), "{batch}");
        meter.CreateObservableCounter("storage.batches.refused", () => Volatile.Read(ref refused), "{batch}");
        meter.CreateObservableCounter("storage.batches.failed", () => Volatile.Read(ref failed), "{batch}");
        meter.CreateObservableCounter("storage.commits", () => Volatile.Read(ref commits), "{commit}");
    }

    public void CountCommit() => commits++;

    public void CountFailure() => failed++;

    public void CountExpired(int documents) => expired += documents;

    /// <summary>Counts a batch by its outcome.</summary>
    public void Count(PendingCommit commit)
    {
        if (!commit.Outcome!.IsCommitted)
        {
            refused++;
            return;
        }

        var deletions = 0;
        var operations = commit.Batch.Operations;
        for (var i = 0; i < operations.Count; i++)
        {
            deletions += operations[i].Kind == DocumentOperationKind.Delete ? 1 : 0;
        }

        var number = commit.Table.Number;
        batches++;
        deleted[number] += deletions;
        written[number] += operations.Count - deletions;
        bytes[number] += commit.Bytes;
    }

    public StoreStatistics Snapshot()
    {
        var containers = new Dictionary<string, ContainerStatistics>(tables.Count, StringComparer.Ordinal);
        foreach (var table in tables)
        {
            containers[table.Definition.Name] = new ContainerStatistics(
                Volatile.Read(ref written[table.Number]), Volatile.Read(ref deleted[table.Number]), Volatile.Read(ref bytes[table.Number]));
        }

        return new StoreStatistics
        {
            DocumentsWritten = containers.Values.Sum(container => container.DocumentsWritten),
            DocumentsDeleted = containers.Values.Sum(container => container.DocumentsDeleted),
            BytesWritten = containers.Values.Sum(container => container.BytesWritten),
            DocumentsExpired = Volatile.Read(ref expired),
            BatchesCommitted = Volatile.Read(ref batches),
            BatchesRefused = Volatile.Read(ref refused),
            BatchesFailed = Volatile.Read(ref failed),
            Commits = Volatile.Read(ref commits),
            Containers = containers,
        };
    }

    public void Dispose() => meter.Dispose();

    private IEnumerable<Measurement<long>> PerContainer(long[] counts) =>
        tables.Select(table => new Measurement<long>(
            Volatile.Read(ref counts[table.Number]), new KeyValuePair<string, object?>("container", table.Definition.Name)));
}
