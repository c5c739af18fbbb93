using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using CryptoVault.Accounts.Sessions;
using CryptoVault.Results;
using CryptoVault.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;

namespace CryptoVault.Functions.Http.Accounts;

/// <summary>A refresh by cookie came from another site, or without the token that only our own pages can read.</summary>
internal sealed record CrossSiteRefresh()
    : ForbiddenError("CROSS_SITE_REQUEST", "A refresh by cookie needs an Origin that is served and the header X-CSRF-Token with the csrfToken of the sign-in.");

/// <summary>A refresh token as it came.</summary>
internal sealed record PresentedToken(string Text, TokenMode Mode);

/// <summary>The origins whose pages may refresh by cookie, besides our own: <c>Http:Origins</c>, with commas.</summary>
internal sealed record BrowserOrigins(IReadOnlyList<string> Allowed)
{
    public static BrowserOrigins Of(IConfiguration configuration) =>
        new([.. (configuration["Http:Origins"] ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)]);

    public bool Admit(HttpRequest request) =>
        request.Headers.Origin is [{ } origin] && (Allowed.Contains(origin) || (Uri.TryCreate(origin, UriKind.Absolute, out var uri) && uri.Authority == request.Host.Value));
}

/// <summary>
/// Refresh tokens of browsers: in a cookie that scripts cannot read, that no other site's request carries, and that is
/// sent to the refresh route only. Against forged requests, besides, the origin is checked, and a token that is derived
/// from the session must come as a cookie and as a header (double submit). No other cookie authenticates.
/// </summary>
public sealed class BrowserSessions
{
    private const string TokenCookie = "__Secure-cv-refresh";
    private const string CsrfCookie = "__Secure-cv-csrf";
    private const string CsrfHeader = "X-CSRF-Token";
    private const string RefreshPath = "/api/v1/auth/refresh";
    private const string AuthPath = "/api/v1/auth";
    private static readonly TimeSpan DeviceLifetime = TimeSpan.FromDays(365);

    private readonly RefreshTokens tokens;
    private readonly BrowserOrigins origins;
    private readonly TimeProvider clock;
    private readonly byte[] key;

    internal BrowserSessions(RefreshTokens tokens, BrowserOrigins origins, IKeyRing keys, TimeProvider clock)
    {
        this.tokens = tokens;
        this.origins = origins;
        this.clock = clock;
        key = keys.Derive("csrf-v1");
    }

    /// <summary>The answer to who signed in or refreshed; in cookie mode what must not be read by scripts goes into cookies.</summary>
    internal SignedInView Deliver(HttpRequest request, SignedIn signedIn, TokenMode mode)
    {
        var view = SignedInView.Of(signedIn);
        if (mode == TokenMode.Body)
        {
            return view;
        }

        var lifetime = signedIn.SessionEndsAt - clock.GetUtcNow();
        var csrf = CsrfOf(signedIn.RefreshToken) ?? throw new InvalidOperationException("The refresh token was not made here.");
        var cookies = request.HttpContext.Response.Cookies;
        cookies.Append(TokenCookie, signedIn.RefreshToken, Options(RefreshPath, lifetime, httpOnly: true));
        cookies.Append(CsrfCookie, csrf, Options("/", lifetime, httpOnly: false));
        if (signedIn.DeviceToken is { } device)
        {
            cookies.Append(RequestDevices.Cookie, device, Options(AuthPath, DeviceLifetime, httpOnly: true));
        }

        return view with { RefreshToken = null, DeviceToken = null, CsrfToken = csrf };
    }

    /// <summary>The refresh token of the body, else of the cookie.</summary>
    internal Result<PresentedToken> TokenOf(HttpRequest request, string? body)
    {
        if (body is not null)
        {
            return new PresentedToken(body, TokenMode.Body);
        }

        if (request.Cookies[TokenCookie] is not { } token)
        {
            return new ValidationFailed(new FieldError("/refreshToken", "REQUIRED", "Expected the refresh token, here or in the cookie of tokenMode 'cookie'."));
        }

        if (CsrfOf(token) is not { } expected)
        {
            return new InvalidRefreshToken();
        }

        return origins.Admit(request) && IsSame(request.Headers[CsrfHeader], expected) && IsSame(request.Cookies[CsrfCookie], expected)
            ? new PresentedToken(token, TokenMode.Cookie)
            : new CrossSiteRefresh();
    }

    /// <summary>Has a browser forget its session. What it knows of the device stays.</summary>
    internal void Forget(HttpRequest request)
    {
        if (request.Cookies.ContainsKey(CsrfCookie))
        {
            request.HttpContext.Response.Cookies.Delete(TokenCookie, Options(RefreshPath, null, httpOnly: true));
            request.HttpContext.Response.Cookies.Delete(CsrfCookie, Options("/", null, httpOnly: false));
        }
    }

    private static CookieOptions Options(string path, TimeSpan? lifetime, bool httpOnly) =>
        new() { Path = path, MaxAge = lifetime, HttpOnly = httpOnly, Secure = true, SameSite = SameSiteMode.Strict };

    private static bool IsSame(string? presented, string expected) =>
        presented is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(presented), Encoding.UTF8.GetBytes(expected));

    private string? CsrfOf(string refreshToken) =>
        tokens.Read(refreshToken) is { } token ? Base64Url.EncodeToString(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(token.SessionId)).AsSpan(0, 16)) : null;
}
