using System.IO.Compression;
using CryptoVault.Functions.Http.Api;
using CryptoVault.Functions.Http.Api.Compression;
using Microsoft.AspNetCore.Http;

namespace CryptoVault.Functions.Http.General.Contract;

/// <summary>Answers bytes that never change while the process runs, compressed where the client takes it: they hold no secret and nothing that a request says.</summary>
internal sealed class StaticAnswer(byte[] content, string contentType) : IResult
{
    private readonly string tag = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(content).AsSpan(0, 8));

    private readonly PackedBodies packed = new(content, CompressionLevel.Optimal);

    /// <summary>True when the content is compressed; it is unpacked for clients that do not take it so.</summary>
    public bool IsGzip { get; init; }

    /// <summary>What the page may do; null for what is no page.</summary>
    public string? ContentSecurityPolicy { get; init; }

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.Headers.CacheControl = "public, max-age=300";
        response.Headers.ETag = EntityTags.Quote(tag);
        if (ContentSecurityPolicy is not null)
        {
            response.Headers.ContentSecurityPolicy = ContentSecurityPolicy;
        }

        if (EntityTags.Matches(httpContext.Request.Headers.IfNoneMatch, tag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        response.ContentType = contentType;
        ReadOnlyMemory<byte> body = content;
        if (IsGzip || content.Length >= ContentCodings.LeastBytes)
        {
            var coding = ContentCodings.Accepted(httpContext.Request, offersBrotli: !IsGzip); // packing again would win little
            ContentCodings.Write(response, coding, EntityTags.Quote(tag));
            body = IsGzip ? (coding == ContentCoding.Gzip ? content : Unpack()) : packed.In(coding);
        }

        response.ContentLength = body.Length;
        return response.Body.WriteAsync(body, httpContext.RequestAborted).AsTask();
    }

    private byte[] Unpack()
    {
        using var unpacked = new MemoryStream();
        using (var packed = new GZipStream(new MemoryStream(content), CompressionMode.Decompress))
        {
            packed.CopyTo(unpacked);
        }

        return unpacked.ToArray();
    }
}
