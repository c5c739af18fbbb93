using CryptoVault.Functions.Http.Api;
using CryptoVault.MarketData;
using Microsoft.AspNetCore.Http;

namespace CryptoVault.Functions.Http.MarketData;

/// <summary>Answers with bytes that are ready; 304 when the client has them.</summary>
internal sealed class PublicDataAnswer(PublicData data) : IResult
{
    private const string Fresh = "public, max-age=1";

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.Headers.ETag = EntityTags.Quote(data.ETag);
        response.Headers.CacheControl = Fresh;
        if (EntityTags.Matches(httpContext.Request.Headers.IfNoneMatch, data.ETag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = data.Body.Length;
        return response.BodyWriter.WriteAsync(data.Body, httpContext.RequestAborted).AsTask();
    }
}
