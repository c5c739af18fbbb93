using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace CryptoVault.Functions.Http.Api.Compression;

/// <summary>Forms of a body that clients can ask for (RFC 9110, 8.4.1).</summary>
internal enum ContentCoding
{
    Identity,
    Gzip,
    Brotli,
}

/// <summary>Which form a client takes.</summary>
internal static class ContentCodings
{
    /// <summary>What is smaller is not worth the work.</summary>
    public const int LeastBytes = 1024;

    private const int LongestHeader = 256;

    /// <summary>The best of ours that the client weighs above nothing; of two that it weighs alike, the denser one.</summary>
    public static ContentCoding Accepted(HttpRequest request, bool offersBrotli = true)
    {
        var header = request.Headers.AcceptEncoding;
        if (header.Count == 0 || header.ToString().Length > LongestHeader || !StringWithQualityHeaderValue.TryParseList(header, out var accepted))
        {
            return ContentCoding.Identity;
        }

        var (brotli, gzip) = (offersBrotli ? WeightOf(accepted, "br") : 0, WeightOf(accepted, "gzip"));
        return brotli == 0 && gzip == 0 ? ContentCoding.Identity : brotli >= gzip ? ContentCoding.Brotli : ContentCoding.Gzip;
    }

    /// <summary>Names the form in the answer's headers. Other bytes are another representation, so its tag compares weakly only.</summary>
    public static void Write(HttpResponse response, ContentCoding coding, string entityTag)
    {
        response.Headers.Vary = HeaderNames.AcceptEncoding;
        if (coding != ContentCoding.Identity)
        {
            response.Headers.ContentEncoding = coding == ContentCoding.Brotli ? "br" : "gzip";
            response.Headers.ETag = $"W/{entityTag}";
        }
    }

    private static double WeightOf(IList<StringWithQualityHeaderValue> accepted, string coding)
    {
        foreach (var one in accepted)
        {
            if (one.Value.Equals(coding, StringComparison.OrdinalIgnoreCase))
            {
                return one.Quality ?? 1;
            }
        }

        return 0;
    }
}
