using System.Globalization;
using System.Net;
using System.Text.Json;

namespace CryptoVault.Storage.CosmosGateway;

/// <summary>
/// Answers with the headers that the client library reads (HttpConstants.HttpHeaders):
/// https://learn.microsoft.com/rest/api/cosmos-db/common-cosmosdb-rest-response-headers
/// </summary>
internal static class GatewayAnswer
{
    public static HttpResponseMessage Json(HttpStatusCode status, object body, string? etag = null) =>
        Bytes(status, body as byte[] ?? JsonSerializer.SerializeToUtf8Bytes(body), "application/json", etag);

    public static HttpResponseMessage Bytes(HttpStatusCode status, byte[] body, string type, string? etag = null)
    {
        var answer = Empty(status, etag);
        answer.Content = new ByteArrayContent(body);
        answer.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        return answer;
    }

    public static HttpResponseMessage Empty(HttpStatusCode status, string? etag = null)
    {
        var answer = new HttpResponseMessage(status) { Content = new ByteArrayContent([]) };
        answer.Headers.TryAddWithoutValidation("x-ms-activity-id", "00000000-0000-4000-8000-000000000001");
        answer.Headers.TryAddWithoutValidation("x-ms-request-charge", "1.5");
        if (etag is not null)
        {
            answer.Headers.TryAddWithoutValidation("etag", etag);
        }

        return answer;
    }

    /// <summary>Errors are <c>{"code", "message"}</c>: https://learn.microsoft.com/rest/api/cosmos-db/http-status-codes-for-cosmosdb</summary>
    public static HttpResponseMessage Error(HttpStatusCode status, string message, int subStatus = 0)
    {
        var answer = Json(status, new { code = status.ToString(), message });
        answer.Headers.TryAddWithoutValidation("x-ms-substatus", subStatus.ToString(CultureInfo.InvariantCulture));
        return answer;
    }

    public static HttpResponseMessage With(this HttpResponseMessage answer, string header, string value)
    {
        answer.Headers.TryAddWithoutValidation(header, value);
        return answer;
    }
}
