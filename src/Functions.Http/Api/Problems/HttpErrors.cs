using CryptoVault.Results;

namespace CryptoVault.Functions.Http.Api.Problems;

/// <summary>A defect or an unforeseen fault; the log has it under the correlation id.</summary>
internal sealed record InternalError()
    : Error(ErrorKind.Unavailable, Name, "Something went wrong on our side. The traceId leads us to it.")
{
    public const string Name = "INTERNAL_ERROR";
}

/// <summary>The client went away before its answer.</summary>
internal sealed record ClientGone() : Error(ErrorKind.Invalid, "CLIENT_CLOSED_REQUEST", "The client closed the request.");

/// <summary>The HTTP message itself is broken.</summary>
internal sealed record MalformedRequest() : Error(ErrorKind.Invalid, "MALFORMED_REQUEST", "The HTTP request is malformed.");

/// <summary>The body is over its limit.</summary>
internal sealed record BodyTooLarge()
    : Error(ErrorKind.TooLarge, "BODY_TOO_LARGE", "The body may have 1,048,576 bytes.");

/// <summary>The body is no JSON by its content type.</summary>
internal sealed record NotJson()
    : Error(ErrorKind.UnsupportedMediaType, "UNSUPPORTED_MEDIA_TYPE", "Send the body as application/json in UTF-8.");

/// <summary>The body cannot be read as JSON.</summary>
internal sealed record MalformedJson(string Message) : Error(ErrorKind.Invalid, "MALFORMED_JSON", Message);

/// <summary>No route has this path.</summary>
internal sealed record RouteNotFound() : NotFoundError("ROUTE_NOT_FOUND", "There is no such route.");

/// <summary>The route exists, but not for this method.</summary>
internal sealed record MethodNotAllowed(string Allowed)
    : Error(ErrorKind.Invalid, Name, $"This route serves {Allowed}.")
{
    public const string Name = "METHOD_NOT_ALLOWED";
}

/// <summary>A change of a shared thing must say which version it changes.</summary>
internal sealed record IfMatchRequired()
    : Error(ErrorKind.PreconditionRequired, "PRECONDITION_REQUIRED", "Send If-Match with the ETag of the version that you change.");

/// <summary>The stated version is not the present one.</summary>
internal sealed record StaleVersion()
    : Error(ErrorKind.PreconditionFailed, "PRECONDITION_FAILED", "It was changed since. Read it again and decide anew.");
