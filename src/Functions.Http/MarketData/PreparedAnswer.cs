using System.IO.Compression;
using System.Runtime.CompilerServices;
using CryptoVault.Functions.Http.Api;
using CryptoVault.Functions.Http.Api.Compression;
using CryptoVault.MarketData;
using Microsoft.AspNetCore.Http;

namespace CryptoVault.Functions.Http.MarketData;

/// <summary>Answers with JSON that is ready, compressed where that is worth it and the client takes it; 304 when the client has it.</summary>
internal sealed class PreparedAnswer(MarketView view) : IResult
{
    private const string JsonContent = "application/json; charset=utf-8";

    /// <summary>For everybody to keep for a second.</summary>
    private const string Fresh = "public, max-age=1";

    /// <summary>A view is packed once for all who ask for it.</summary>
    private static readonly ConditionalWeakTable<MarketView, PackedBodies> Packed = [];

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
        var body = view.Body;
        if (body.Length >= ContentCodings.LeastBytes)
        {
            var coding = ContentCodings.Accepted(httpContext.Request);
            ContentCodings.Write(response, coding, view.EntityTag);
            body = coding == ContentCoding.Identity ? body : Packed.GetValue(view, static view => new PackedBodies(view.Body, CompressionLevel.Fastest)).In(coding);
        }

        response.ContentLength = body.Length;
        return response.Body.WriteAsync(body, httpContext.RequestAborted).AsTask();
    }
}
