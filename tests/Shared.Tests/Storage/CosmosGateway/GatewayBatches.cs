using System.Net;
using System.Text.Json;

namespace CryptoVault.Storage.CosmosGateway;

/// <summary>
/// Applies batches: in order, all or none, in one partition. The first operation that fails has its own status, all
/// others 424: https://learn.microsoft.com/azure/cosmos-db/transactional-batch
/// </summary>
internal static class GatewayBatches
{
    /// <summary>"Maximum request size 2 MB", "at most 100 operations": https://learn.microsoft.com/azure/cosmos-db/concepts-limits</summary>
    public const int MaxRequestBytes = 2 * 1024 * 1024;
    private const int MaxOperations = 100;

    public static async Task<HttpResponseMessage> AnswerAsync(GatewayContainer container, string partition, byte[] request, Lock gate)
    {
        if (request.Length > MaxRequestBytes)
        {
            return GatewayAnswer.Error(HttpStatusCode.RequestEntityTooLarge, "Request size is too large");
        }

        var operations = await BatchCodec.ReadAsync(request);
        if (operations.Count > MaxOperations)
        {
            return GatewayAnswer.Error(HttpStatusCode.BadRequest, $"Batch request has more operations than what is supported ({MaxOperations}).");
        }

        BatchResult[] results;
        string session;
        lock (gate)
        {
            results = Apply(container, partition, operations);
            session = container.SessionToken(GatewayContainer.RangeOf(partition));
        }

        var done = results.All(result => (int)result.Status < 300);
        var body = await BatchCodec.WriteAsync(results);
        return GatewayAnswer.Bytes(done ? HttpStatusCode.OK : HttpStatusCode.MultiStatus, body, "application/octet-stream").With("x-ms-session-token", session);
    }

    private static BatchResult[] Apply(GatewayContainer container, string partition, List<BatchOperation> operations)
    {
        var bodies = operations.Select(operation => operation.Body is null ? default : JsonDocument.Parse(operation.Body).RootElement).ToArray();
        var present = new Dictionary<string, string?>(StringComparer.Ordinal); // the versions as this batch sees them
        for (var i = 0; i < operations.Count; i++)
        {
            if (Refuse(container, partition, operations[i], bodies[i], present) is { } refusal)
            {
                return [.. operations.Select((_, other) => new BatchResult(other == i ? refusal : HttpStatusCode.FailedDependency))];
            }
        }

        var lsn = container.NextLsn(partition);
        return [.. operations.Select((operation, i) => ApplyOne(container, partition, operation, bodies[i], lsn))];
    }

    private static BatchResult ApplyOne(GatewayContainer container, string partition, BatchOperation operation, JsonElement body, long lsn)
    {
        switch (operation.Type)
        {
            case BatchOperationType.Read:
                return new BatchResult(HttpStatusCode.OK, container.Find(partition, operation.Id!)?.ETag);
            case BatchOperationType.Delete:
                container.Remove(partition, operation.Id!);
                return new BatchResult(HttpStatusCode.NoContent);
            default:
                var id = IdOf(operation, body);
                var existed = container.Find(partition, id) is not null;
                return new BatchResult(existed ? HttpStatusCode.OK : HttpStatusCode.Created, container.Put(partition, id, body, lsn).ETag);
        }
    }

    private static HttpStatusCode? Refuse(
        GatewayContainer container, string partition, BatchOperation operation, JsonElement body, Dictionary<string, string?> present)
    {
        if (operation.Body is not null && !IsOfPartition(container, partition, body))
        {
            // 400/1001: "PartitionKey extracted from document doesn't match the one specified in the header".
            return HttpStatusCode.BadRequest;
        }

        var id = IdOf(operation, body);
        if (id.Length is 0 or > 1023 || id.AsSpan().ContainsAny("/\\?#"))
        {
            return HttpStatusCode.BadRequest;
        }

        var version = present.TryGetValue(id, out var changed) ? changed : container.Find(partition, id)?.ETag;
        HttpStatusCode? refusal = operation.Type switch
        {
            BatchOperationType.Create => version is null ? null : HttpStatusCode.Conflict,
            BatchOperationType.Upsert => operation.IfMatch is { } match && version is not null && match != version ? HttpStatusCode.PreconditionFailed : null,
            _ when version is null => HttpStatusCode.NotFound,
            _ => operation.IfMatch is { } match && match != version ? HttpStatusCode.PreconditionFailed : null,
        };
        if (operation.Type != BatchOperationType.Read)
        {
            present[id] = operation.Type == BatchOperationType.Delete ? null : "written by this batch";
        }

        return refusal;
    }

    private static string IdOf(BatchOperation operation, JsonElement body) => operation.Id ?? body.GetProperty("id").GetString()!;

    private static bool IsOfPartition(GatewayContainer container, string partition, JsonElement body) =>
        body.TryGetProperty(container.PartitionProperty, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() == partition;
}
