using CryptoVault.Accounts.ApiKeys;
using CryptoVault.Functions.Http.Api.Bodies;
using CryptoVault.Functions.Http.Api.Problems;
using CryptoVault.Results;
using Microsoft.AspNetCore.Http;

namespace CryptoVault.Functions.Http.Api.Access;

/// <summary>Reads requests that programs sign with an API key.</summary>
internal static class SignedRequests
{
    public const string Header = "X-API-Key";

    private const int LongestKey = 128;
    private static readonly object Mark = new();

    /// <summary>The key that a request names, or null: then it is somebody signed in, or nobody.</summary>
    public static string? KeyOf(HttpRequest request) =>
        request.Headers.TryGetValue(Header, out var values) && request.Headers.Authorization.Count == 0
            ? values is [{ Length: > 0 and <= LongestKey } key] ? key : ""
            : null;

    /// <summary>The request as it was signed, or null when it was not; its body can be read again.</summary>
    public static async ValueTask<Result<SignedRequest?>> ReadAsync(HttpContext http)
    {
        http.Items[Mark] = Mark;
        var request = http.Request;
        if (request.ContentLength > BodyReader.MaxBytes)
        {
            return new BodyTooLarge();
        }

        var body = new MemoryStream();
        var buffer = new byte[8192];
        int read;
        while ((read = await request.Body.ReadAsync(buffer, http.RequestAborted)) > 0)
        {
            body.Write(buffer, 0, read);
            if (body.Length > BodyReader.MaxBytes)
            {
                return new BodyTooLarge();
            }
        }

        body.Position = 0;
        request.Body = body;
        return Result<SignedRequest?>.Success(SignedRequest.Read(request.QueryString.HasValue ? request.QueryString.Value![1..] : "", body.GetBuffer().AsSpan(0, (int)body.Length)));
    }

    /// <summary>True for a query parameter that belongs to the request's signature and not to its route.</summary>
    public static bool IsOfSignature(this HttpRequest request, string parameter) =>
        request.HttpContext.Items.ContainsKey(Mark) && SignedRequest.Parameters.Contains(parameter);
}
