using CryptoVault.Functions.Http.Api;
using CryptoVault.MarketData;
using Microsoft.AspNetCore.Http;

namespace CryptoVault.Functions.Http.MarketData;

/// <summary>Answers with JSON that is ready; 304 when the client has it.</summary>
internal sealed class PreparedAnswer(MarketView view) : IResult
{
    private const string JsonContent = "application/json; charset=utf-8";

    /// <summary>For everybody to keep for a second.</summary>
    private const string Fresh = "public, max-age=1";

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.Headers.ETag = view.EntityTag;
        response.Headers.CacheControl = Fresh;
        var known = httpContext.Request.Headers.IfNoneMatch;
        if (known.Count > 0 && EntityTags.Matches(known, view.EntityTag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        response.ContentType = JsonContent;
        response.ContentLength = view.Body.Length;
        return response.Body.WriteAsync(view.Body, httpContext.RequestAborted).AsTask();
    }
}
