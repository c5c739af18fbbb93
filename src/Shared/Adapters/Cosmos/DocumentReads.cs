using System.Net;
using System.Text.Json;
using CryptoVault.Storage;
using Microsoft.Azure.Cosmos;

namespace CryptoVault.Adapters.Cosmos;

/// <summary>A document with the mark of the commit that wrote it.</summary>
internal sealed record Found(StoredDocument Document, string? Commit);

/// <summary>Reads by id in one partition.</summary>
internal sealed class DocumentReads(CosmosCalls calls)
{
    /// <summary>Up to so many documents are read one by one, at once (1 request unit each); more by queries.</summary>
    private const int MaxPointReads = 4;
    private const int MaxIdsPerQuery = 100;

    public Task<Found?> OneAsync(StoreContainer container, string partition, string id, CancellationToken cancellation)
    {
        // These two would be lost in a request's path (RFC 3986, 5.2.4).
        return id is "." or ".." ? ByQueryAsync() : calls.ReadAsync(
            container, "read",
            token => container.Client.ReadItemStreamAsync(id, new Microsoft.Azure.Cosmos.PartitionKey(partition), cancellationToken: token),
            Read,
            cancellation);

        async Task<Found?> ByQueryAsync() => (await QueryAsync(container, partition, [id], cancellation).ConfigureAwait(false)).GetValueOrDefault(id);
    }

    public async Task<Found?[]> ManyAsync(StoreContainer container, string partition, IReadOnlyList<string> ids, CancellationToken cancellation)
    {
        string[] wanted = [.. ids.Distinct(StringComparer.Ordinal)];
        Dictionary<string, Found> found;
        if (wanted.Length <= MaxPointReads)
        {
            var reads = await Task.WhenAll(wanted.Select(id => OneAsync(container, partition, id, cancellation))).ConfigureAwait(false);
            found = reads.OfType<Found>().ToDictionary(one => one.Document.Id, StringComparer.Ordinal);
        }
        else
        {
            var pages = await Task.WhenAll(wanted.Chunk(MaxIdsPerQuery).Select(chunk => QueryAsync(container, partition, chunk, cancellation))).ConfigureAwait(false);
            found = pages.SelectMany(page => page).ToDictionary(StringComparer.Ordinal);
        }

        return [.. ids.Select(found.GetValueOrDefault)];
    }

    /// <summary>The documents of a query's or a feed's answer.</summary>
    public static List<Found> Documents(ResponseMessage answer)
    {
        EnsureUnderstood(answer);
        using var json = JsonDocument.Parse(answer.Content);
        return [.. json.RootElement.GetProperty("Documents").EnumerateArray().Select(Unwrap)];
    }

    /// <summary>The client library or the service does not understand what this adapter asks: a bug.</summary>
    public static void EnsureUnderstood(ResponseMessage answer)
    {
        if (!answer.IsSuccessStatusCode)
        {
            throw new InvalidOperationException($"Cosmos DB refused a request with {(int)answer.StatusCode}: {CosmosFailure.Told(() => answer.ErrorMessage)}");
        }
    }

    private static Found Unwrap(JsonElement document) => new(DocumentEnvelope.Unwrap(document), DocumentEnvelope.CommitOf(document));

    private static Found? Read(ResponseMessage answer)
    {
        if (answer.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }

        EnsureUnderstood(answer);
        using var json = JsonDocument.Parse(answer.Content);
        return Unwrap(json.RootElement);
    }

    private async Task<Dictionary<string, Found>> QueryAsync(StoreContainer container, string partition, string[] ids, CancellationToken cancellation)
    {
        var query = new QueryDefinition($"SELECT * FROM c WHERE c[\"id\"] IN ({string.Join(", ", ids.Select((_, i) => $"@i{i}"))})");
        for (var i = 0; i < ids.Length; i++)
        {
            query = query.WithParameter($"@i{i}", ids[i]);
        }

        using var pages = container.Client.GetItemQueryStreamIterator(
            query, null, new QueryRequestOptions { PartitionKey = new Microsoft.Azure.Cosmos.PartitionKey(partition), MaxItemCount = ids.Length });
        var found = new Dictionary<string, Found>(ids.Length, StringComparer.Ordinal);
        while (pages.HasMoreResults)
        {
            foreach (var document in await calls.ReadAsync(container, "read-many", pages.ReadNextAsync, Documents, cancellation).ConfigureAwait(false))
            {
                found[document.Document.Id] = document;
            }
        }

        return found;
    }
}
