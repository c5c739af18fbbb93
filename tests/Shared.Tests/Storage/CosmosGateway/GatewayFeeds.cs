using System.Globalization;
using System.Net;

namespace CryptoVault.Storage.CosmosGateway;

/// <summary>
/// Feeds: the change feed (<c>A-IM: Incremental feed</c>; the position is the ETag of the answer, 304 when there is nothing)
/// and the list of physical partitions. https://learn.microsoft.com/rest/api/cosmos-db/list-documents,
/// https://learn.microsoft.com/rest/api/cosmos-db/get-partition-key-ranges; read by the client library's
/// Pagination/NetworkAttachedDocumentContainer.cs and Routing/PartitionKeyRangeCache.cs.
/// </summary>
internal static class GatewayFeeds
{
    public static HttpResponseMessage Changes(GatewayContainer container, string range, string? position, int limit)
    {
        var number = int.Parse(range, CultureInfo.InvariantCulture);
        var after = 0L;
        if (position is not null && !long.TryParse(position.Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out after))
        {
            return GatewayAnswer.Error(HttpStatusCode.BadRequest, "The input continuation is malformed.");
        }

        // "Items of one transaction come together": whole batches until the page is full. Deletions do not show.
        var changes = container.All(number, null).Where(document => document.Lsn > after).OrderBy(document => document.Sequence).ToList();
        var page = new List<GatewayDocument>();
        foreach (var batch in changes.GroupBy(document => document.Lsn).TakeWhile(_ => page.Count < limit))
        {
            page.AddRange(batch);
            after = batch.Key;
        }

        after = page.Count == changes.Count ? container.Lsn(number) : after;
        var etag = $"\"{after.ToString(CultureInfo.InvariantCulture)}\"";
        var answer = page.Count == 0
            ? GatewayAnswer.Empty(HttpStatusCode.NotModified, etag).With("x-ms-item-count", "0")
            : GatewayQueries.Page(container, [.. page.Select(document => document.Json.GetRawText())]).With("etag", etag);
        return answer.With("x-ms-session-token", container.SessionToken(number));
    }

    public static HttpResponseMessage Ranges(GatewayContainer container, string? known)
    {
        const string Version = "\"1\"";
        if (known == Version)
        {
            return GatewayAnswer.Empty(HttpStatusCode.NotModified, Version);
        }

        return GatewayAnswer.Json(
            HttpStatusCode.OK,
            new
            {
                _rid = container.Rid,
                PartitionKeyRanges = GatewayContainer.Ranges.Select(range => new
                {
                    _rid = container.Rid,
                    id = range.Id,
                    _etag = Version,
                    minInclusive = range.Min,
                    maxExclusive = range.Max,
                    ridPrefix = int.Parse(range.Id, CultureInfo.InvariantCulture),
                    throughputFraction = 0.5,
                    status = "online",
                    parents = Array.Empty<string>(),
                    _ts = 1_700_000_000,
                }),
                _count = GatewayContainer.Ranges.Count,
            },
            Version);
    }
}
