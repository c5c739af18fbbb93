using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Azure.Core;
using CryptoVault.Security;

namespace CryptoVault.Adapters.KeyVault;

/// <summary>Requests to a key vault: signed in as the app, repeated when it asks for patience.</summary>
public sealed class KeyVaultClient(HttpClient http, TokenCredential credential, KeyVaultOptions options, TimeProvider clock)
{
    private const string Version = "api-version=7.4";
    private static readonly TokenRequestContext Scope = new(["https://vault.azure.net/.default"]);

    internal Task<T> GetAsync<T>(string key, JsonTypeInfo<T> json, CancellationToken cancellation) =>
        SendAsync(() => new HttpRequestMessage(HttpMethod.Get, $"{key}?{Version}"), json, cancellation);

    internal Task<T> PostAsync<T>(string key, string operation, KeyOperation? body, JsonTypeInfo<T> json, CancellationToken cancellation) =>
        SendAsync(() =>
        {
            var request = new HttpRequestMessage(HttpMethod.Post, $"{key}/{operation}?{Version}");
            if (body is not null)
            {
                request.Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, KeyVaultJson.Default.KeyOperation));
                request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            }

            return request;
        }, json, cancellation);

    private async Task<T> SendAsync<T>(Func<HttpRequestMessage> make, JsonTypeInfo<T> json, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
                patience.CancelAfter(options.OperationTimeout);
                using var request = make();
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", (await credential.GetTokenAsync(Scope, patience.Token)).Token);
                using var answer = await http.SendAsync(request, patience.Token);
                if (answer.IsSuccessStatusCode)
                {
                    await using var content = await answer.Content.ReadAsStreamAsync(patience.Token);
                    return await JsonSerializer.DeserializeAsync(content, json, patience.Token) ?? throw new ServiceKeysException("The key vault answered nothing.");
                }

                if (attempt >= options.MaxAttempts || (answer.StatusCode != HttpStatusCode.TooManyRequests && (int)answer.StatusCode < 500))
                {
                    throw new ServiceKeysException($"The key vault answered {(int)answer.StatusCode} to {request.Method} {request.RequestUri!.AbsolutePath}.");
                }
            }
            catch (Exception exception) when (
                attempt < options.MaxAttempts && !cancellation.IsCancellationRequested && exception is HttpRequestException or OperationCanceledException)
            {
                // tried again below
            }
            catch (Exception exception) when (exception is HttpRequestException or JsonException || (exception is OperationCanceledException && !cancellation.IsCancellationRequested))
            {
                throw new ServiceKeysException($"The key vault cannot be used: {exception.Message}", exception);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200 * (1 << attempt)), clock, cancellation);
        }
    }
}
