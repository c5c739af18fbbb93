using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using CryptoVault.Storage;

namespace CryptoVault.Adapters.Cosmos;

/// <summary>Counts what was asked of Cosmos DB and what it cost. Published as the meter <c>CryptoVault.Storage</c>.</summary>
internal sealed class CosmosMetrics : IDisposable
{
    /// <summary>The meter's name: the same as the embedded store's.</summary>
    public const string MeterName = "CryptoVault.Storage";

    private readonly Meter meter = new(MeterName);
    private readonly Counter<double> charge;
    private readonly Counter<long> retries;
    private readonly Histogram<double> duration;
    private readonly ConcurrentDictionary<string, Counts> containers = new(StringComparer.Ordinal);
    private long batches;
    private long refused;
    private long failed;

    public CosmosMetrics()
    {
        charge = meter.CreateCounter<double>("storage.cosmos.request_charge", "{request_unit}", "Request units charged.");
        retries = meter.CreateCounter<long>("storage.cosmos.retries", "{retry}", "Tries repeated because the service was throttled, busy or away.");
        duration = meter.CreateHistogram<double>("storage.cosmos.duration", "s", "Duration of a try.");
    }

    public void Answer(string container, string operation, double requestUnits, TimeSpan took)
    {
        var (where, what) = (new KeyValuePair<string, object?>("container", container), new KeyValuePair<string, object?>("operation", operation));
        charge.Add(requestUnits, where, what);
        duration.Record(took.TotalSeconds, where, what);
    }

    public void Retry(string container, string operation) =>
        retries.Add(1, new KeyValuePair<string, object?>("container", container), new KeyValuePair<string, object?>("operation", operation));

    public void Commit(DocumentBatch batch, CommitResult result)
    {
        if (!result.IsCommitted)
        {
            Interlocked.Increment(ref result.Status is CommitStatus.AlreadyExists or CommitStatus.NotFound or CommitStatus.PreconditionFailed or CommitStatus.TooLarge ? ref refused : ref failed);
            return;
        }

        Interlocked.Increment(ref batches);
        var counts = containers.GetOrAdd(batch.Container, _ => new Counts());
        var deleted = batch.Operations.Count(operation => operation.Kind == DocumentOperationKind.Delete);
        Interlocked.Add(ref counts.Deleted, deleted);
        Interlocked.Add(ref counts.Written, batch.Operations.Count - deleted);
        Interlocked.Add(ref counts.Bytes, batch.Operations.Sum(operation => (long)operation.Body.Length));
    }

    public StoreStatistics Snapshot()
    {
        var perContainer = containers.ToDictionary(
            pair => pair.Key,
            pair => new ContainerStatistics(Interlocked.Read(ref pair.Value.Written), Interlocked.Read(ref pair.Value.Deleted), Interlocked.Read(ref pair.Value.Bytes)),
            StringComparer.Ordinal);
        return new StoreStatistics
        {
            DocumentsWritten = perContainer.Values.Sum(container => container.DocumentsWritten),
            DocumentsDeleted = perContainer.Values.Sum(container => container.DocumentsDeleted),
            BytesWritten = perContainer.Values.Sum(container => container.BytesWritten),
            BatchesCommitted = Interlocked.Read(ref batches),
            BatchesRefused = Interlocked.Read(ref refused),
            BatchesFailed = Interlocked.Read(ref failed),
            Commits = Interlocked.Read(ref batches),
            Containers = perContainer,
        };
    }

    public void Dispose() => meter.Dispose();

    private sealed class Counts
    {
        public long Written;
        public long Deleted;
        public long Bytes;
    }
}
