using System.Net;
using System.Text.Json;
using CryptoVault.Functions.Http.Tests.Hosting;

namespace CryptoVault.Functions.Http.Tests.Accounts;

/// <summary>Refresh tokens in cookies, for browsers.</summary>
public sealed class BrowserSessionTests
{
    [Fact]
    public async Task SignIn_InCookieMode_KeepsTheRefreshTokenFromScripts()
    {
        await using var host = await HttpAppHost.StartAsync();
        await host.AccountAsync("ana@example.com");

        var answer = await LogInAsync(host);

        var body = await answer.JsonAsync();
        Assert.False(body.TryGetProperty("refreshToken", out _));
        Assert.False(body.TryGetProperty("deviceToken", out _));
        Assert.NotEmpty(body.GetProperty("csrfToken").GetString()!);
        var refresh = Cookie(answer, "__Secure-cv-refresh");
        Assert.Contains("path=/api/v1/auth/refresh;", refresh, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("secure", refresh, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", refresh, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("httponly", refresh, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("httponly", Cookie(answer, "__Secure-cv-device"), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("httponly", Cookie(answer, "__Secure-cv-csrf"), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Refresh_ByCookieFromOurOrigin_RotatesTheCookie()
    {
        await using var host = await HttpAppHost.StartAsync();
        await host.AccountAsync("ana@example.com");
        var first = await LogInAsync(host);

        var second = await RefreshAsync(host, first, Origin(host), Csrf(first));

        Assert.Equal(HttpStatusCode.OK, second.StatusCode);
        Assert.False((await second.JsonAsync()).TryGetProperty("refreshToken", out _));
        Assert.NotEqual(Value(first, "__Secure-cv-refresh"), Value(second, "__Secure-cv-refresh"));
        Assert.Equal(HttpStatusCode.OK, (await RefreshAsync(host, second, Origin(host), Csrf(second))).StatusCode);
    }

    [Theory]
    [InlineData("https://evil.example", true)]
    [InlineData(null, true)]
    [InlineData("own", false)]
    public async Task Refresh_ByCookieFromElsewhereOrWithoutTheToken_IsRefusedAndSpendsNothing(string? origin, bool withToken)
    {
        await using var host = await HttpAppHost.StartAsync();
        await host.AccountAsync("ana@example.com");
        var first = await LogInAsync(host);

        var refused = await RefreshAsync(host, first, origin == "own" ? Origin(host) : origin, withToken ? Csrf(first) : null);

        await refused.ProblemAsync(403, "CROSS_SITE_REQUEST");
        Assert.Equal(HttpStatusCode.OK, (await RefreshAsync(host, first, Origin(host), Csrf(first))).StatusCode);
    }

    [Fact]
    public async Task Refresh_ByCookieFromAConfiguredOrigin_IsServed()
    {
        await using var host = await HttpAppHost.StartAsync(new Dictionary<string, string?> { ["Http:Origins"] = "https://app.example, https://other.example" });
        await host.AccountAsync("ana@example.com");
        var first = await LogInAsync(host);

        Assert.Equal(HttpStatusCode.OK, (await RefreshAsync(host, first, "https://app.example", Csrf(first))).StatusCode);
    }

    [Fact]
    public async Task Cookie_OnAnyOtherRoute_AuthenticatesNobody()
    {
        await using var host = await HttpAppHost.StartAsync();
        await host.AccountAsync("ana@example.com");
        var first = await LogInAsync(host);
        var cookies = $"__Secure-cv-refresh={Value(first, "__Secure-cv-refresh")}; __Secure-cv-device={Value(first, "__Secure-cv-device")}";

        await (await host.Client.SendAsync("GET", "api/v1/me", headers: ("Cookie", cookies))).ProblemAsync(401, "AUTHENTICATION_REQUIRED");
    }

    [Fact]
    public async Task Refresh_WithNeitherBodyNorCookie_NamesTheField()
    {
        await using var host = await HttpAppHost.StartAsync();

        var problem = await (await host.Client.SendAsync("POST", "api/v1/auth/refresh", "{}")).ProblemAsync(400, "VALIDATION_FAILED");

        Assert.Equal("REQUIRED", problem.Field("/refreshToken").GetProperty("code").GetString());
    }

    [Fact]
    public async Task LogOut_InCookieMode_RemovesTheCookies()
    {
        await using var host = await HttpAppHost.StartAsync();
        await host.AccountAsync("ana@example.com");
        var first = await LogInAsync(host);
        var token = (await first.JsonAsync()).GetProperty("accessToken").GetString();

        var answer = await host.Client.SendAsync("POST", "api/v1/auth/logout", token: token, headers: ("Cookie", $"__Secure-cv-csrf={Csrf(first)}"));

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Contains("1970", Cookie(answer, "__Secure-cv-refresh"), StringComparison.Ordinal);
        await (await RefreshAsync(host, first, Origin(host), Csrf(first))).ProblemAsync(401, "INVALID_REFRESH_TOKEN");
    }

    private static Task<HttpResponseMessage> LogInAsync(HttpAppHost host) =>
        host.Client.SendAsync("POST", "api/v1/auth/login", $$"""{"email":"ana@example.com","password":"{{Customers.Password}}","tokenMode":"cookie"}""");

    private static Task<HttpResponseMessage> RefreshAsync(HttpAppHost host, HttpResponseMessage signedIn, string? origin, string? csrf)
    {
        var headers = new List<(string, string)>
        {
            ("Cookie", $"__Secure-cv-refresh={Value(signedIn, "__Secure-cv-refresh")}; __Secure-cv-csrf={Csrf(signedIn)}"),
        };
        headers.AddRange(origin is null ? [] : [("Origin", origin)]);
        headers.AddRange(csrf is null ? [] : [("X-CSRF-Token", csrf)]);
        return host.Client.SendAsync("POST", "api/v1/auth/refresh", "{}", headers: [.. headers]);
    }

    private static string Origin(HttpAppHost host) => host.Client.BaseAddress!.GetLeftPart(UriPartial.Authority);

    private static string Csrf(HttpResponseMessage answer) => Value(answer, "__Secure-cv-csrf");

    private static string Value(HttpResponseMessage answer, string name) => Cookie(answer, name).Split(';')[0][(name.Length + 1)..];

    private static string Cookie(HttpResponseMessage answer, string name) =>
        answer.Headers.GetValues("Set-Cookie").Single(cookie => cookie.StartsWith($"{name}=", StringComparison.Ordinal));
}
