using System.Net;
using System.Security.Cryptography;
using System.Text;
using CryptoVault.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace CryptoVault.LocalRuntime.Operations;

/// <summary>
/// Who may see and use the operations page: a browser on this machine that calls it by a name of this machine (so
/// that no foreign site's name can be made to point here), and for actions only from the page's own forms.
/// </summary>
internal sealed class OperationsGuard
{
    public const string TokenField = "token";

    private const string Policy =
        "default-src 'none'; style-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    public OperationsGuard(IRandomness randomness)
    {
        Span<byte> bytes = stackalloc byte[32];
        randomness.Fill(bytes);
        Token = Convert.ToHexString(bytes);
    }

    /// <summary>In each form of this process's pages. Other sites cannot read it, as no origin may read these pages.</summary>
    public string Token { get; }

    /// <summary>Whether the request comes from this machine and names it.</summary>
    public static bool IsLocal(HttpContext http) =>
        http.Connection.RemoteIpAddress is { } remote && IPAddress.IsLoopback(remote) && IsLocalName(http.Request.Host.Host);

    /// <summary>Whether a form of one of these pages sent the request.</summary>
    public bool IsOwnForm(HttpRequest request, IFormCollection form) =>
        IsSameOrigin(request)
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(form[TokenField].ToString()), Encoding.UTF8.GetBytes(Token));

    /// <summary>Headers of all pages: no scripts, nothing from elsewhere, in nobody's frame, in no cache.</summary>
    public static void Protect(HttpResponse response)
    {
        response.Headers.ContentSecurityPolicy = Policy;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.XFrameOptions = "DENY";
        response.Headers.CacheControl = "no-store";
        response.Headers["Referrer-Policy"] = "same-origin";
        response.Headers["Cross-Origin-Opener-Policy"] = "same-origin";
        response.Headers["Cross-Origin-Resource-Policy"] = "same-origin";
    }

    /// <summary>Limits what an action may send; its fields are short.</summary>
    public static void Limit(HttpContext http)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = 16 * 1024;
        }
    }

    private static bool IsSameOrigin(HttpRequest request)
    {
        var origin = request.Headers.Origin.ToString();
        if (origin.Length > 0 && !string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        var site = request.Headers["Sec-Fetch-Site"].ToString();
        return site.Length > 0 ? site == "same-origin" : origin.Length > 0;
    }

    private static bool IsLocalName(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address);
}
