using Azure.Core;
using CryptoVault.Ids;
using CryptoVault.Storage;
using Microsoft.Azure.Cosmos;
using Microsoft.Extensions.Logging;

namespace CryptoVault.Adapters.Cosmos;

/// <summary>
/// The document store on Azure Cosmos DB. Reads are consistent within this process (session consistency): what this
/// process wrote it reads; what others wrote may show a moment later, which the ETags of each commit guard. Of an
/// instant of the whole account there is no view, so it has no snapshots.
/// </summary>
public sealed class CosmosStore : IDocumentStore, IStoreStatistics, IAsyncDisposable, IDisposable
{
    private readonly CosmosClient client;
    private readonly CosmosMetrics metrics = new();
    private readonly Dictionary<string, StoreContainer> containers;
    private readonly DocumentReads reads;
    private readonly IndexQueries queries;
    private readonly ChangeFeed changes;
    private readonly BatchCommits commits;
    private readonly ContainerSetup setup;
    private readonly Lock gate = new();
    private Task? prepared;

    internal CosmosStore(CosmosStoreOptions options, CosmosClient client, IIds ids, TimeProvider clock, ILogger logger)
    {
        this.client = client;
        containers = options.Containers.ToDictionary(
            container => container.Name, container => new StoreContainer(container, client.GetContainer(options.Database, container.Name)), StringComparer.Ordinal);
        var calls = new CosmosCalls(options, clock, metrics, logger);
        reads = new DocumentReads(calls);
        queries = new IndexQueries(calls);
        changes = new ChangeFeed(calls);
        commits = new BatchCommits(calls, reads, ids);
        setup = new ContainerSetup(client, options, logger);
    }

    /// <summary>Makes a store. It asks the account nothing until <see cref="PrepareAsync"/> or its first use.</summary>
    /// <exception cref="InvalidOperationException">There is neither key nor credential.</exception>
    public static CosmosStore Create(CosmosStoreOptions options, TokenCredential? credential, IIds ids, TimeProvider clock, ILogger<CosmosStore> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new CosmosStore(options, CosmosClients.Create(options, credential, http: null), ids, clock, logger);
    }

    /// <summary>Checks, or creates, database, containers and indexes. The first use does it, too.</summary>
    /// <exception cref="StoreException">The account cannot be reached, or something is missing and may not be created.</exception>
    public Task PrepareAsync(CancellationToken cancellation = default)
    {
        lock (gate)
        {
            if (prepared is null || prepared.IsFaulted || prepared.IsCanceled)
            {
                prepared = setup.PrepareAsync();
            }

            return cancellation.CanBeCanceled ? prepared.WaitAsync(cancellation) : prepared;
        }
    }

    /// <inheritdoc />
    public async ValueTask<StoredDocument?> ReadAsync(string container, string partition, string id, CancellationToken cancellation = default)
    {
        var known = Container(container);
        await ReadyAsync(cancellation).ConfigureAwait(false);
        return (await reads.OneAsync(known, partition, id, cancellation).ConfigureAwait(false))?.Document;
    }

    /// <inheritdoc />
    public async ValueTask<IReadOnlyList<StoredDocument?>> ReadManyAsync(
        string container, string partition, IReadOnlyList<string> ids, CancellationToken cancellation = default)
    {
        var known = Container(container);
        await ReadyAsync(cancellation).ConfigureAwait(false);
        return [.. (await reads.ManyAsync(known, partition, ids, cancellation).ConfigureAwait(false)).Select(found => found?.Document)];
    }

    /// <inheritdoc />
    public async ValueTask<CommitResult> CommitAsync(DocumentBatch batch, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        if (BatchRules.Refuse(batch) is { } refusal)
        {
            return refusal;
        }

        var known = Container(batch.Container);
        try
        {
            await ReadyAsync(cancellation).ConfigureAwait(false);
        }
        catch (StoreException exception)
        {
            return new CommitResult(exception.Status) { Reason = exception.Message, RetryAfter = exception.RetryAfter };
        }

        // Once sent it is followed to its end, whether or not the caller still waits.
        var commit = CommitAsync(known, batch);
        return await (cancellation.CanBeCanceled ? commit.WaitAsync(cancellation) : commit).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public async ValueTask<DocumentPage> QueryAsync(DocumentQuery query, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        var known = Container(query.Container);
        QueryRules.IndexOf(known.Definition, query);
        await ReadyAsync(cancellation).ConfigureAwait(false);
        return await queries.RunAsync(known, query, cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public async ValueTask<ChangePage> ReadChangesAsync(string container, string? continuation, int limit, CancellationToken cancellation = default)
    {
        var known = Container(container);
        await ReadyAsync(cancellation).ConfigureAwait(false);
        return await changes.ReadAsync(known, continuation, limit, cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public StoreStatistics Snapshot() => metrics.Snapshot();

    /// <summary>Closes the connections.</summary>
    public void Dispose()
    {
        client.Dispose();
        metrics.Dispose();
    }

    /// <inheritdoc cref="Dispose" />
    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<CommitResult> CommitAsync(StoreContainer container, DocumentBatch batch)
    {
        var result = await commits.CommitAsync(container, batch).ConfigureAwait(false);
        metrics.Commit(batch, result);
        return result;
    }

    private Task ReadyAsync(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return prepared is { IsCompletedSuccessfully: true } ready ? ready : PrepareAsync(cancellation);
    }

    private StoreContainer Container(string name) => containers.TryGetValue(name, out var container)
        ? container
        : throw new ArgumentException($"There is no container '{name}'.", nameof(name));
}
