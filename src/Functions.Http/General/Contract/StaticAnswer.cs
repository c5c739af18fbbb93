using System.IO.Compression;
using CryptoVault.Functions.Http.Api;
using Microsoft.AspNetCore.Http;

namespace CryptoVault.Functions.Http.General.Contract;

/// <summary>Answers bytes that never change while the process runs, compressed where the client takes it: they hold no secret and nothing that a request says.</summary>
internal sealed class StaticAnswer(byte[] content, string contentType) : IResult
{
    private readonly string tag = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(content).AsSpan(0, 8));

    private const int LeastCompressed = 1024;

    private byte[]? brotli;
    private byte[]? gzip;

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
        var body = content;
        if (IsGzip)
        {
            response.Headers.Vary = "Accept-Encoding";
            if (httpContext.Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase))
            {
                response.Headers.ContentEncoding = "gzip";
            }
            else
            {
                body = Unpack();
            }
        }

        else if (content.Length > LeastCompressed)
        {
            response.Headers.Vary = "Accept-Encoding";
            var accepted = httpContext.Request.Headers.AcceptEncoding.ToString();
            if (accepted.Contains("br", StringComparison.OrdinalIgnoreCase))
            {
                response.Headers.ContentEncoding = "br";
                body = brotli ??= Pack(stream => new BrotliStream(stream, CompressionLevel.Optimal));
            }
            else if (accepted.Contains("gzip", StringComparison.OrdinalIgnoreCase))
            {
                response.Headers.ContentEncoding = "gzip";
                body = gzip ??= Pack(stream => new GZipStream(stream, CompressionLevel.Optimal));
            }
        }

        response.ContentLength = body.Length;
        return response.Body.WriteAsync(body, httpContext.RequestAborted).AsTask();
    }

    private byte[] Pack(Func<Stream, Stream> pack)
    {
        using var packed = new MemoryStream();
        using (var stream = pack(packed))
        {
            stream.Write(content);
        }

        return packed.ToArray();
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
