using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using CryptoVault.Storage;

namespace CryptoVault.Simulation.Store;

/// <summary>What lies on the simulated disk: it survives every process. The port's rules, without its faults (<see cref="SimStoreClient"/> has those).</summary>
internal sealed class SimStore : IStoreSnapshots
{
    private readonly Dictionary<string, MemoryIndex[]> indexes;
    private readonly Dictionary<(string Container, string Partition), Dictionary<string, StoredDocument>> partitions = [];
    private long version;

    public SimStore(IReadOnlyList<ContainerDefinition> containers) =>
        indexes = containers.ToDictionary(
            container => container.Name, container => container.Indexes.Select(index => new MemoryIndex(index)).ToArray(), StringComparer.Ordinal);

    /// <summary>Called after each commit, with what was there before of each document.</summary>
    public Action<DocumentBatch, StoredDocument?[]>? Committed { get; set; }

    public long Commits { get; private set; }

    public StoredDocument? Read(string container, string partition, string id) =>
        partitions.TryGetValue((container, partition), out var documents) ? documents.GetValueOrDefault(id) : null;

    /// <summary>All documents of a container in the order of (partition, id).</summary>
    public IEnumerable<StoredDocument> All(string container, string? partition = null, string? prefix = null) =>
        partitions.Where(pair => pair.Key.Container == container && (partition is null || pair.Key.Partition == partition))
            .OrderBy(pair => pair.Key.Partition, StringComparer.Ordinal)
            .SelectMany(pair => pair.Value.Values.Where(document => prefix is null || document.Id.StartsWith(prefix, StringComparison.Ordinal))
                .OrderBy(document => document.Id, StringComparer.Ordinal));

    public DocumentPage Query(DocumentQuery query)
    {
        var skip = query.Continuation is null ? 0 : int.Parse(query.Continuation, CultureInfo.InvariantCulture);
        var found = query.Index == IndexDefinition.ById
            ? ById(query)
            : (indexes[query.Container].SingleOrDefault(index => index.Name == query.Index)
                ?? throw new ArgumentException($"No index {query.Index} on {query.Container}.", nameof(query))).Query(query);
        var page = found.Skip(skip).Take(query.Limit + 1).Select(key => Read(query.Container, key.Partition, key.Id)!).ToArray();
        return page.Length <= query.Limit
            ? new DocumentPage(page, null)
            : new DocumentPage(page[..query.Limit], (skip + query.Limit).ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Commits, or says why not.</summary>
    public CommitResult Commit(DocumentBatch batch)
    {
        if (!partitions.TryGetValue((batch.Container, batch.Partition), out var documents))
        {
            partitions[(batch.Container, batch.Partition)] = documents = new Dictionary<string, StoredDocument>(StringComparer.Ordinal);
        }

        var before = new StoredDocument?[batch.Operations.Count];
        for (var i = 0; i < before.Length; i++)
        {
            var operation = batch.Operations[i];
            before[i] = documents.GetValueOrDefault(operation.Id);
            if (Refuse(operation, before[i]) is { } refused)
            {
                return new CommitResult(refused) { FailedOperation = i, Reason = operation.Id };
            }
        }

        var etags = new string?[before.Length];
        for (var i = 0; i < before.Length; i++)
        {
            etags[i] = Write(batch, batch.Operations[i], documents);
        }

        Commits++;
        Committed?.Invoke(batch, before);
        return new CommitResult(CommitStatus.Committed) { ETags = etags };
    }

    /// <summary>What another process' writing the same content would do: every ETag of the batch is stale.</summary>
    public void Touch(DocumentBatch batch)
    {
        foreach (var operation in batch.Operations)
        {
            if (Read(batch.Container, batch.Partition, operation.Id) is { } document)
            {
                partitions[(batch.Container, batch.Partition)][operation.Id] = document with { ETag = NextVersion() };
            }
        }
    }

    public IStoreSnapshot OpenSnapshot() => new Snapshot(this);

    private static CommitStatus? Refuse(DocumentOperation operation, StoredDocument? existing) => operation.Kind switch
    {
        DocumentOperationKind.Create when existing is not null => CommitStatus.AlreadyExists,
        DocumentOperationKind.Replace or DocumentOperationKind.Delete when existing is null => CommitStatus.NotFound,
        DocumentOperationKind.Replace or DocumentOperationKind.Delete when operation.ETag is not null && operation.ETag != existing!.ETag =>
            CommitStatus.PreconditionFailed,
        _ => null,
    };

    private string? Write(DocumentBatch batch, DocumentOperation operation, Dictionary<string, StoredDocument> documents)
    {
        var declared = indexes[batch.Container];
        if (operation.Kind == DocumentOperationKind.Delete)
        {
            documents.Remove(operation.Id);
            foreach (var index in declared)
            {
                index.Remove(batch.Partition, operation.Id);
            }

            return null;
        }

        var etag = NextVersion();
        documents[operation.Id] = new StoredDocument(batch.Partition, operation.Id, etag, operation.Body);
        if (declared.Length > 0)
        {
            using var json = JsonDocument.Parse(operation.Body);
            foreach (var index in declared)
            {
                index.Put(batch.Partition, operation.Id, json.RootElement);
            }
        }

        return etag;
    }

    private IEnumerable<(string Partition, string Id)> ById(DocumentQuery query)
    {
        var partition = query.Partition ?? throw new ArgumentException("Needs a partition.", nameof(query));
        if (!partitions.TryGetValue((query.Container, partition), out var documents))
        {
            return [];
        }

        var ids = documents.Keys
            .Where(id => (query.From is not string from || string.CompareOrdinal(id, from) >= 0) && (query.To is not string to || string.CompareOrdinal(id, to) < 0))
            .Order(StringComparer.Ordinal);
        return (query.Descending ? ids.Reverse() : ids).Select(id => (partition, id));
    }

    private string NextVersion() => (++version).ToString(CultureInfo.InvariantCulture);

    /// <summary>What was there when it was opened, whatever is written since.</summary>
    private sealed class Snapshot(SimStore store) : IStoreSnapshot
    {
        private readonly Dictionary<(string Container, string Partition), SortedList<string, StoredDocument>> seen = store.partitions.ToDictionary(
            pair => pair.Key, pair => new SortedList<string, StoredDocument>(pair.Value, StringComparer.Ordinal));

        public async IAsyncEnumerable<StoredDocument> ReadAsync(
            string container, string? partition = null, string? idPrefix = null, [EnumeratorCancellation] CancellationToken cancellation = default)
        {
            var partitions = seen.Keys.Where(key => key.Container == container && (partition is null || key.Partition == partition))
                .OrderBy(key => key.Partition, StringComparer.Ordinal);
            foreach (var key in partitions)
            {
                foreach (var (id, document) in seen[key])
                {
                    if (idPrefix is null || id.StartsWith(idPrefix, StringComparison.Ordinal))
                    {
                        yield return document;
                    }
                }
            }

            await Task.CompletedTask;
        }

        public async IAsyncEnumerable<string> PartitionsAsync(string container, [EnumeratorCancellation] CancellationToken cancellation = default)
        {
            foreach (var key in seen.Keys.Where(key => key.Container == container && seen[key].Count > 0).OrderBy(key => key.Partition, StringComparer.Ordinal))
            {
                yield return key.Partition;
            }

            await Task.CompletedTask;
        }

        public ValueTask<string> DigestAsync(IReadOnlyCollection<string>? except = null, CancellationToken cancellation = default) =>
            throw new NotSupportedException();

        public void Dispose()
        {
            // Nothing is held.
        }
    }
}
