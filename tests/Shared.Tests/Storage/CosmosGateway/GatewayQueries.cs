using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;

namespace CryptoVault.Storage.CosmosGateway;

/// <summary>
/// Queries and query plans. https://learn.microsoft.com/rest/api/cosmos-db/query-documents for the request and answer;
/// the plan and the rewritten query are read by the client library's QueryPlan/PartitionedQueryExecutionInfo.cs,
/// QueryPlan/QueryInfo.cs and Pipeline/CrossPartition/OrderBy/OrderByQueryResult.cs.
/// </summary>
internal static class GatewayQueries
{
    /// <summary>"Maximum response size 4 MB": https://learn.microsoft.com/azure/cosmos-db/concepts-limits</summary>
    private const int MaxPageBytes = 4 * 1024 * 1024;

    /// <summary>What the client library puts in its place: OrderByCrossPartitionQueryPipelineStage.cs, FormatPlaceHolder.</summary>
    private const string FilterPlaceholder = "{documentdb-formattableorderbyquery-filter}";

    public static HttpResponseMessage Plan(GatewayContainer container, byte[] request)
    {
        var query = Parse(request, out _);
        if (container.Indexes.Refuse(query) is { } refusal)
        {
            return GatewayAnswer.Error(HttpStatusCode.BadRequest, refusal);
        }

        var ordered = query.Order.Count > 0;
        return GatewayAnswer.Json(HttpStatusCode.OK, new
        {
            partitionedQueryExecutionInfoVersion = 2,
            queryInfo = new
            {
                distinctType = "None",
                top = (int?)null,
                offset = (int?)null,
                limit = (int?)null,
                orderBy = query.Order.Select(order => order.Descending ? "Descending" : "Ascending"),
                orderByExpressions = query.Order.Select(order => Property(order.Path)),
                groupByExpressions = Array.Empty<string>(),
                groupByAliases = Array.Empty<string>(),
                aggregates = Array.Empty<string>(),
                groupByAliasToAggregateType = new { },
                rewrittenQuery = ordered ? Rewrite(query) : "",
                hasSelectValue = false,
                hasNonStreamingOrderBy = false,
            },
            queryRanges = new[] { new { min = "", max = "FF", isMinInclusive = true, isMaxInclusive = false } },
        });
    }

    public static HttpResponseMessage Run(GatewayContainer container, byte[] request, string? partition, string? range, int limit, string? continuation)
    {
        if (partition is null && range is null)
        {
            return GatewayAnswer.Error(HttpStatusCode.BadRequest, "Cross partition query is required but disabled. Please set x-ms-documentdb-query-enablecrosspartition to true, specify x-ms-documentdb-partitionkey, or revise your query to avoid this exception.");
        }

        var query = Parse(request, out var session);
        if (container.Indexes.Refuse(query) is { } refusal)
        {
            return GatewayAnswer.Error(HttpStatusCode.BadRequest, refusal);
        }

        var found = container.All(partition is null ? int.Parse(range!, CultureInfo.InvariantCulture) : null, partition)
            .Where(document => query.Filter(document.Json))
            .Order(Comparer<GatewayDocument>.Create((left, right) => Compare(query, left, right)))
            .ToList();
        var skip = continuation is null ? 0 : int.Parse(continuation, CultureInfo.InvariantCulture);
        var page = new List<string>();
        long bytes = 0;
        foreach (var document in found.Skip(skip).TakeWhile(_ => page.Count < limit && bytes < MaxPageBytes))
        {
            page.Add(query.OrderByItems is null ? document.Json.GetRawText() : Wrapped(query.OrderByItems, document));
            bytes += page[^1].Length;
        }

        var answer = Page(container, page).With("x-ms-session-token", session ?? container.SessionToken(0));
        return skip + page.Count < found.Count ? answer.With("x-ms-continuation", (skip + page.Count).ToString(CultureInfo.InvariantCulture)) : answer;
    }

    public static HttpResponseMessage Page(GatewayContainer container, List<string> documents) =>
        GatewayAnswer.Json(HttpStatusCode.OK, Encoding.UTF8.GetBytes($"{{\"_rid\":\"{container.Rid}\",\"Documents\":[{string.Join(',', documents)}],\"_count\":{documents.Count}}}"))
            .With("x-ms-item-count", documents.Count.ToString(CultureInfo.InvariantCulture));

    private static SqlQuery Parse(byte[] request, out string? session)
    {
        session = null;
        using var json = JsonDocument.Parse(request);
        var parameters = json.RootElement.TryGetProperty("parameters", out var list)
            ? list.EnumerateArray().ToDictionary(parameter => parameter.GetProperty("name").GetString()!, parameter => SqlValue.Of(parameter.GetProperty("value").Clone()))
            : [];
        return SqlParser.Parse(json.RootElement.GetProperty("query").GetString()!, parameters);
    }

    private static string Rewrite(SqlQuery query) =>
        $"SELECT c._rid, [{string.Join(", ", query.Order.Select(order => $"{{\"item\": {Property(order.Path)}}}"))}] AS orderByItems, c AS payload FROM c"
        + $" WHERE (({query.FilterText}) AND ({FilterPlaceholder}))"
        + $" ORDER BY {string.Join(", ", query.Order.Select(order => $"{Property(order.Path)} {(order.Descending ? "DESC" : "ASC")}"))}";

    private static string Wrapped(IReadOnlyList<string> paths, GatewayDocument document)
    {
        var items = paths.Select(path => document.Json.TryGetProperty(path, out var value) ? $"{{\"item\":{value.GetRawText()}}}" : "{}");
        return $"{{\"_rid\":\"{document.Rid}\",\"orderByItems\":[{string.Join(',', items)}],\"payload\":{document.Json.GetRawText()}}}";
    }

    private static string Property(string path) => $"c[\"{path}\"]";

    /// <summary>Ties are in the order of resource ids, which is no order that a caller may count on.</summary>
    private static int Compare(SqlQuery query, GatewayDocument left, GatewayDocument right)
    {
        foreach (var order in query.Order)
        {
            var compared = SqlValue.Compare(SqlQuery.Value(left.Json, order.Path), SqlQuery.Value(right.Json, order.Path));
            if (compared != 0)
            {
                return order.Descending ? -compared : compared;
            }
        }

        return string.CompareOrdinal(right.Rid, left.Rid);
    }
}
