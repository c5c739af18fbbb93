using System.Net.Http.Json;
using System.Text.Json;

namespace CryptoVault.SecurityAudit.Host;

/// <summary>Asks a running host for every page and read that needs no more than a demo customer, and looks at the headers of the answers.</summary>
internal sealed class HeaderAudit(HttpClient http)
{
    private const string Rule = "missing-header";
    private static readonly string[] PagesBesides = ["", "dev", "no/such/page", "api/v1/no-such-route", "api/v1/me"];
    private static readonly string[] Telling = ["Server", "X-Powered-By", "X-AspNet-Version", "X-AspNetMvc-Version"];

    /// <summary>The findings of all answers.</summary>
    /// <param name="token">An access token for what asks for one; null to look at public answers only.</param>
    public async Task<IReadOnlyList<Finding>> RunAsync(string? token)
    {
        var findings = new List<Finding>();
        foreach (var (path, signedIn) in await PathsAsync())
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
            if (signedIn && token is not null)
            {
                request.Headers.Authorization = new("Bearer", token);
            }

            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            findings.AddRange(Check(answer, "/" + path, signedIn && token is not null && answer.IsSuccessStatusCode));
        }

        return findings;
    }

    /// <summary>Every documented read without a parameter in its path, and some pages that are no routes.</summary>
    private async Task<IReadOnlyList<(string Path, bool SignedIn)>> PathsAsync()
    {
        var contract = await http.GetFromJsonAsync<JsonElement>("api/v1/openapi.json");
        return
        [
            .. from path in contract.GetProperty("paths").EnumerateObject()
               where !path.Name.Contains('{', StringComparison.Ordinal) && path.Value.TryGetProperty("get", out _)
               select (path.Name.TrimStart('/'), path.Value.GetProperty("get").GetProperty("security").GetArrayLength() > 0),
            .. PagesBesides.Select(path => (path, false)),
        ];
    }

    /// <summary>What an answer's headers lack or tell.</summary>
    public static IEnumerable<Finding> Check(HttpResponseMessage answer, string path, bool isPersonal)
    {
        var type = answer.Content.Headers.ContentType?.MediaType;
        if (Value(answer, "X-Content-Type-Options") != "nosniff")
        {
            yield return Missing(path, "X-Content-Type-Options: nosniff");
        }

        if (isPersonal && answer.Headers.CacheControl?.NoStore != true)
        {
            yield return Missing(path, "Cache-Control: no-store, on an answer to a signed-in client");
        }

        if (type == "text/html")
        {
            var policy = Value(answer, "Content-Security-Policy") ?? "";
            if (!policy.Contains("default-src", StringComparison.Ordinal) || policy.Contains("unsafe-inline", StringComparison.Ordinal) || policy.Contains("unsafe-eval", StringComparison.Ordinal))
            {
                yield return Missing(path, "a Content-Security-Policy with default-src and without unsafe-inline and unsafe-eval");
            }

            if (!policy.Contains("frame-ancestors", StringComparison.Ordinal) && Value(answer, "X-Frame-Options") is null)
            {
                yield return Missing(path, "frame-ancestors or X-Frame-Options");
            }
        }

        if (answer.RequestMessage?.RequestUri?.Scheme == Uri.UriSchemeHttps && Value(answer, "Strict-Transport-Security") is null)
        {
            yield return Missing(path, "Strict-Transport-Security");
        }

        foreach (var cookie in answer.Headers.TryGetValues("Set-Cookie", out var cookies) ? cookies : [])
        {
            if (!cookie.Contains("HttpOnly", StringComparison.OrdinalIgnoreCase) || !cookie.Contains("SameSite=", StringComparison.OrdinalIgnoreCase))
            {
                yield return Missing(path, $"HttpOnly and SameSite on the cookie {cookie.Split('=')[0]}");
            }
        }

        foreach (var header in Telling.Where(header => Value(answer, header) is not null))
        {
            yield return new Finding(Rule, Severity.Medium, path, 0, $"The header {header} tells what runs here: take it out.");
        }
    }

    private static Finding Missing(string path, string what) => new(Rule, Severity.High, path, 0, $"The answer has no {what}.");

    private static string? Value(HttpResponseMessage answer, string header) =>
        answer.Headers.TryGetValues(header, out var values) ? string.Join(", ", values) : null;
}
