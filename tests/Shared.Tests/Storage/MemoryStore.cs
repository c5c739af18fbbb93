using System.Globalization;
using System.Text.Json;
using CryptoVault.Simulation.Store;
using CryptoVault.Storage;

namespace CryptoVault.Shared.Tests.Storage;

/// <summary>
/// A store in memory whose commits can be made to fail in every way a real one's can, for tests of what stands on
/// the port. (That the port itself is kept is shown by the conformance suite on the real adapters.)
/// </summary>
public sealed class MemoryStore(params IReadOnlyList<ContainerDefinition> containers) : IDocumentStore
{
    private readonly Dictionary<string, MemoryIndex[]> indexes = containers.ToDictionary(
        container => container.Name, container => container.Indexes.Select(index => new MemoryIndex(index)).ToArray(), StringComparer.Ordinal);

    private readonly Lock gate = new();
    private readonly Dictionary<(string Container, string Partition, string Id), StoredDocument> documents = [];
    private readonly Queue<Fault> faults = new();
    private long version;

    public enum Fault
    {
        None,
        Throttled,
        Unavailable,
        /// <summary>The answer is lost before the write.</summary>
        LostBefore,
        /// <summary>The answer is lost after the write.</summary>
        LostAfter,
        /// <summary>Another process changes every document of the batch first.</summary>
        OtherWriter,
        /// <summary>The answer is lost before the write, and another process writes the first document of the batch, word for word.</summary>
        LostBeforeOthersFirst,
    }

    public int Commits { get; private set; }

    /// <summary>A container whose commits never fail, so that a fault hits what the test means and not a lease's renewal.</summary>
    public string? Spared { get; set; }

    public int PendingFaults => faults.Count;

    public int Reads { get; private set; }

    public List<int> BatchSizes { get; } = [];

    public void FailNext(params Fault[] next)
    {
        foreach (var fault in next)
        {
            faults.Enqueue(fault);
        }
    }

    /// <summary>Faults that did not happen yet will not.</summary>
    public void ForgetFaults() => faults.Clear();

    public IReadOnlyList<StoredDocument> All(string container)
    {
        lock (gate)
        {
            return [.. documents.Where(pair => pair.Key.Container == container).Select(pair => pair.Value).OrderBy(document => document.Partition, StringComparer.Ordinal).ThenBy(document => document.Id, StringComparer.Ordinal)];
        }
    }

    public ValueTask<StoredDocument?> ReadAsync(string container, string partition, string id, CancellationToken cancellation = default)
    {
        lock (gate)
        {
            Reads++;
            return ValueTask.FromResult(documents.GetValueOrDefault((container, partition, id)));
        }
    }

    public ValueTask<IReadOnlyList<StoredDocument?>> ReadManyAsync(string container, string partition, IReadOnlyList<string> ids, CancellationToken cancellation = default)
    {
        lock (gate)
        {
            Reads++;
            return ValueTask.FromResult<IReadOnlyList<StoredDocument?>>([.. ids.Select(id => documents.GetValueOrDefault((container, partition, id)))]);
        }
    }

    public ValueTask<CommitResult> CommitAsync(DocumentBatch batch, CancellationToken cancellation = default)
    {
        lock (gate)
        {
            if (BatchRules.Refuse(batch) is { } refused)
            {
                return ValueTask.FromResult(refused);
            }

            switch (batch.Container != Spared && faults.TryDequeue(out var fault) ? fault : Fault.None)
            {
                case Fault.Throttled:
                    return ValueTask.FromResult(new CommitResult(CommitStatus.Throttled) { RetryAfter = TimeSpan.Zero });
                case Fault.Unavailable:
                    return ValueTask.FromResult(new CommitResult(CommitStatus.Unavailable));
                case Fault.LostBefore:
                    return ValueTask.FromResult(new CommitResult(CommitStatus.Unknown));
                case Fault.LostBeforeOthersFirst:
                    Apply(batch with { Operations = [batch.Operations[0]] });
                    return ValueTask.FromResult(new CommitResult(CommitStatus.Unknown));
                case Fault.LostAfter:
                    Apply(batch);
                    return ValueTask.FromResult(new CommitResult(CommitStatus.Unknown));
                case Fault.OtherWriter:
                    foreach (var operation in batch.Operations)
                    {
                        if (documents.TryGetValue((batch.Container, batch.Partition, operation.Id), out var document))
                        {
                            documents[(batch.Container, batch.Partition, operation.Id)] = document with { ETag = NextVersion() };
                        }
                    }

                    break;
                default:
                    break;
            }

            return ValueTask.FromResult(Apply(batch));
        }
    }

    public ValueTask<DocumentPage> QueryAsync(DocumentQuery query, CancellationToken cancellation = default)
    {
        lock (gate)
        {
            var skip = query.Continuation is null ? 0 : int.Parse(query.Continuation, CultureInfo.InvariantCulture);
            var index = indexes.GetValueOrDefault(query.Container)?.SingleOrDefault(index => index.Name == query.Index);
            var found = query.Index == IndexDefinition.ById
                ? ById(query)
                : (index ?? throw new ArgumentException($"No index {query.Index} on {query.Container}.", nameof(query))).Query(query);
            var page = found.Skip(skip).Take(query.Limit + 1).Select(key => documents[(query.Container, key.Partition, key.Id)]).ToArray();
            return ValueTask.FromResult(page.Length <= query.Limit
                ? new DocumentPage(page, null)
                : new DocumentPage(page[..query.Limit], (skip + query.Limit).ToString(CultureInfo.InvariantCulture)));
        }
    }

    public ValueTask<ChangePage> ReadChangesAsync(string container, string? continuation, int limit, CancellationToken cancellation = default) => throw new NotSupportedException();

    private IEnumerable<(string Partition, string Id)> ById(DocumentQuery query)
    {
        var ids = documents.Keys
            .Where(key => key.Container == query.Container && key.Partition == (query.Partition ?? throw new ArgumentException("Needs a partition.", nameof(query))))
            .Where(key => (query.From is not string from || string.CompareOrdinal(key.Id, from) >= 0) && (query.To is not string to || string.CompareOrdinal(key.Id, to) < 0))
            .OrderBy(key => key.Id, StringComparer.Ordinal)
            .Select(key => (key.Partition, key.Id));
        return query.Descending ? ids.Reverse() : ids;
    }

    private CommitResult Apply(DocumentBatch batch)
    {
        for (var i = 0; i < batch.Operations.Count; i++)
        {
            var operation = batch.Operations[i];
            var existing = documents.GetValueOrDefault((batch.Container, batch.Partition, operation.Id));
            CommitStatus? refused = operation.Kind switch
            {
                DocumentOperationKind.Create when existing is not null => CommitStatus.AlreadyExists,
                DocumentOperationKind.Replace when existing is null => CommitStatus.NotFound,
                DocumentOperationKind.Delete when existing is null => CommitStatus.NotFound,
                DocumentOperationKind.Replace or DocumentOperationKind.Delete when operation.ETag is not null && operation.ETag != existing!.ETag => CommitStatus.PreconditionFailed,
                _ => null,
            };
            if (refused is { } status)
            {
                return new CommitResult(status) { FailedOperation = i };
            }
        }

        var etags = new List<string?>();
        foreach (var operation in batch.Operations)
        {
            var key = (batch.Container, batch.Partition, operation.Id);
            if (operation.Kind == DocumentOperationKind.Delete)
            {
                documents.Remove(key);
                foreach (var index in indexes.GetValueOrDefault(batch.Container) ?? [])
                {
                    index.Remove(batch.Partition, operation.Id);
                }

                etags.Add(null);
                continue;
            }

            var etag = NextVersion();
            var stored = new StoredDocument(batch.Partition, operation.Id, etag, operation.Body);
            documents[key] = stored;
            using var json = JsonDocument.Parse(operation.Body);
            foreach (var index in indexes.GetValueOrDefault(batch.Container) ?? [])
            {
                index.Put(batch.Partition, operation.Id, json.RootElement);
            }

            etags.Add(etag);
        }

        Commits++;
        BatchSizes.Add(batch.Operations.Count);
        return new CommitResult(CommitStatus.Committed) { ETags = etags };
    }

    private string NextVersion() => (++version).ToString(CultureInfo.InvariantCulture);
}
