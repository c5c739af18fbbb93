using System.Text.Json.Nodes;
using CryptoVault.DemoPlayer.Client;

namespace CryptoVault.Requests;

/// <summary>A request that is right in every way.</summary>
/// <param name="Path">From the root, without a leading slash.</param>
/// <param name="Body">The JSON body, or null.</param>
/// <param name="Headers">Headers besides the usual ones.</param>
internal sealed record Call(string Path, JsonNode? Body = null, params (string Name, string Value)[] Headers)
{
    /// <summary>Sends it; of a stream, which has no end, only the beginning is read.</summary>
    public Task<Answer> SendAsync(Api api, Operation operation, string? token) => operation.IsStream
        ? BeginAsync(api, token)
        : api.SendAsync(new HttpMethod(operation.Method), Path, Body?.DeepClone(), token, Headers);

    private async Task<Answer> BeginAsync(Api api, string? token)
    {
        using var http = new HttpClient { BaseAddress = api.Host };
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Path, UriKind.Relative));
        request.Headers.Authorization = token is null ? null : new("Bearer", token);
        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        var text = answer.IsSuccessStatusCode ? "" : await answer.Content.ReadAsStringAsync();
        return new Answer($"GET {Path}", (int)answer.StatusCode, text, default, answer.Content.Headers.ContentType?.MediaType, null, null, null);
    }
}

/// <summary>How to come to a call that succeeds.</summary>
/// <param name="OperationId">The operation that it calls.</param>
/// <param name="Make">Makes what the call needs, for the caller, and tells the call.</param>
internal sealed record Recipe(string OperationId, Func<Cast, Person, Task<Call>> Make)
{
    /// <summary>The call is about a thing of the caller's own, which nobody else may see.</summary>
    public bool IsOwn { get; init; }

    /// <summary>The call ends what the caller signs in with: somebody new must send it.</summary>
    public bool IsForStrangers { get; init; }
}
