using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CryptoVault.DemoPlayer.Client;

/// <summary>The host's HTTP interface. Sends each request once, except when the host itself says "not now, try again".</summary>
internal sealed class Api : IDisposable
{
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(30);
    private const int MaxPostponements = 20;

    private readonly HttpClient http;

    public Api(Uri host)
    {
        Host = host;
        http = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false, UseProxy = false })
        {
            BaseAddress = host,
            Timeout = RequestTimeout,
        };
    }

    public Uri Host { get; }

    public Task<Answer> GetAsync(string path, string? token = null) => SendAsync(HttpMethod.Get, path, token: token);

    public Task<Answer> PostAsync(string path, JsonNode? body = null, string? token = null, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Post, path, body, token, headers);

    /// <summary>Sends a request and reads its answer.</summary>
    /// <exception cref="AnswerLostException">No answer came.</exception>
    public async Task<Answer> SendAsync(
        HttpMethod method, string path, JsonNode? body = null, string? token = null, params (string Name, string Value)[] headers)
    {
        for (var postponements = 0; ; postponements++)
        {
            using var request = Request(method, path, body, token, headers);
            var (answer, retryAfter) = await SendOnceAsync(request, $"{method} {path}");
            if (retryAfter is not { } pause || answer.Status is not (429 or 503) || postponements == MaxPostponements)
            {
                return answer;
            }

            await Task.Delay(pause);
        }
    }

    /// <summary>True when the host answers that it is ready.</summary>
    public async Task<bool> IsReadyAsync()
    {
        try
        {
            using var answer = await http.GetAsync(new Uri("health/ready", UriKind.Relative));
            return answer.IsSuccessStatusCode;
        }
        catch (Exception fault) when (IsLost(fault))
        {
            return false;
        }
    }

    public void Dispose() => http.Dispose();

    private static HttpRequestMessage Request(
        HttpMethod method, string path, JsonNode? body, string? token, (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        if (body is not null)
        {
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        }

        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }

    private async Task<(Answer Answer, TimeSpan? RetryAfter)> SendOnceAsync(HttpRequestMessage request, string what)
    {
        try
        {
            using var response = await http.SendAsync(request);
            var text = await response.Content.ReadAsStringAsync();
            var contentType = response.Content.Headers.ContentType?.MediaType;
            var answer = new Answer(
                what, (int)response.StatusCode, text, Json(text, contentType), contentType,
                response.Headers.ETag?.ToString(), response.Headers.Location?.ToString(),
                response.Headers.TryGetValues("X-Correlation-Id", out var ids) ? ids.First() : null);
            return (answer, response.Headers.RetryAfter?.Delta);
        }
        catch (Exception fault) when (IsLost(fault))
        {
            throw new AnswerLostException(what, fault);
        }
    }

    private static bool IsLost(Exception fault) => fault is HttpRequestException or IOException or TaskCanceledException;

    private static JsonElement Json(string text, string? contentType)
    {
        if (text.Length == 0 || contentType is null || !contentType.EndsWith("json", StringComparison.Ordinal))
        {
            return default;
        }

        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }
}
