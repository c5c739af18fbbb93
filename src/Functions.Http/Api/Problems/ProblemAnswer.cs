using System.Globalization;
using System.Text.Json;
using CryptoVault.Accounts.Access;
using CryptoVault.Messaging;
using CryptoVault.Results;
using Microsoft.AspNetCore.Http;

namespace CryptoVault.Functions.Http.Api.Problems;

/// <summary>Answers a failure as problem+json: the one place where errors become HTTP.</summary>
internal sealed class ProblemAnswer(Error error) : IResult
{
    private readonly string traceId = Correlation.Current;

    public Error Error { get; } = error;

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var problem = Problem.Of(Error, traceId);
        var response = httpContext.Response;
        response.StatusCode = problem.Status;
        response.ContentType = "application/problem+json";
        response.Headers.CacheControl = "no-store";
        if (problem.RetryAfterSeconds is { } seconds)
        {
            response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        if (Error.Kind == ErrorKind.Unauthenticated)
        {
            response.Headers.WWWAuthenticate = Error is InvalidToken or SessionEnded ? "Bearer error=\"invalid_token\"" : "Bearer";
        }

        if (Error is MethodNotAllowed { Allowed: var allowed })
        {
            response.Headers.Allow = allowed;
        }

        var body = JsonSerializer.SerializeToUtf8Bytes(problem, ProblemJson.Default.Problem);
        response.ContentLength = body.Length;
        return response.Body.WriteAsync(body, httpContext.RequestAborted).AsTask();
    }
}
