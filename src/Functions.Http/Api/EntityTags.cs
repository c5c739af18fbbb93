using CryptoVault.Functions.Http.Api.Problems;
using CryptoVault.Results;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace CryptoVault.Functions.Http.Api;

/// <summary>Versions in <c>ETag</c>, <c>If-Match</c> and <c>If-None-Match</c>. Stores' versions may have quotes of their own; they are left out.</summary>
internal static class EntityTags
{
    public static string Quote(string etag) => $"\"{etag.Trim('"')}\"";

    /// <summary>True when the header names the version, or any (<c>*</c>). Compared weakly, as If-None-Match is.</summary>
    public static bool Matches(StringValues header, string etag)
    {
        var wanted = etag.Trim('"');
        foreach (var value in header)
        {
            foreach (var part in (value ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                var tag = part.StartsWith("W/", StringComparison.Ordinal) ? part[2..] : part;
                if (tag == "*" || tag.Trim('"') == wanted)
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>The one version that <c>If-Match</c> names, without quotes; 428 without the header.</summary>
    public static Result<string> IfMatch(this HttpRequest request)
    {
        var header = request.Headers.IfMatch;
        if (header.Count == 0)
        {
            return new IfMatchRequired();
        }

        return header.Count == 1 && header[0] is [.. var start, '"'] value && start.StartsWith('"') && value.Length is > 2 and <= 128 && !value.AsSpan(1, value.Length - 2).Contains('"')
            ? value[1..^1]
            : new ValidationFailed(new FieldError("header:If-Match", "INVALID_ETAG", "If-Match names one version, in quotes, as ETag gave it.", header.ToString()));
    }
}
