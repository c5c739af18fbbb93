using System.Text.Json.Serialization;
using CryptoVault.Accounts.ApiKeys;
using CryptoVault.Results;
using Microsoft.AspNetCore.Http;

namespace CryptoVault.Functions.Http.Api.Problems;

/// <summary>A problem+json answer (RFC 9457) with the members that all of ours have.</summary>
internal sealed record Problem(string Type, string Title, int Status, string Detail, string Code, string TraceId)
{
    public int? RetryAfterSeconds { get; init; }

    /// <summary>The server's time in milliseconds since 1970, where the client's was off.</summary>
    public long? ServerTime { get; init; }

    public IReadOnlyList<ProblemField>? Errors { get; init; }

    public static Problem Of(Error error, string traceId)
    {
        var (status, title) = StatusOf(error);
        return new Problem($"/problems/{error.Code.ToLowerInvariant().Replace('_', '-')}", title, status, error.Message, error.Code, traceId)
        {
            RetryAfterSeconds = error.RetryAfter is { } wait ? Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)) : null,
            ServerTime = (error as TimestampOutsideWindow)?.ServerTime,
            Errors = error.Fields.Count == 0 ? null : [.. error.Fields.Select(ProblemField.Of)],
        };
    }

    private static (int Status, string Title) StatusOf(Error error) => error switch
    {
        InternalError => (StatusCodes.Status500InternalServerError, "Internal error"),
        MethodNotAllowed => (StatusCodes.Status405MethodNotAllowed, "Method not allowed"),
        ClientGone => (StatusCodes.Status499ClientClosedRequest, "Client closed request"),
        _ => error.Kind switch
        {
            ErrorKind.Invalid => (StatusCodes.Status400BadRequest, "Bad request"),
            ErrorKind.Unauthenticated => (StatusCodes.Status401Unauthorized, "Not signed in"),
            ErrorKind.Forbidden => (StatusCodes.Status403Forbidden, "Not allowed"),
            ErrorKind.NotFound => (StatusCodes.Status404NotFound, "Not found"),
            ErrorKind.Conflict => (StatusCodes.Status409Conflict, "Conflict"),
            ErrorKind.Gone => (StatusCodes.Status410Gone, "Not kept any more"),
            ErrorKind.PreconditionFailed => (StatusCodes.Status412PreconditionFailed, "Stale version"),
            ErrorKind.TooLarge => (StatusCodes.Status413PayloadTooLarge, "Too large"),
            ErrorKind.UnsupportedMediaType => (StatusCodes.Status415UnsupportedMediaType, "Unsupported media type"),
            ErrorKind.Unprocessable => (StatusCodes.Status422UnprocessableEntity, "Refused by a rule"),
            ErrorKind.PreconditionRequired => (StatusCodes.Status428PreconditionRequired, "Version required"),
            ErrorKind.TooManyRequests => (StatusCodes.Status429TooManyRequests, "Too many requests"),
            ErrorKind.Unavailable => (StatusCodes.Status503ServiceUnavailable, "Not available now"),
            _ => throw new ArgumentOutOfRangeException(nameof(error), error.Kind, "Unknown kind of error."),
        },
    };
}

/// <summary>One refused field of a problem.</summary>
internal sealed record ProblemField(string Pointer, string Code, string Message, string? Sent, string? Bound, string? Nearest)
{
    private const int LongestEcho = 200;

    public static ProblemField Of(FieldError field) =>
        new(field.Pointer, field.Code, field.Message, Shorten(field.Sent), field.Bound, field.Nearest);

    private static string? Shorten(string? sent) => sent is { Length: > LongestEcho } ? sent[..LongestEcho] : sent;
}

[JsonSourceGenerationOptions(
    System.Text.Json.JsonSerializerDefaults.Web,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Problem))]
internal sealed partial class ProblemJson : JsonSerializerContext;
