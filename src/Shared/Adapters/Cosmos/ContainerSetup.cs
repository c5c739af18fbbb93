using System.Net;
using CryptoVault.Storage;
using Microsoft.Azure.Cosmos;
using Microsoft.Extensions.Logging;

namespace CryptoVault.Adapters.Cosmos;

/// <summary>Sees to it that database, containers and indexes are there: only what is declared is indexed.</summary>
internal sealed class ContainerSetup(CosmosClient client, CosmosStoreOptions options, ILogger logger)
{
    /// <summary>Cosmos DB's limit for one composite index.</summary>
    private const int MaxCompositePaths = 8;

    /// <summary>
    /// The order of an index: its fields, then the id, then the partition as the last tie-break over all partitions. A
    /// composite index serves only an ORDER BY of exactly its paths, so all queries order by all of them.
    /// </summary>
    public static IEnumerable<string> Composite(IndexDefinition index) => [.. index.Fields, "id", DocumentEnvelope.PartitionProperty];

    /// <summary>What a container is created with; infra/cosmos.bicep says the same.</summary>
    public static ContainerProperties Properties(ContainerDefinition container)
    {
        var policy = new IndexingPolicy { IndexingMode = IndexingMode.Consistent, Automatic = true };
        foreach (var field in container.Indexes.SelectMany(index => index.Fields).Append(DocumentEnvelope.PartitionProperty).Distinct(StringComparer.Ordinal))
        {
            policy.IncludedPaths.Add(new IncludedPath { Path = $"/{field}/?" });
        }

        policy.ExcludedPaths.Add(new ExcludedPath { Path = "/*" });
        foreach (var index in container.Indexes.DistinctBy(index => string.Join('/', index.Fields)))
        {
            string[] paths = [.. Composite(index)];
            if (paths.Length > MaxCompositePaths)
            {
                throw new ArgumentException($"Index '{index.Name}' of '{container.Name}' has {index.Fields.Count} fields; at most {MaxCompositePaths - 2}.", nameof(container));
            }

            policy.CompositeIndexes.Add([.. paths.Select(field => new CompositePath { Path = $"/{field}", Order = CompositePathSortOrder.Ascending })]);
        }

        return new ContainerProperties(container.Name, DocumentEnvelope.PartitionPath)
        {
            PartitionKeyDefinitionVersion = PartitionKeyDefinitionVersion.V2,
            IndexingPolicy = policy,
            // On, without a life of its own: each document says how long it lives.
            DefaultTimeToLive = -1,
        };
    }

    /// <exception cref="StoreException">The account cannot be reached, or something is missing and may not be created.</exception>
    public async Task PrepareAsync()
    {
        using var timeout = new CancellationTokenSource(options.PrepareTimeout);
        var cancellation = timeout.Token;
        try
        {
            if (options.CreateContainers)
            {
                await client.CreateDatabaseIfNotExistsAsync(
                    options.Database, ThroughputProperties.CreateAutoscaleThroughput(options.MaxThroughput), cancellationToken: cancellation).ConfigureAwait(false);
            }

            foreach (var container in options.Containers)
            {
                await PrepareAsync(container, cancellation).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is CosmosException or HttpRequestException or OperationCanceledException)
        {
            var failure = CosmosFailure.Of(exception);
            throw new StoreException(
                failure?.Status ?? CommitStatus.Unavailable, $"Cosmos DB at {options.Endpoint} cannot be used: {failure?.Reason ?? CosmosFailure.FirstLine(CosmosFailure.Told(() => exception.Message))}", exception, failure?.RetryAfter);
        }
    }

    private async Task PrepareAsync(ContainerDefinition definition, CancellationToken cancellation)
    {
        var wanted = Properties(definition);
        var container = client.GetContainer(options.Database, definition.Name);
        ContainerProperties present;
        try
        {
            present = (await container.ReadContainerAsync(cancellationToken: cancellation).ConfigureAwait(false)).Resource;
        }
        catch (CosmosException exception) when (exception.StatusCode == HttpStatusCode.NotFound)
        {
            if (!options.CreateContainers)
            {
                throw new StoreException(CommitStatus.Unavailable, $"The container '{definition.Name}' of database '{options.Database}' is missing. Deploy infra/cosmos.bicep, or set Cosmos:CreateContainers.", exception);
            }

            await client.GetDatabase(options.Database).CreateContainerIfNotExistsAsync(wanted, cancellationToken: cancellation).ConfigureAwait(false);
            logger.LogInformation("Container {Container} created with {Indexes} indexes.", definition.Name, definition.Indexes.Count);
            return;
        }

        if (present.PartitionKeyPath != DocumentEnvelope.PartitionPath)
        {
            throw new StoreException(CommitStatus.Unavailable, $"The container '{definition.Name}' is partitioned by {present.PartitionKeyPath}, not by {DocumentEnvelope.PartitionPath}.");
        }

        if (Lacks(present, wanted) is { } missing)
        {
            if (!options.CreateContainers)
            {
                throw new StoreException(CommitStatus.Unavailable, $"The container '{definition.Name}' lacks {missing}. Deploy infra/cosmos.bicep, or set Cosmos:CreateContainers.");
            }

            await container.ReplaceContainerAsync(wanted, cancellationToken: cancellation).ConfigureAwait(false);
            logger.LogInformation("Container {Container} lacked {Missing}; its indexes are made anew in the background.", definition.Name, missing);
        }
    }

    private static string? Lacks(ContainerProperties present, ContainerProperties wanted)
    {
        if (present.DefaultTimeToLive != wanted.DefaultTimeToLive)
        {
            return "time to live";
        }

        var paths = present.IndexingPolicy.IncludedPaths.Select(path => path.Path).ToHashSet(StringComparer.Ordinal);
        if (wanted.IndexingPolicy.IncludedPaths.FirstOrDefault(path => !paths.Contains(path.Path)) is { } path)
        {
            return $"the index on {path.Path}";
        }

        var composites = present.IndexingPolicy.CompositeIndexes.Select(Text).ToHashSet(StringComparer.Ordinal);
        return wanted.IndexingPolicy.CompositeIndexes.Select(Text).FirstOrDefault(text => !composites.Contains(text)) is { } composite ? $"the composite index on {composite}" : null;

        static string Text(IEnumerable<CompositePath> paths) => string.Join(' ', paths.Select(path => $"{path.Path} {path.Order}"));
    }
}
