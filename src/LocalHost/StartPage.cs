using System.Security.Cryptography;
using System.Text;
using CryptoVault.LocalHost.DemoData;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace CryptoVault.LocalHost;

/// <summary>The page at <c>/</c>: what this is and where to go on.</summary>
internal static class StartPage
{
    private const string Operations = """
          <li><a href="/dev">Operations</a>: functions, orchestrations, queues, timers, mails, logs</li>

        """;

    private const string Demo = $"""
        <h2>Demo sign-ins</h2>
        <p>ana, ben (customers), rita (reviewer), adam, alma (admins) <code>@demo.cryptovault.test</code>, password <code>{DemoWorld.Password}</code>.
        Staff also need a <a href="/dev/second-factor-code">code</a> of the second factor <code>{DemoWorld.StaffSecret}</code>.</p>

        """;

    private const string Style = """
        body { font: 16px/1.5 system-ui, sans-serif; max-width: 42rem; margin: 3rem auto; padding: 0 1rem; color: #1b1f24; background: #fff }
        code { background: #f2f4f7; padding: .1rem .3rem; border-radius: 4px }
        @media (prefers-color-scheme: dark) { body { color: #e6e8eb; background: #14171a } code { background: #23282d } a { color: #7db4ff } }
        """;

    /// <summary>Only this very style sheet is let in (Content Security Policy Level 3, hash source).</summary>
    private static readonly string Policy =
        $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)))}'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

    private const string Html = """
        <!doctype html>
        <html lang="en">
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>CryptoVault</title>
        <style>{style}</style>
        <h1>CryptoVault</h1>
        <p>The back end of a custodial crypto exchange. It is running.</p>
        <ul>
          <li><a href="/api/v1/status">Status</a>, <a href="/health/ready">readiness</a>, <a href="/api/v1/time">time</a></li>
          <li><a href="/api/v1/assets">Assets</a> and <a href="/api/v1/markets">markets</a></li>
          <li><a href="/api/v1/market-data/ticker/BTC-USDT">Ticker</a>, <a href="/api/v1/market-data/depth/BTC-USDT">depth</a> and <a href="/api/v1/market-data/trades/BTC-USDT">trades</a> of BTC-USDT</li>
          <li><a href="/docs">The API</a>, to read and to try; <a href="/api/v1/openapi.json">as OpenAPI</a></li>
          <li><a href="/.well-known/jwks.json">Public keys of access tokens</a></li>
        {operations}
        </ul>
        {demo}
        <p>Sign in with <code>POST /api/v1/auth/login</code>; the README has a tour with curl.</p>
        </html>
        """;

    /// <summary>Maps the page.</summary>
    /// <param name="endpoints">Where to.</param>
    /// <param name="hasOperations">Whether the host serves the operations page.</param>
    /// <param name="hasDemoData">Whether the demo's people can sign in.</param>
    public static void Map(IEndpointRouteBuilder endpoints, bool hasOperations, bool hasDemoData)
    {
        var html = Html.Replace("{style}", Style, StringComparison.Ordinal)
            .Replace("{operations}\n", hasOperations ? Operations : string.Empty, StringComparison.Ordinal)
            .Replace("{demo}\n", hasDemoData ? Demo : string.Empty, StringComparison.Ordinal);
        endpoints.MapGet("/", (HttpContext context) =>
        {
            context.Response.Headers.ContentSecurityPolicy = Policy;
            context.Response.Headers.XContentTypeOptions = "nosniff";
            return Microsoft.AspNetCore.Http.Results.Content(html, "text/html; charset=utf-8");
        });
    }
}
