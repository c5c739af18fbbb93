using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace CryptoVault.Functions.Http.Api;

/// <summary>Answers with a file; a GET that names its present version in If-None-Match gets 304.</summary>
/// <param name="content">The file.</param>
/// <param name="mediaType">Its type.</param>
/// <param name="fileName">The name under which a browser keeps it.</param>
internal sealed class FileAnswer(byte[] content, string mediaType, string fileName) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        var etag = Convert.ToHexStringLower(SHA256.HashData(content));
        response.Headers.ETag = EntityTags.Quote(etag);
        response.Headers.CacheControl = "private, no-cache";
        if (EntityTags.Matches(httpContext.Request.Headers.IfNoneMatch, etag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        response.ContentType = mediaType;
        response.ContentLength = content.Length;
        response.Headers.ContentDisposition = $"attachment; filename=\"{fileName}\"";
        return response.Body.WriteAsync(content, httpContext.RequestAborted).AsTask();
    }
}
