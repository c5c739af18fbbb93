namespace CryptoVault.Results;

/// <summary>What kind of expected failure an <see cref="Error"/> is; each kind has one HTTP status.</summary>
public enum ErrorKind
{
    /// <summary>The request cannot be understood or breaks a rule of its own shape (400).</summary>
    Invalid,
    /// <summary>Nobody, or nobody known, is asking (401).</summary>
    Unauthenticated,
    /// <summary>The caller is known but may not do this (403).</summary>
    Forbidden,
    /// <summary>The thing does not exist, or not for this caller (404).</summary>
    NotFound,
    /// <summary>The present state forbids it (409).</summary>
    Conflict,
    /// <summary>It was there, and is not kept any more (410).</summary>
    Gone,
    /// <summary>The stated version is not the present one (412).</summary>
    PreconditionFailed,
    /// <summary>The request's body is larger than allowed (413).</summary>
    TooLarge,
    /// <summary>The body is of a media type that is not served (415).</summary>
    UnsupportedMediaType,
    /// <summary>The request is well formed, but a business rule refuses its content (422).</summary>
    Unprocessable,
    /// <summary>A version must be stated and is not (428).</summary>
    PreconditionRequired,
    /// <summary>Too many requests (429).</summary>
    TooManyRequests,
    /// <summary>Cannot be served now; trying again later may help (503).</summary>
    Unavailable,
}

/// <summary>
/// An expected failure, as a value. Each failure that a client can meet is a small record of its own whose
/// <see cref="Code"/> is stable and documented; one place maps errors to problem+json answers.
/// </summary>
/// <param name="Kind">What kind of failure it is.</param>
/// <param name="Code">The stable, documented code in UPPER_SNAKE_CASE.</param>
/// <param name="Message">What was wrong and what would be right, in a sentence that a client may show.</param>
public abstract record Error(ErrorKind Kind, string Code, string Message)
{
    /// <summary>The fields that were wrong, when the failure can be pinned to fields; else empty.</summary>
    public IReadOnlyList<FieldError> Fields { get; init; } = [];

    /// <summary>How long to wait before trying again; set on 429, 503 and "still running" answers.</summary>
    public TimeSpan? RetryAfter { get; init; }
}

/// <summary>One field that was refused.</summary>
/// <param name="Pointer">JSON pointer (RFC 6901) into the body, or <c>?name</c> for a query parameter, <c>header:Name</c> for a header.</param>
/// <param name="Code">The stable code of what is wrong.</param>
/// <param name="Message">What was wrong and what would be right.</param>
/// <param name="Sent">The value as sent, when it is safe to repeat it.</param>
/// <param name="Bound">The bound that was broken: a minimum, maximum, step, pattern or list.</param>
/// <param name="Nearest">The nearest value that would be accepted.</param>
public sealed record FieldError(
    string Pointer, string Code, string Message, string? Sent = null, string? Bound = null, string? Nearest = null);

/// <summary>The request's fields break their documented bounds (400).</summary>
public sealed record ValidationFailed : Error
{
    /// <summary>Creates the error from the fields that were wrong.</summary>
    public ValidationFailed(params IReadOnlyList<FieldError> fields)
        : base(ErrorKind.Invalid, "VALIDATION_FAILED", fields.Count == 1 ? fields[0].Message : $"{fields.Count} fields are not valid.") =>
        Fields = fields;
}

/// <summary>A failure of kind <see cref="ErrorKind.Conflict"/> (409).</summary>
public abstract record ConflictError(string Code, string Message) : Error(ErrorKind.Conflict, Code, Message);

/// <summary>A failure of kind <see cref="ErrorKind.NotFound"/> (404).</summary>
public abstract record NotFoundError(string Code, string Message) : Error(ErrorKind.NotFound, Code, Message);

/// <summary>A failure of kind <see cref="ErrorKind.Forbidden"/> (403).</summary>
public abstract record ForbiddenError(string Code, string Message) : Error(ErrorKind.Forbidden, Code, Message);

/// <summary>A failure of kind <see cref="ErrorKind.Unprocessable"/> (422).</summary>
public abstract record UnprocessableError(string Code, string Message) : Error(ErrorKind.Unprocessable, Code, Message);

/// <summary>The service cannot do this now; trying again may help (503).</summary>
public sealed record ServiceUnavailable : Error
{
    /// <summary>Creates the error with the time after which to try again.</summary>
    public ServiceUnavailable(string message, TimeSpan retryAfter)
        : base(ErrorKind.Unavailable, "SERVICE_UNAVAILABLE", message) => RetryAfter = retryAfter;
}
