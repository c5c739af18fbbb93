using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CryptoVault.LocalHost.MarketMaking;

/// <summary>The exchange refuses the market maker, or cannot be understood.</summary>
internal sealed class ExchangeRefusalException(HttpStatusCode status, string message) : Exception(message)
{
    public HttpStatusCode Status { get; } = status;
}

/// <summary>One customer's view of the exchange over HTTP, as any program has it: signs in, keeps the session alive, waits when it is told to.</summary>
internal sealed class ExchangeClient(Uri url, string email, string password, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);
    private const int MaxTries = 5;

    private readonly HttpClient http = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false }) { BaseAddress = url, Timeout = TimeSpan.FromSeconds(30) };
    private string? accessToken;
    private string? refreshToken;

    /// <summary>Sends a request and reads its answer.</summary>
    /// <exception cref="ExchangeRefusalException">It was refused.</exception>
    /// <exception cref="HttpRequestException">The exchange cannot be reached.</exception>
    public async Task<JsonElement> SendAsync(HttpMethod method, string path, JsonNode? body, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            if (accessToken is null)
            {
                await SignInAsync(cancellation);
            }

            using var answer = await SendOnceAsync(method, path, body, accessToken, cancellation);
            var text = await answer.Content.ReadAsStringAsync(cancellation);
            if (answer.IsSuccessStatusCode)
            {
                return text.Length == 0 ? default : JsonElement.Parse(text);
            }

            if (attempt < MaxTries && answer.StatusCode == HttpStatusCode.Unauthorized)
            {
                await RenewAsync(cancellation);
            }
            else if (attempt < MaxTries && answer.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable)
            {
                var pause = answer.Headers.RetryAfter?.Delta ?? TimeSpan.FromSeconds(1);
                await Task.Delay(pause < LongestWait ? pause : LongestWait, clock, cancellation);
            }
            else
            {
                throw new ExchangeRefusalException(answer.StatusCode, $"{method} {path}: {(int)answer.StatusCode} {text}");
            }
        }
    }

    public void Dispose() => http.Dispose();

    private async Task SignInAsync(CancellationToken cancellation) =>
        await TakeTokensAsync("api/v1/auth/login", new JsonObject { ["email"] = email, ["password"] = password }, cancellation);

    private async Task RenewAsync(CancellationToken cancellation)
    {
        var token = refreshToken;
        (accessToken, refreshToken) = (null, null);
        if (token is null)
        {
            return;
        }

        try
        {
            await TakeTokensAsync("api/v1/auth/refresh", new JsonObject { ["refreshToken"] = token }, cancellation);
        }
        catch (ExchangeRefusalException)
        {
            accessToken = null; // the session is over: the next try signs in anew
        }
    }

    private async Task TakeTokensAsync(string path, JsonObject body, CancellationToken cancellation)
    {
        using var answer = await SendOnceAsync(HttpMethod.Post, path, body, null, cancellation);
        var text = await answer.Content.ReadAsStringAsync(cancellation);
        if (answer.StatusCode != HttpStatusCode.OK)
        {
            throw new ExchangeRefusalException(answer.StatusCode, $"{path}: {(int)answer.StatusCode} {text}");
        }

        var tokens = JsonElement.Parse(text);
        (accessToken, refreshToken) = (tokens.GetProperty("accessToken").GetString(), tokens.GetProperty("refreshToken").GetString());
    }

    private Task<HttpResponseMessage> SendOnceAsync(HttpMethod method, string path, JsonNode? body, string? token, CancellationToken cancellation)
    {
        var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        if (body is not null)
        {
            request.Content = new StringContent(body.ToJsonString(), System.Text.Encoding.UTF8, "application/json");
        }

        return http.SendAsync(request, cancellation);
    }
}
