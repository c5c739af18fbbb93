using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;

namespace CryptoVault.Storage.CosmosGateway;

/// <summary>
/// A stand-in for the gateway of an Azure Cosmos DB account, in this process: the unmodified client library talks to it
/// through <c>CosmosClientOptions.HttpClientFactory</c>. It speaks the parts of the REST protocol
/// (https://learn.microsoft.com/rest/api/cosmos-db/) that the adapter uses and refuses what the service refuses.
/// </summary>
/// <param name="clock">The service's clock.</param>
/// <param name="endpoint">The account's address, which nobody resolves.</param>
public sealed partial class Gateway(TimeProvider clock, Uri endpoint)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Dictionary<string, GatewayContainer>> databases = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<GatewayFault> batchFaults = new();
    private readonly ConcurrentQueue<GatewayFault> readFaults = new();
    private Func<GatewayFault>? chance;
    private int batches;
    private readonly ConcurrentDictionary<string, int> requests = new(StringComparer.Ordinal);

    /// <summary>How many requests of a kind came: batch, read, query, plan, changes.</summary>
    public int Requests(string kind) => requests.GetValueOrDefault(kind);

    /// <summary>Batches that were applied or refused, whether or not the answer was heard.</summary>
    public int Batches => Volatile.Read(ref batches);

    public int PendingFaults => batchFaults.Count + readFaults.Count;

    public void FailNextBatches(params GatewayFault[] faults) => Array.ForEach(faults, batchFaults.Enqueue);

    public void FailNextReads(params GatewayFault[] faults) => Array.ForEach(faults, readFaults.Enqueue);

    /// <summary>From now on about so many of a thousand batches and reads meet a fault.</summary>
    public void FailAtRandom(int seed, int perMille, params GatewayFault[] faults)
    {
        var random = new Random(seed);
        chance = () => random.Next(1000) < perMille ? faults[random.Next(faults.Length)] : GatewayFault.None;
    }

    /// <summary>No further faults.</summary>
    public void Heal()
    {
        batchFaults.Clear();
        readFaults.Clear();
        chance = null;
    }

    public HttpMessageHandler Handler() => new GatewayHandler(this);

    internal async Task<HttpResponseMessage> AnswerAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        if (!request.Headers.Contains("authorization"))
        {
            return GatewayAnswer.Error(HttpStatusCode.Unauthorized, "Required Header authorization is missing.");
        }

        string[] path = [.. request.RequestUri!.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString)];
        var body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellation);
        try
        {
            return path switch
            {
                [] => Account(),
                ["dbs"] => CreateDatabase(body),
                ["dbs", var database] => ReadDatabase(database),
                ["dbs", var database, "colls"] => CreateContainer(database, body),
                ["dbs", var database, "colls", var name] => Container(database, name) is { } container ? ContainerAnswer(request.Method, container, body) : Missing(),
                ["dbs", var database, "colls", var name, "pkranges"] => Container(database, name) is { } container ? GatewayFeeds.Ranges(container, Header(request, "If-None-Match")) : Missing(),
                ["dbs", var database, "colls", var name, "docs", ..] => Container(database, name) is { } container ? await DocumentsAsync(container, path[5..], request, body, cancellation) : Missing(),
                _ => GatewayAnswer.Error(HttpStatusCode.BadRequest, $"{request.Method} {request.RequestUri.AbsolutePath} is not served."),
            };
        }
        catch (SqlException exception)
        {
            return GatewayAnswer.Error(HttpStatusCode.BadRequest, exception.Message);
        }
    }

    private static string? Header(HttpRequestMessage request, string name) => request.Headers.TryGetValues(name, out var values) ? string.Join(",", values) : null;

    /// <summary>404/1003: the owner of the resource is missing.</summary>
    private static HttpResponseMessage Missing() => GatewayAnswer.Error(HttpStatusCode.NotFound, "Owner resource does not exist", 1003);

    private async Task<HttpResponseMessage> DocumentsAsync(GatewayContainer container, string[] path, HttpRequestMessage request, byte[] body, CancellationToken cancellation)
    {
        var isBatch = Header(request, "x-ms-cosmos-is-batch-request") is "True";
        var fault = NextFault(isBatch ? batchFaults : readFaults);
        if (Before(fault) is { } refused)
        {
            return refused;
        }

        if (fault == GatewayFault.TimeoutBefore)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
        }

        var answer = isBatch ? await BatchAsync(container, request, body) : Read(container, path, request, body);
        if (isBatch)
        {
            Interlocked.Increment(ref batches);
        }

        switch (fault)
        {
            case GatewayFault.TimeoutAfter:
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
                break;
            case GatewayFault.BrokenAfter:
                throw new HttpRequestException(HttpRequestError.ResponseEnded, "The response ended prematurely.");
            case GatewayFault.UnavailableAfter:
                return GatewayAnswer.Error(HttpStatusCode.ServiceUnavailable, "Service is currently unavailable.");
            case GatewayFault.RequestTimeoutAfter:
                return GatewayAnswer.Error(HttpStatusCode.RequestTimeout, "Request timed out.");
            default:
                break;
        }

        return answer;
    }

    private GatewayFault NextFault(ConcurrentQueue<GatewayFault> planned)
    {
        if (planned.TryDequeue(out var fault))
        {
            return fault;
        }

        lock (gate)
        {
            return chance?.Invoke() ?? GatewayFault.None;
        }
    }

    /// <summary>Status codes and their meaning: https://learn.microsoft.com/rest/api/cosmos-db/http-status-codes-for-cosmosdb</summary>
    private static HttpResponseMessage? Before(GatewayFault fault) => fault switch
    {
        GatewayFault.Throttled => GatewayAnswer.Error(HttpStatusCode.TooManyRequests, "Request rate is large", 3200).With("x-ms-retry-after-ms", "1"),
        GatewayFault.RetryWith => GatewayAnswer.Error((HttpStatusCode)449, "Conflicting request to resource has been attempted. Retry to avoid conflicts."),
        GatewayFault.UnavailableBefore => GatewayAnswer.Error(HttpStatusCode.ServiceUnavailable, "Service is currently unavailable."),
        GatewayFault.BrokenBefore => throw new HttpRequestException(HttpRequestError.ResponseEnded, "The response ended prematurely."),
        GatewayFault.Forbidden => GatewayAnswer.Error(HttpStatusCode.Forbidden, "The given request cannot be authorized."),
        _ => null,
    };

    private Task<HttpResponseMessage> BatchAsync(GatewayContainer container, HttpRequestMessage request, byte[] body)
    {
        Count("batch");
        return PartitionOf(request) is { } partition
            ? GatewayBatches.AnswerAsync(container, partition, body, gate)
            : Task.FromResult(GatewayAnswer.Error(HttpStatusCode.BadRequest, "A batch needs a partition key."));
    }

    private HttpResponseMessage Read(GatewayContainer container, string[] path, HttpRequestMessage request, byte[] body)
    {
        var range = Header(request, "x-ms-documentdb-partitionkeyrangeid")?.Split(',')[^1];
        var limit = int.TryParse(Header(request, "x-ms-max-item-count"), out var asked) && asked > 0 ? asked : 100;
        lock (gate)
        {
            if (path.Length == 1 && request.Method == HttpMethod.Get)
            {
                Count("read");
                return Document(container, PartitionOf(request), path[0]);
            }

            if (Header(request, "A-IM") is not null)
            {
                Count("changes");
                return GatewayFeeds.Changes(container, range!, Header(request, "If-None-Match"), limit);
            }

            if (Header(request, "x-ms-cosmos-is-query-plan-request") is "True")
            {
                Count("plan");
                return GatewayQueries.Plan(container, body);
            }

            if (Header(request, "x-ms-documentdb-isquery") is "True" or "true")
            {
                Count("query");
                return GatewayQueries.Run(container, body, PartitionOf(request), range, limit, Header(request, "x-ms-continuation"));
            }
        }

        return GatewayAnswer.Error(HttpStatusCode.BadRequest, $"{request.Method} on documents is not served.");
    }

    /// <summary>https://learn.microsoft.com/rest/api/cosmos-db/get-a-document</summary>
    private static HttpResponseMessage Document(GatewayContainer container, string? partition, string id)
    {
        var session = partition is null ? "" : container.SessionToken(GatewayContainer.RangeOf(partition));
        return partition is null ? GatewayAnswer.Error(HttpStatusCode.BadRequest, "PartitionKey value must be supplied for this operation.")
            : container.Find(partition, id) is { } found ? GatewayAnswer.Json(HttpStatusCode.OK, JsonSerializer.SerializeToUtf8Bytes(found.Json), found.ETag).With("x-ms-session-token", session)
            : GatewayAnswer.Error(HttpStatusCode.NotFound, "Entity with the specified id does not exist in the system.").With("x-ms-session-token", session);
    }

    /// <summary>The partition key comes as a JSON array of one value.</summary>
    private static string? PartitionOf(HttpRequestMessage request) =>
        Header(request, "x-ms-documentdb-partitionkey") is { } key ? JsonSerializer.Deserialize<string[]>(key)![0] : null;

    private void Count(string kind) => requests.AddOrUpdate(kind, 1, static (_, count) => count + 1);

    private sealed class GatewayHandler(Gateway gateway) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            // As with a network, the caller's thread does not do the service's work.
            await Task.Yield();
            var answer = await gateway.AnswerAsync(request, cancellationToken);
            answer.RequestMessage = request;
            return answer;
        }
    }
}
