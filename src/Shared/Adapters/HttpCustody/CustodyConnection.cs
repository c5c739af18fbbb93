using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using CryptoVault.Wallets.Custody;

namespace CryptoVault.Adapters.HttpCustody;

/// <summary>
/// Sends signed requests and takes signed answers. Whatever goes wrong, from a time-out to an answer that breaks the contract,
/// is a <see cref="CustodyUnavailableException"/>: nothing is known then.
/// </summary>
internal sealed class CustodyConnection(HttpClient client, HttpCustodyOptions options, TimeProvider clock)
{
    /// <summary>Most bytes of an answer.</summary>
    public const int MostBytes = 1024 * 1024;

    /// <summary>Asks; null when the provider says that there is no such thing.</summary>
    public Task<T?> GetAsync<T>(string path, JsonTypeInfo<T> json, CancellationToken cancellation) where T : class =>
        AskAsync(HttpMethod.Get, path, "", [], json, cancellation);

    /// <summary>Has something done once per key.</summary>
    public async Task<TAnswer> PostAsync<TOrder, TAnswer>(
        string path, string idempotencyKey, TOrder order, JsonTypeInfo<TOrder> orderJson, JsonTypeInfo<TAnswer> answerJson, CancellationToken cancellation)
        where TAnswer : class =>
        await AskAsync(HttpMethod.Post, path, idempotencyKey, JsonSerializer.SerializeToUtf8Bytes(order, orderJson), answerJson, cancellation)
        ?? throw Broken(path, "it says that there is no such route or thing");

    /// <summary>The provider broke the contract.</summary>
    public static CustodyUnavailableException Broken(string path, string what, Exception? inner = null) => new($"Custody's answer to {path} is not to be trusted: {what}.", inner);

    private async Task<T?> AskAsync<T>(HttpMethod method, string path, string key, byte[] body, JsonTypeInfo<T> json, CancellationToken cancellation) where T : class
    {
        var time = clock.GetUtcNow().ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        using var request = new HttpRequestMessage(method, new Uri(new Uri(options.Url), path));
        var signature = CustodySignatures.OfRequest(options.Secret, method.Method, request.RequestUri!.PathAndQuery, time, key, body);
        request.Headers.Add(CustodySignatures.KeyHeader, options.KeyId);
        request.Headers.Add(CustodySignatures.TimeHeader, time);
        request.Headers.Add(CustodySignatures.SignatureHeader, signature);
        if (key.Length > 0)
        {
            request.Headers.Add(CustodySignatures.IdempotencyHeader, key);
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = new("application/json");
        }

        try
        {
            using var answer = await client.SendAsync(request, cancellation);
            var content = await answer.Content.ReadAsByteArrayAsync(cancellation);
            return Read(path, signature, answer, content, json);
        }
        catch (HttpRequestException exception)
        {
            throw new CustodyUnavailableException($"Custody could not be asked for {path}.", exception);
        }
        catch (OperationCanceledException exception) when (!cancellation.IsCancellationRequested)
        {
            throw new CustodyUnavailableException($"Custody did not answer {path} in time.", exception);
        }
    }

    private T? Read<T>(string path, string signature, HttpResponseMessage answer, byte[] content, JsonTypeInfo<T> json) where T : class
    {
        var found = answer.Headers.TryGetValues(CustodySignatures.SignatureHeader, out var values) ? values.SingleOrDefault() : null;
        if (!CustodySignatures.AreEqual(CustodySignatures.OfAnswer(options.Secret, signature, (int)answer.StatusCode, content), found))
        {
            throw Broken(path, $"its signature is wrong (status {(int)answer.StatusCode})");
        }

        if (answer.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }

        if (answer.StatusCode != HttpStatusCode.OK)
        {
            throw new CustodyUnavailableException($"Custody answers {path} with {(int)answer.StatusCode}.");
        }

        try
        {
            return JsonSerializer.Deserialize(content, json) ?? throw Broken(path, "it is null");
        }
        catch (JsonException exception)
        {
            throw Broken(path, "it breaks the contract", exception);
        }
    }
}
